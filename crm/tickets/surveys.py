"""What a customer said when asked how content they are: tickets whose form asks for a rating are surveys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.models import Customer, Ticket
from crm.tickets.reading import Reader
from ticketforms.definition import upgraded
from ticketforms.kinds.rating import DEFAULT_SCALE, SCALES
from ticketforms.labels import in_language
from ticketforms.models import FormVersion

_NEWEST = 5
# A version never changes: which ratings it asks for is read once.
_asked: dict[int, tuple[Mapping[str, Any], ...]] = {}


@dataclass(frozen=True)
class Rating:
    """A number on a scale, as a customer chose it."""

    label: str
    value: int
    lowest: int
    highest: int

    @property
    def share(self) -> int:
        """How far up the scale it is, in hundredths."""
        return round(100 * (self.value - self.lowest) / (self.highest - self.lowest))


@dataclass(frozen=True)
class Survey:
    """A ticket with what was rated in it."""

    ticket: Ticket
    at: datetime
    ratings: tuple[Rating, ...]


def surveys_of(customer: Customer, reader: Reader, *, limit: int = _NEWEST) -> list[Survey]:
    """Return the customer's newest surveys, as this reader may see them, in two queries once the forms are known."""
    asking = _versions_that_rate()
    tickets = Ticket.objects.filter(customer=customer, form_version__in=asking).select_related("ticket_type__category")
    newest = tickets.defer("surroundings").order_by("-reported_at", "-pk")[:limit]
    return [
        Survey(ticket, ticket.reported_at, tuple(_ratings(ticket.answers, asking[ticket.form_version_id], reader)))
        for ticket in newest
    ]


def _versions_that_rate() -> dict[int, tuple[Mapping[str, Any], ...]]:
    known = list(FormVersion.objects.order_by("pk").values_list("pk", flat=True))
    if unread := [pk for pk in known if pk not in _asked]:
        for pk, definition in FormVersion.objects.filter(pk__in=unread).values_list("pk", "definition"):
            _asked[pk] = tuple(field for field in upgraded(definition)["fields"] if field["kind"] == "rating")
    return {pk: _asked[pk] for pk in known if _asked[pk]}


def _ratings(answers: Mapping[str, Any], asked: tuple[Mapping[str, Any], ...], reader: Reader) -> list[Rating]:
    found = []
    for field in asked:
        answer = answers.get(field["code"])
        value = str(answer.get("value") or "") if answer else ""
        if answer is None or not value.isdigit() or not (reader.may_see(field) and reader.may_see_whole(field)):
            continue
        scale = SCALES[field["settings"].get("scale") or DEFAULT_SCALE]
        label = in_language(answer["label_pl"], answer["label_en"], None)
        found.append(Rating(label, int(value), scale[0], scale[-1]))
    return found
