"""Writes what the Main Card's drawings need: numbers as SVG reads them, and what a mark means."""

from django import template

from cms.records import card_map

register = template.Library()


@register.filter
def plain(number: float) -> str:
    """Return a number with a dot, whatever the language writes."""
    return f"{number:g}"


@register.filter
def state_words(state: str) -> str:
    """Return what a mark's shape and colour mean."""
    return card_map.state_words(state)
