"""The history of a customer and of a place: in order, both ways, folded, at a cost that does not grow."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Call, Customer, ServicePoint, Ticket, TicketNote
from crm.tickets.history import HistoryPage, Wanted, history_page
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion


@pytest.fixture
def customer(point: ServicePoint, no_power_form: FormVersion, agent: User) -> Customer:
    """Ten tickets and ten calls in turn, every fourth pair at one moment."""
    for hour in range(10):
        at = NOW - timedelta(hours=hour if hour % 4 else hour + 1)
        take(no_power_form, point, agent, at=at)
        Call.objects.create(exchange_id=f"c{hour}", customer=point.customer, offered_at=at)
    return point.customer


def page(customer: Customer, wanted: Wanted = Wanted(), **place: str) -> HistoryPage:  # noqa: B008  # frozen
    return history_page(
        Ticket.objects.all(),
        Call.objects.all(),
        wanted,
        customer=customer,
        size=3,
        **place,  # type: ignore[arg-type]
    )


def test_pages_lead_through_all_contacts_and_back(customer: Customer) -> None:
    there, found = [], page(customer)
    while True:
        there.append([contact.place for contact in found.contacts])
        if not found.older:
            break
        found = page(customer, older_than=found.older)
    back = []
    while found.newer:
        found = page(customer, newer_than=found.newer)
        back.append([contact.place for contact in found.contacts])

    contacts = [place for one in there for place in one]
    assert len(contacts) == len(set(contacts)) == 20
    assert back[::-1] == there[:-1]
    assert page(customer).newer == ""


def test_the_newest_comes_first_and_a_ticket_before_a_call_of_its_moment(customer: Customer) -> None:
    moments = [
        contact.at
        for contact in history_page(
            Ticket.objects.all(), Call.objects.all(), Wanted(), customer=customer, size=50
        ).contacts
    ]

    assert moments == sorted(moments, reverse=True)


def test_a_call_that_made_a_ticket_is_folded_into_it(
    point: ServicePoint, no_power_form: FormVersion, agent: User
) -> None:
    call = Call.objects.create(exchange_id="c", customer=point.customer, offered_at=NOW, agent=agent)
    ticket = take(no_power_form, point, agent)
    Ticket.objects.filter(pk=ticket.pk).update(call=call)

    (contact,) = page(point.customer).contacts

    assert (contact.ticket, contact.call) == (ticket, call)


def test_a_place_has_the_tickets_of_whoever_lived_there(
    point: ServicePoint, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    earlier = take(no_power_form, point, agent)
    stranger = town.household("Nowak Jan", "ST1A")
    ServicePoint.objects.filter(pk=point.pk).update(customer=stranger.customer)
    point.refresh_from_db()
    later = take(no_power_form, point, agent, at=NOW + timedelta(days=1))
    take(no_power_form, stranger, agent)

    found = history_page(Ticket.objects.all(), Call.objects.all(), Wanted(), service_point=point)

    assert [contact.ticket for contact in found.contacts] == [later, earlier]


def test_the_history_is_narrowed_by_kind_state_period_and_words(customer: Customer, no_power_form: FormVersion) -> None:
    closed = Ticket.objects.order_by("pk")[3]
    Ticket.objects.filter(pk=closed.pk).update(state="closed")
    TicketNote.objects.create(ticket=closed, text="A Branch fell", written_at=NOW)

    def kinds(wanted: Wanted) -> set[str]:
        return {contact.place[0] for contact in page(customer, wanted).contacts}

    def tickets(wanted: Wanted) -> list[Ticket | None]:
        return [contact.ticket for contact in page(customer, wanted).contacts]

    assert kinds(Wanted(kind="call")) == {"c"}
    assert kinds(Wanted(kind="ticket")) == {"t"}
    assert tickets(Wanted(state="closed")) == [closed]
    assert closed not in tickets(Wanted(state="unfinished"))
    assert tickets(Wanted(text="branch")) == [closed]
    assert page(customer, Wanted(ticket_type=no_power_form.ticket_type, until=NOW - timedelta(days=1))).contacts == ()
    assert kinds(Wanted(since=NOW)) == set()


@pytest.mark.parametrize("place", ["", "t", "x1", "t-1", "t99999999999999999999", "t999", "%", "c' or 1=1"])
def test_a_place_that_is_none_begins_at_the_newest(customer: Customer, place: str) -> None:
    assert page(customer, older_than=place).contacts == page(customer).contacts


def test_a_long_history_asks_as_often_as_a_short_one(
    point: ServicePoint, no_power_form: FormVersion, agent: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for contact in history_page(
                Ticket.objects.all(), Call.objects.all(), Wanted(), customer=point.customer, size=200
            ).contacts:
                assert contact.ticket is None or contact.ticket.form_version.definition
        return len(captured)

    take(no_power_form, point, agent)
    few = queries()
    for hour in range(60):
        take(no_power_form, point, agent, at=NOW - timedelta(hours=hour))
        Call.objects.create(exchange_id=f"c{hour}", customer=point.customer, offered_at=NOW)

    assert queries() == few
