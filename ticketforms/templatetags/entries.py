"""Draws entries: their sign, their state, what a field holds of them, and the parts of their pages."""

from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ticketforms.building import ScreenField
from ticketforms.drawing import path_of
from ticketforms.entry_boxes import parent_field
from ticketforms.kinds import Option
from ticketforms.kinds.options import EntryOption
from ticketforms.models import Dictionary, DictionaryEntry

register = template.Library()


@register.simple_tag
def entry_sign(option: Option | DictionaryEntry) -> SafeString | str:
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


@register.simple_tag
def entry_state(entry: DictionaryEntry, today: date) -> SafeString:
    """Say in a chip whether the entry is offered, and what follows it."""
    if entry.is_retired:
        words = _("retired; “%(other)s” follows") % {"other": entry.replaced_by} if entry.replaced_by else _("retired")
        return format_html('<span class="tcz-chip">{}</span>', words)
    if entry.valid_from and entry.valid_from > today:
        return format_html(
            '<span class="tcz-chip tcz-chip--info">{} {}</span>', _("from"), date_format(entry.valid_from)
        )
    if entry.valid_to and entry.valid_to <= today:
        return format_html('<span class="tcz-chip">{} {}</span>', _("until"), date_format(entry.valid_to))
    if entry.valid_to:
        chip = '<span class="tcz-chip tcz-chip--good">{} {}</span>'
        return format_html(chip, _("in use until"), date_format(entry.valid_to))
    return format_html('<span class="tcz-chip tcz-chip--good">{}</span>', _("in use"))


@register.simple_tag
def new_parent(dictionary: Dictionary, parent: DictionaryEntry | None) -> str:
    """Draw the box by which a new row is put under an entry."""
    field = parent_field(dictionary, DictionaryEntry(dictionary=dictionary, parent=parent))
    attrs = {"id": "id_new_parent", "form": "add-row"}
    return field.widget.render("parent", parent.code if parent else "", attrs)


@register.inclusion_tag("ticketforms/dictionaries/input.html")
def entry_input(field: BoundField, width: str = "") -> dict[str, Any]:
    """Draw a field of an entry's page."""
    return {"field": field, "is_wide": width == "wide"}


@register.simple_tag(takes_context=True)
def page_address(context: Context, page: int, step: int) -> str:
    """Return the address of another page of what is shown."""
    query = context["request"].GET.copy()
    query["page"] = page + step
    return f"?{query.urlencode()}"
