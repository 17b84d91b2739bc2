"""Every criterion that a list offers, each operator with values that are there and with one that is not."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from crm.criteria.comparing import Moment
from crm.criteria.subjects import Subject

_ABSENT = {
    "text": "zzqx", "words": "zzqx", "key": "ZZQX99", "phone": "799999999", "number": "987654", "integer": "987654",
    "ticket_number": "Z9999999", "outage_number": "999999",
}  # fmt: skip
_PERIODS = (
    {"period": "today"},
    {"last": 7, "unit": "days"},
    {"last": 12, "unit": "months"},
    {"from": "2001-01-01", "to": "2001-01-02"},
)
_SAMPLED = 3


def asked_of(known: Mapping[str, Subject]) -> Iterator[tuple[dict[str, Any], str]]:
    """Return each criterion with words that tell it."""
    for subject in known.values():
        for operator in subject.operators:
            for value in _values(subject, operator):
                clause = {"subject": subject.name, "operator": operator}
                yield clause | ({} if value is None else {"value": value}), f"{subject.name} {operator} {value!r}"


def _values(subject: Subject, operator: str) -> list[Any]:
    kind = subject.comparing.name
    if operator in ("is_filled", "is_empty"):
        return [None]
    if subject.comparing.control == "flag":
        return [True, False]
    if subject.comparing.control == "moment":
        return list(_PERIODS) if operator == "within" else ["2001-01-01", timezone.now().date().isoformat()]
    if subject.comparing.control == "person":
        return ["me", ["agent", "agent2"]] if operator == "is_any_of" else ["me"]
    if subject.choices:
        codes = [code for code, _label in subject.choices()][:20]
        return [codes[:2]] if operator == "is_any_of" else codes
    there = [str(value) for value in _sampled(subject)]
    if kind == "ticket_number":
        there = [f"Z{int(value):07d}" for value in there]
    if operator in ("contains", "begins_with"):
        there = [value[:4].strip() or value for value in there]
    found = list(dict.fromkeys([*there, _ABSENT.get(kind, "zzqx")]))
    return [found] if operator == "is_any_of" else found


def _sampled(subject: Subject) -> list[Any]:
    """Values that stand early, late and in the middle of the table."""
    rows, moment = subject.table.rows().filter(subject.only_where), Moment(timezone.now(), None)
    told = rows.annotate(criteria_value=subject.column(moment)).values_list("criteria_value", flat=True)
    sampled = [*told.order_by("pk")[:40], *told.order_by("-pk")[:40]]
    filled = [value for value in sampled if value not in (None, "")]
    return list(dict.fromkeys(filled))[:_SAMPLED]
