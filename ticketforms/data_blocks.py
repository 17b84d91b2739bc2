"""The editor's parts whose value is plain data, chosen and never written: conditions, effects, defaults.

Each is a hidden input; the browser draws the choices beside it (static/ticketforms/editor).
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.blocks import FieldBlock

from ticketforms.conditions import ConditionError, parse
from ticketforms.storing import Unstorable, data_in, is_storable

# Longer data is not made by choosing.
LONGEST = 50_000


class DataWidget(forms.HiddenInput):
    """Holds the data; the controller puts the choices beside it."""

    is_hidden = False
    template_name = "ticketforms/data_widget.html"

    def __init__(self, controller: str) -> None:
        super().__init__()
        self.controller = controller

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        more = {"controller": self.controller, "vocabulary": reverse("ticketforms:vocabulary")}
        return super().get_context(name, value, attrs) | more


class DataField(forms.JSONField):
    """Plain data as the page sends it; "" and nothing are `None`."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, str) and (len(value) > LONGEST or not is_storable(value)):
            raise ValidationError(_("This is too long, or holds characters that cannot be kept."))
        data = super().clean(value)
        return None if data in ("", {}, []) else data

    def to_python(self, value: Any) -> Any:
        """Read the data as far as it can be kept; Django's own reading lets through what no database takes."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return data_in(value)
        except Unstorable as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from error


class ConditionField(DataField):
    """A condition of the language, or nothing."""

    def clean(self, value: Any) -> Any:
        condition = super().clean(value)
        if condition is not None:
            try:
                parse(condition)
            except ConditionError as error:
                raise ValidationError(str(error)) from error
        return condition


class EffectsField(DataField):
    """A list of effects; whether they can be carried out, publishing asks."""

    def clean(self, value: Any) -> Any:
        effects = super().clean(value)
        if effects is not None and not (isinstance(effects, list) and all(isinstance(one, dict) for one in effects)):
            raise ValidationError(_("Choose what the rule does."))
        return effects


class DefaultField(DataField):
    """One fixed value, or the name of what in the surroundings it comes from."""

    def clean(self, value: Any) -> Any:
        default = super().clean(value)
        is_fit = default is None or (isinstance(default, dict) and set(default) in ({"value"}, {"from"}))
        if not is_fit or (default and "from" in default and not isinstance(default["from"], str)):
            raise ValidationError(_("Choose what the field is filled in with."))
        return None if default and default.get("value", 0) in ("", [], None) else default


class DataBlock(FieldBlock):
    """Plain data that a controller of the page edits; `None` when there is nothing."""

    field_class: type[DataField] = DataField
    controller = ""

    def __init__(self, required: bool = False, help_text: str = "", **kwargs: Any) -> None:
        self.field = self.field_class(required=required, help_text=help_text, widget=DataWidget(self.controller))
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> Any:
        """Turn what the page sent into the data, so that a page shown again holds what it held."""
        try:
            return data_in(value) if isinstance(value, str) else value
        except Unstorable:
            return value

    class Meta:
        default = None


class ConditionBlock(DataBlock):
    """When something holds; `None` when always."""

    field_class = ConditionField
    controller = "tcz-condition"


class EffectsBlock(DataBlock):
    """What a rule does."""

    field_class = EffectsField
    controller = "tcz-effects"


class DefaultBlock(DataBlock):
    """What a field holds before anybody answers."""

    field_class = DefaultField
    controller = "tcz-default"
