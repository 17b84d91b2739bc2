"""The subjects that forms make: each answer that a form marks as searchable, column or dimension, in any version.

A field that only earlier versions ask is retired: old tickets still have it, so it can still be looked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import F, Q

from crm.criteria.comparing import CHOICE, DAY, NUMBER, TEXT, WORDS, Comparing, Flag, Moment
from crm.criteria.register import roads_by_tickets
from crm.criteria.subjects import Repeats, Road, Subject, Table, Viewer, Way
from crm.models import AnswerIndex
from crm.tickets.reading import personal_class
from ticketforms.definition import upgraded
from ticketforms.kinds import KINDS
from ticketforms.labels import in_language
from ticketforms.models import FormVersion, TicketType

_FLAGS = ("is_searchable", "is_column", "is_dimension")
_NUMBERS = ("decimal", "integer", "computed")
_DAYS = ("date", "datetime", "time_window")


class AnsweredFlag(Flag):
    """A yes or no that stands as text."""

    name = "answered_flag"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_filled", "is_empty")

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{path: "true" if value else "false"})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return bool(actual == ("true" if value else "false"))

    def is_filled(self, path: str) -> Q:
        return Q(**{f"{path}__gt": ""})


ANSWERED_FLAG = AnsweredFlag()
ROADS: dict[str, Road] = roads_by_tickets()
WAYS: dict[str, Way] = {}
_REPEATED = {"ticket": Repeats("ticket_id", {"reported_at": "reported_at"})}


@dataclass(frozen=True)
class AskedField:
    """A marked field as its newest version asks it."""

    ticket_type: str
    type_pk: int
    type_labels: tuple[str, str]
    field: Mapping[str, Any]
    is_retired: bool


# A version never changes: what it marks is read once.
_marked: dict[int, tuple[Mapping[str, Any], ...]] = {}


def asked_fields() -> list[AskedField]:
    """Return the marked fields of every form, those of a type together, retired ones last; two queries."""
    versions = list(FormVersion.objects.order_by("ticket_type", "-number").values_list("pk", "ticket_type"))
    unread = [pk for pk, _type in versions if pk not in _marked]
    for pk, definition in FormVersion.objects.filter(pk__in=unread).values_list("pk", "definition"):
        fields = upgraded(definition)["fields"]
        _marked[pk] = tuple(field for field in fields if any(field[flag] for flag in _FLAGS))
    found: list[AskedField] = []
    for kind in TicketType.objects.all():
        mine = [pk for pk, ticket_type in versions if ticket_type == kind.pk]
        newest: dict[str, AskedField] = {}
        for place, pk in enumerate(mine):
            for field in _marked.get(pk, ()):
                labels = (kind.label_pl, kind.label_en)
                newest.setdefault(field["code"], AskedField(kind.code, kind.pk, labels, field, place > 0))
        found += sorted(newest.values(), key=lambda asked: asked.is_retired)
    return found


def subjects_of_answers(viewer: Viewer) -> list[Subject]:
    """Return the answers this viewer may look for; one that they may not see would be told by a hit."""
    return [_subject(asked) for asked in asked_fields() if _is_seen(asked.field, viewer)]


def _is_seen(field: Mapping[str, Any], viewer: Viewer) -> bool:
    if field["seen_by"] and not viewer.roles & set(field["seen_by"]):
        return False
    match personal_class(field):
        case "sensitive":
            return viewer.may("crm.view_sensitive_answers")
        case "personal":
            return viewer.may("crm.view_customer")
    return True


def _subject(asked: AskedField) -> Subject:
    field = asked.field
    comparing, path = _compared(field)
    return Subject(
        name=f"answer.{asked.ticket_type}.{field['code']}",
        label=f"{in_language(*asked.type_labels)}: {in_language(field['label_pl'], field['label_en'])}",
        group="answer",
        table=_table(asked.type_pk, field["code"]),
        comparing=comparing,
        path=path,
        shown=F("text") if path == "folded" else None,
        choices=_choices(field) if comparing is CHOICE else None,
        is_retired=asked.is_retired,
    )


def _table(type_pk: int, code: str) -> Table:
    def rows() -> Any:
        return AnswerIndex.objects.filter(ticket_type=type_pk, field=code)

    is_of_type = {"ticket": Q(ticket_type=type_pk)}
    return Table("answer", rows, ROADS, "crm.view_ticket", WAYS, _REPEATED, is_of_type)


def _compared(field: Mapping[str, Any]) -> tuple[Comparing, str]:
    kind = KINDS[field["kind"]]
    if kind.reading == "flag":
        return ANSWERED_FLAG, "text"
    if kind.reading in _NUMBERS:
        return NUMBER, "number"
    if kind.name in _DAYS:
        return DAY, "day"
    if "is_any_of" in kind.operators:
        return CHOICE, "text"
    return (WORDS, "folded") if field["is_searchable"] and not field["seen_by"] else (TEXT, "text")


def _choices(field: Mapping[str, Any]) -> Callable[[], list[tuple[str, Any]]]:
    def choices() -> list[tuple[str, Any]]:
        entries = field["settings"].get("choices")
        if entries is not None:
            return [(entry["code"], in_language(entry["label_pl"], entry["label_en"])) for entry in entries]
        return [(option.code, option.label) for option in KINDS[field["kind"]].options(field["settings"], "pl")]

    return choices
