"""The editor's part for one condition: chosen, never written; the browser draws it from `rule.js`."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import FieldBlock

from ticketforms.conditions import ConditionError, parse


class RuleWidget(forms.HiddenInput):
    """Holds the condition; `rule.js` puts the choices beside it, from the fields that come before."""

    is_hidden = False
    template_name = "ticketforms/rule_widget.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"vocabulary": reverse("ticketforms:vocabulary")}


class RuleField(forms.JSONField):
    """A condition of the language, or nothing."""

    widget = RuleWidget

    def clean(self, value: Any) -> Any:
        condition = super().clean(value)
        if condition in (None, "", {}):
            return None
        try:
            parse(condition)
        except ConditionError as error:
            raise ValidationError(str(error)) from error
        return condition


class RuleBlock(FieldBlock):
    """When a field is asked; `None` when always."""

    def __init__(self, required: bool = False, help_text: str = "", **kwargs: Any) -> None:
        self.field = RuleField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> Any:
        """Turn what the page sent into the condition, so that a page shown again holds what it held."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return value

    class Meta:
        default = None
        icon = "view"


class DataBlock(FieldBlock):
    """Plain data that a script of the page edits; `None` when there is nothing."""

    def __init__(self, required: bool = False, help_text: str = "", **kwargs: Any) -> None:
        self.field = forms.JSONField(required=required, help_text=help_text, widget=forms.HiddenInput())
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> Any:
        """Turn what the page sent into the data, so that a page shown again holds what it held."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return value

    class Meta:
        default = None
