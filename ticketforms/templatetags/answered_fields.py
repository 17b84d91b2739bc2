"""What the templates of fields ask beside the field itself: settings in the language of the screen."""

import json
from collections.abc import Mapping
from typing import Any

from django import template

from ticketforms.labels import in_language

register = template.Library()


@register.simple_tag
def spoken(settings: Mapping[str, Any], name: str) -> str:
    """Return the setting that is kept in two languages, in the one of the screen."""
    return in_language(settings.get(f"{name}_pl") or "", settings.get(f"{name}_en") or "")


@register.filter
def as_json(value: Any) -> str:
    """Return the value as a script reads it from an attribute."""
    return json.dumps(value, ensure_ascii=False)
