"""What a meter's register stands at, held against what it stood at before; who reads it, nobody asks.

A reading that surprises is told back to the agent, who corrects it or writes why it is right; where the administrator
chose so, it is not taken at all. Past its last digit a register begins at zero again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.blocks import Block, CharBlock, ChoiceBlock, DecimalBlock, IntegerBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Settings, UnfitSettings
from ticketforms.kinds.figures import plain_number, shown_number
from ticketforms.kinds.limits import local_day, shown_day
from ticketforms.labels import in_language
from ticketforms.port import LastReading, port
from ticketforms.storing import is_storable

_PARTS = ("value", "reason")
_KEPT = {*_PARTS, "previous", "previous_at", "used", "is_rolled_over"}
_DIGITS = 6
_LONGEST_REASON = 240
# Without a limit of its own, a register that went back is believed to have begun anew only near its end.
_NEAR_THE_END = Decimal("0.1")


class MeterReadingKind(FieldKind):
    """`{value}`, with the `previous` reading, what was `used` since, and the `reason` for what surprises."""

    name = "meter_reading"
    label = gettext_lazy("meter reading")
    group = groups.PLACES
    icon = "decimal"
    template = "ticketforms/fields/meter_reading.html"
    reading = "whole"
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {
            "unit": CharBlock(required=False, max_length=12, default="kWh", label=gettext_lazy("Unit")),
            "digits": IntegerBlock(
                required=False, min_value=3, max_value=12, default=_DIGITS, label=gettext_lazy("Digits of the register")
            ),
            "places": IntegerBlock(
                required=False, min_value=0, max_value=3, default=0, label=gettext_lazy("Places after the comma")
            ),
            "meter_field": CharBlock(
                required=False,
                max_length=50,
                label=gettext_lazy("Meter in field"),
                help_text=gettext_lazy(
                    "The code of a field that names a meter or a service point; empty: the ticket's service point."
                ),
            ),
            "most_a_day": DecimalBlock(required=False, min_value=0, label=gettext_lazy("Most that is used in a day")),
            "on_implausible": ChoiceBlock(
                choices=[
                    ("confirm", gettext_lazy("taken when the agent writes why it is right")),
                    ("refuse", gettext_lazy("not taken")),
                ],
                default="confirm",
                label=gettext_lazy("A reading that surprises is"),
            ),
        }

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        given = raw if isinstance(raw, Mapping) else {"value": raw}
        reason = given.get("reason") or ""
        if set(given) - _KEPT or not isinstance(reason, str) or not is_storable(reason):
            raise AnswerError(_refusal(settings))
        value = plain_number(given.get("value", ""))
        if value == "":
            return None
        if value is None or value.startswith("-"):
            raise AnswerError(_refusal(settings))
        whole, _point, rest = value.partition(".")
        if len(whole) > _setting(settings, "digits", _DIGITS) or len(rest.rstrip("0")) > _setting(
            settings, "places", 0
        ):
            raise AnswerError(_refusal(settings))
        if len(reason.strip()) > _LONGEST_REASON:
            raise AnswerError(_("Shorten the reason to %(longest)d characters.") % {"longest": _LONGEST_REASON})
        return {"value": value} | ({"reason": reason.strip()} if reason.strip() else {})

    def settle(self, value: dict[str, str], settings: Settings, given: Given) -> dict[str, Any]:
        """Return the reading with the one before; raises `AnswerError` for one that surprises without a reason."""
        last = _last(settings, given)
        if last is None:
            return value
        use = _use(Decimal(value["value"]), last, settings, given.at)
        if use.surprise and (settings.get("on_implausible") == "refuse" or not value.get("reason")):
            raise AnswerError(_asked_back(use.surprise, last, settings))
        return {
            **value,
            "previous": last.value,
            "previous_at": last.read_at.isoformat(),
            "used": f"{use.used:f}",
            "is_rolled_over": use.is_rolled_over,
        }

    def depends_on(self, settings: Settings) -> tuple[str, ...]:
        return (settings["meter_field"],) if settings.get("meter_field") else ()

    def show(self, value: dict[str, Any], settings: Settings, language: str) -> str:
        unit = settings.get("unit", "")
        parts = [f"{shown_number(value['value'], language)} {unit}".strip()]
        # Less than before is told by its reason.
        if "used" in value and not value["used"].startswith("-"):
            used = in_language("zużycie", "used", language)
            parts.append(f"{used} {shown_number(value['used'], language)} {unit}".strip())
        if value.get("is_rolled_over"):
            parts.append(in_language("licznik zaczął od zera", "the register began anew", language))
        if value.get("reason"):
            parts.append(value["reason"])
        return "; ".join(parts)

    def written(self, answer: Any) -> dict[str, str]:
        held = answer if isinstance(answer, Mapping) else {"value": "" if answer is None else answer}
        return {name: str(held.get(name) or "") for name in _PARTS}

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        most = settings.get("most_a_day")
        if most is not None and Decimal(str(most)) <= 0:
            raise UnfitSettings("most_a_day", _("Enter more than zero, or leave it empty."))
        whole = {
            "unit": settings.get("unit", "kWh"),
            "digits": _setting(settings, "digits", _DIGITS),
            "places": _setting(settings, "places", 0),
            "on_implausible": settings.get("on_implausible") or "confirm",
        }
        # Said as a default says it, so that the ticket keeps the place it was read at.
        place = {} if settings.get("meter_field") else {"place": {"from": "service_point.ppe"}}
        return {**settings, **whole, **place}


@dataclass(frozen=True)
class _Use:
    used: Decimal
    is_rolled_over: bool
    surprise: str


def _last(settings: Settings, given: Given) -> LastReading | None:
    if settings.get("meter_field"):
        named = given.values.get(settings["meter_field"])
        key = named.get("key") if isinstance(named, Mapping) else named
    else:
        key = given.surroundings.get("service_point.ppe")
    return port.last_reading(key) if isinstance(key, str) and key else None


def _use(value: Decimal, last: LastReading, settings: Settings, at: datetime) -> _Use:
    """What was used since, as if the register began anew where that is the likelier story."""
    most, whole = settings.get("most_a_day"), Decimal(10) ** _setting(settings, "digits", _DIGITS)
    days = max((local_day(at) - local_day(last.read_at)).days, 1)
    ceiling = whole * _NEAR_THE_END if most is None else Decimal(str(most)) * days
    used = value - Decimal(last.value)
    if used >= 0:
        return _Use(used, False, "much" if most is not None and used > ceiling else "")
    rolled = used + whole
    return _Use(rolled, True, "") if rolled <= ceiling else _Use(used, False, "less")


def _asked_back(surprise: str, last: LastReading, settings: Settings) -> str:
    facts = {
        "last": shown_number(last.value, "en" if (get_language() or "pl").startswith("en") else "pl"),
        "unit": settings.get("unit", ""),
        "day": shown_day(local_day(last.read_at)),
    }
    if surprise == "less":
        told = _("On %(day)s it was already %(last)s %(unit)s.") % facts
    else:
        told = _("On %(day)s it was %(last)s %(unit)s: that would be more than is used in this time.") % facts
    if settings.get("on_implausible") == "refuse":
        return f"{told} {_('Read the meter again.')}"
    return f"{told} {_('Read it again, or write why it is right.')}"


def _refusal(settings: Settings) -> str:
    digits, places = _setting(settings, "digits", _DIGITS), _setting(settings, "places", 0)
    if not places:
        return _("Enter the whole number on the register, of at most %(digits)d digits.") % {"digits": digits}
    return _("Enter the number on the register: at most %(digits)d digits, and %(places)d after the comma.") % {
        "digits": digits,
        "places": places,
    }


def _setting(settings: Settings, name: str, otherwise: int) -> int:
    value = settings.get(name)
    return otherwise if value is None else int(value)
