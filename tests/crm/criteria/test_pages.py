"""Pages of what fits: whole, in order, both ways, at the same cost for few rows as for many."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from crm.criteria.catalogue import subjects
from crm.criteria.columns import cells
from crm.criteria.comparing import Moment
from crm.criteria.counting import Count, count_of
from crm.criteria.fitting import Fitting
from crm.criteria.pages import Place, Sort, read_page
from crm.criteria.subjects import Viewer
from crm.models import Customer, Ticket
from tests.conftest import NOW

ALL = Viewer(may=lambda permission: True)
SORTS = [
    Sort("reported_at", True),
    Sort("reported_at"),
    Sort("pk"),
    Sort("due_at", False, True),
    Sort("due_at", True, True),
    Sort("priority"),
]


def more_tickets(count: int) -> None:
    pattern = Ticket.objects.order_by("pk")[0]
    Ticket.objects.bulk_create(
        Ticket(
            ticket_type=pattern.ticket_type,
            form_version=pattern.form_version,
            reported_at=NOW - timedelta(minutes=index // 3),
            due_at=NOW + timedelta(minutes=index // 2) if index % 3 else None,
            priority=index % 4 + 1,
        )
        for index in range(count)
    )


def ordered(sort: Sort) -> list[int]:
    keys = [F(sort.path).desc(nulls_last=True) if sort.descending else F(sort.path).asc(nulls_last=True)]
    return list(Ticket.objects.order_by(*keys, "-pk" if sort.descending else "pk").values_list("pk", flat=True))


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_forwards_and_back_without_a_gap_or_a_double(register: User, sort: Sort) -> None:
    more_tickets(40)

    pages, place = [], None
    while True:
        page = read_page(Ticket.objects.all(), Fitting(Q()), sort, place=place, size=7)
        pages.append([row.pk for row in page.rows])
        if page.next is None:
            break
        place = page.next
    backwards = []
    while page.previous is not None:
        page = read_page(Ticket.objects.all(), Fitting(Q()), sort, place=page.previous, size=7)
        backwards.append([row.pk for row in page.rows])

    assert [pk for one in pages for pk in one] == ordered(sort)
    assert [one for one in backwards if one][::-1] == pages[:-1]


def test_a_place_that_is_none_begins_at_the_first_row(register: User) -> None:
    assert Place.read("a12") == Place(12)
    assert Place.read("b7") == Place(7, before=True)
    for written in ("", "a", "x1", "a-1", "a1e9", "a" + "9" * 40, "a١"):
        assert Place.read(written) is None
    page = read_page(Ticket.objects.all(), Fitting(Q()), Sort("pk"), place=Place(999_999))
    assert [row.pk for row in page.rows] == ordered(Sort("pk"))


def test_few_are_counted_exactly(register: User) -> None:
    assert count_of(Ticket.objects.filter(state="open"), Fitting(Q())) == Count(2, True)
    assert count_of(Ticket.objects.all(), Fitting(Q(pk__in=[]))) == Count(0, True)


def test_a_list_costs_as_many_queries_for_two_rows_as_for_many(register: User) -> None:
    known = subjects("ticket", ALL)
    names = [name for name, subject in known.items() if subject.is_column]
    moment = Moment(NOW, register.pk)

    def queries(size: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            page = read_page(Ticket.objects.with_marks(), Fitting(Q()), Sort("reported_at", True), size=size)
            shown = cells("ticket", page.rows, names, known, moment)
        assert len(shown) == min(size, len(page.rows))
        return len(captured), len(page.rows)

    more_tickets(200)
    few, many = queries(2), queries(200)

    assert (few[1], many[1]) == (2, 200)
    assert few[0] == many[0]


def test_cells_say_what_a_person_reads(register: User) -> None:
    known = subjects("customer", ALL)
    customer = Customer.objects.get(number="K0")
    names = ["customer.name", "customer.phone", "customer.since", "ticket.state", "billing.balance"]

    row = cells("customer", [customer], names, known, Moment(NOW, None))[customer.pk]

    assert [(cell.text, cell.more) for cell in row] == [
        ("Kowalska Łucja", 0),
        ("+48601234567", 1),
        ("24 Nov 2026", 0),
        ("open", 0),
        ("", 0),
    ]
