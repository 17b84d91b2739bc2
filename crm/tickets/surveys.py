"""What a customer said when asked how content they are: tickets whose form asks for a rating are surveys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from crm.models import Customer, Ticket
from crm.tickets.reading import Reader, reader_of
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


def surveys_of(customer: Customer, user: AbstractBaseUser | AnonymousUser, *, limit: int = _NEWEST) -> list[Survey]:
    """Return the customer's newest surveys, as this person may see them; one query when there are none."""
    asking = _newest(customer, limit)
    if any(ticket.form_version_id not in _asked for ticket in asking):
        _learn()
        asking = _newest(customer, limit)
    reader = reader_of(user) if asking else None
    return [
        Survey(ticket, ticket.reported_at, tuple(_ratings(ticket.answers, _asked[ticket.form_version_id], reader)))
        for ticket in asking
        if reader
    ]


def _newest(customer: Customer, limit: int) -> list[Ticket]:
    """The newest tickets whose form rates, or is not known yet."""
    silent = [pk for pk, fields in _asked.items() if not fields]
    tickets = Ticket.objects.filter(customer=customer).exclude(form_version__in=silent)
    marked = tickets.select_related("ticket_type").defer("surroundings", "folded_text")
    return list(marked.order_by("-reported_at", "-pk")[:limit])


def _learn() -> None:
    for pk, definition in FormVersion.objects.exclude(pk__in=list(_asked)).values_list("pk", "definition"):
        _asked[pk] = tuple(field for field in upgraded(definition)["fields"] if field["kind"] == "rating")


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
