"""The editor's parts for a dictionary and an earlier field; a draft keeps what is not there any more, and says so."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.blocks import CharBlock, ChoiceBlock


class KeepingSelect(forms.Select):
    """Shows a choice that is not there any more instead of losing it in silence."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        known = {str(code) for code, _label in self.choices}
        for missing in value:
            if missing and missing not in known:
                label = _("%(code)s (not there any more)") % {"code": missing}
                option = self.create_option(name, missing, label, True, len(groups), attrs=attrs)
                groups.append((None, [option], len(groups)))
        return groups


class KeepingSelectAdapter(WidgetAdapter):
    """The same in the browser, which draws the editor's fields itself."""

    js_constructor = "tcz.widgets.KeepingSelect"

    def js_args(self, widget: forms.Select) -> list[Any]:
        return [*super().js_args(widget), _("%(code)s (not there any more)") % {"code": "__CODE__"}]

    @cached_property
    def media(self) -> forms.Media:
        own = forms.Media(js=["ticketforms/editor/keeping_select.js"])
        drawn: forms.Media = super().media + own
        return drawn


register(KeepingSelectAdapter(), KeepingSelect)


class KeepingChoiceField(forms.ChoiceField):
    """Takes a code that names nothing, so that a draft can be saved; publishing tells what to do about it."""

    widget = KeepingSelect

    def valid_value(self, value: Any) -> bool:
        return True


class DictionaryBlock(ChoiceBlock):
    """The code of a dictionary."""

    def get_field(self, **kwargs: Any) -> forms.Field:
        kwargs.pop("coerce", None)
        return KeepingChoiceField(**kwargs)


class EarlierFieldBlock(CharBlock):
    """The code of an earlier field that is answered by choosing; `earlier.js` offers those there are."""

    def __init__(self, **kwargs: Any) -> None:
        told = {"label": gettext_lazy("Narrowed by"), "max_length": 50, "required": False}
        super().__init__(**told | kwargs)
        self.field.widget.attrs["data-controller"] = "tcz-earlier"
