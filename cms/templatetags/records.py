"""Writes numbers as people read them out: telephones, PPE numbers, lengths of calls."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from crm.customers.matching import phone_in_groups
from crm.tickets.marking import due_words

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """Return an E.164 number in groups, with the country only when it is not Poland; anything else as it is."""
    return phone_in_groups(number)


@register.filter
def in_groups(digits: str) -> str:
    """Return a long number in groups of four, parted by spaces that do not break."""
    return "\u00a0".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@register.filter
def mail(address: str) -> SafeString:
    """Return an address of mail that breaks, where it must, before its @ and not amid a word."""
    name, at, house = address.partition("@")
    return format_html("{}<wbr>{}{}", name, at, house)


@register.filter
def as_account(digits: str) -> str:
    """Return a Polish account number as banks print it: two digits, then groups of four."""
    return f"{digits[:2]}\u00a0{in_groups(digits[2:])}" if len(digits) > 2 else digits


@register.filter
def due(moment: datetime) -> str:
    """Return until when there is time: the day, with the hour where it does not end with the day."""
    return due_words(moment)


@register.filter
def length_of_talk(seconds: int | None) -> str:
    """Return a length of time as minutes and seconds, a dash when it is not known."""
    return "–" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"
