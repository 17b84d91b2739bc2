"""Draws the sign of an entry, its colour and picture, and names the entry that a field holds."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ticketforms.building import ScreenField
from ticketforms.drawing import path_of
from ticketforms.kinds import Option
from ticketforms.kinds.options import EntryOption

register = template.Library()


@register.simple_tag
def entry_sign(option: Option) -> SafeString | str:
    """Draw the colour and the picture of an entry; nothing where it has neither. Its name says the rest."""
    colour, icon = getattr(option, "colour", ""), getattr(option, "icon", "")
    if not colour and not icon:
        return ""
    picture = (
        format_html('<svg viewBox="0 0 16 16" focusable="false"><path d="{}"/></svg>', path_of(icon)) if icon else ""
    )
    return format_html('<span class="tcz-sign tcz-sign--{}" aria-hidden="true">{}</span>', colour or "plain", picture)


@register.simple_tag
def chosen_label(field: ScreenField) -> str:
    """Name what the field holds; of a long dictionary, the browser asks for the name."""
    return next((option.label for option in field.options if option.code == field.value), field.value)


@register.simple_tag
def chosen_path(field: ScreenField) -> str:
    """Name what the chosen entry is under."""
    for option in field.options:
        if isinstance(option, EntryOption) and option.code == field.value:
            return option.path
    return ""
