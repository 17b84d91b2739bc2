"""Lists with an answer are read along that answer: the same rows in the same order as along the register."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from crm.bounded import TookTooLong, at_most
from crm.criteria import pages
from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import fitting_of
from crm.criteria.fitting import Fitting
from crm.criteria.pages import Place, Sort, read_page
from crm.criteria.reading import checked
from crm.criteria.subjects import Viewer
from crm.models import AnswerIndex, Ticket
from tests.conftest import NOW

ALL = Viewer(may=lambda permission: True)
NEWEST, OLDEST = Sort("reported_at", True), Sort("reported_at")
ANSWER = "answer.no-power.extent"
IS_STREET = {"subject": ANSWER, "operator": "is", "value": "street"}
IS_EITHER = {"subject": ANSWER, "operator": "is_any_of", "value": ["street", "flat"]}
IS_URGENT = {"subject": "ticket.priority", "operator": "is_any_of", "value": ["1", "2"]}


@pytest.fixture
def answered(register: User) -> User:
    """Forty tickets, three in a minute; many answered once, some twice, some not at all."""
    pattern = Ticket.objects.order_by("pk")[0]
    tickets = Ticket.objects.bulk_create(
        Ticket(
            ticket_type=pattern.ticket_type,
            form_version=pattern.form_version,
            reported_at=NOW - timedelta(minutes=index // 3),
            priority=index % 4 + 1,
        )
        for index in range(40)
    )
    AnswerIndex.objects.bulk_create(
        AnswerIndex(ticket=ticket, ticket_type=ticket.ticket_type, reported_at=ticket.reported_at, field="extent",
                    text=text)
        for index, ticket in enumerate(tickets)
        for text in ["street", "flat"][index % 3 == 0 : 1 + (index % 5 > 0)]
    )  # fmt: skip
    return register


def read(criteria: dict[str, Any], sort: Sort, *, is_led: bool, size: int = 7) -> list[list[int]]:
    """Return the keys of every page, forwards and then back to the first."""
    known, moment = subjects("ticket", ALL), Moment(NOW, None)
    condition = checked(criteria, known, "ticket")
    fitting = fitting_of(condition, "ticket", known, moment)
    assert fitting.lead is not None
    fitting = fitting if is_led else Fitting(fitting.whole)
    found: list[list[int]] = []
    place: Place | None = None
    is_going_back = False
    while True:
        page = read_page(Ticket.objects.all(), fitting, sort, place=place, size=size)
        found.append([row.pk for row in page.rows])
        is_going_back = is_going_back or page.next is None
        place = page.previous if is_going_back else page.next
        if place is None:
            return found


@pytest.mark.parametrize("sort", [NEWEST, OLDEST, Sort("priority"), Sort("due_at", False, True)])
@pytest.mark.parametrize(
    "criteria",
    [IS_STREET, IS_EITHER, {"all": [IS_EITHER, {"any": [IS_URGENT, IS_STREET]}]}, {"all": [{"all": [IS_STREET]}]}],
)
def test_a_list_led_by_an_answer_has_the_pages_that_it_has_without(
    answered: User, criteria: dict[str, Any], sort: Sort
) -> None:
    assert read(criteria, sort, is_led=True) == read(criteria, sort, is_led=False)


@pytest.mark.parametrize(
    "criteria",
    [
        {},
        IS_URGENT,
        {"not": IS_STREET},
        {"any": [IS_STREET, IS_URGENT]},
        {"subject": ANSWER, "operator": "is_empty"},
        {"subject": ANSWER, "operator": "is_not", "value": "street"},
    ],
)
def test_what_can_hold_without_the_answer_is_not_led_by_it(answered: User, criteria: dict[str, Any]) -> None:
    known = subjects("ticket", ALL)

    assert fitting_of(checked(criteria, known, "ticket"), "ticket", known, Moment(NOW, None)).lead is None


@pytest.mark.parametrize("is_led", [True, False])
def test_a_search_that_is_stopped_goes_on_in_slices_and_loses_nothing(
    answered: User, monkeypatch: pytest.MonkeyPatch, *, is_led: bool
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL can stop a question.")
    whole = read(IS_EITHER, NEWEST, is_led=is_led)
    shares = {int(pages.PROMPT * share) for share in (pages._PEEK if is_led else pages._WALK, pages._MATCH)}
    told: set[int] = set()

    @contextmanager
    def impatient(milliseconds: int, *, row_by_row: bool = False) -> Iterator[None]:
        """The two ways that read a page at once are stopped."""
        told.add(milliseconds)
        if milliseconds in shares:
            raise TookTooLong
        with at_most(milliseconds, row_by_row=row_by_row):
            yield

    monkeypatch.setattr(pages, "at_most", impatient)
    monkeypatch.setattr(pages, "_FIRST_SLICE", 4)

    assert read(IS_EITHER, NEWEST, is_led=is_led) == whole
    assert shares < told
