"""The Main Card of a household and of a company with hundreds of places: what comes first, how much, at what cost."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.records.card import MOST_PANELS
from crm.customers.merging import merge
from crm.models import (
    BillingCard,
    BillingEntry,
    Call,
    Consent,
    Customer,
    CustomerAccount,
    CustomerAgreement,
    CustomerPhone,
    Meter,
    MeterReading,
    ServicePoint,
    Source,
    Ticket,
    WorkflowCase,
)
from crm.parts import PartByPart
from crm.tickets.operations import register
from outages.models import Connection, Device
from tests.conftest import NOW, NewUser, Town
from tests.crm.conftest import take
from ticketforms.drafting import draft_type
from ticketforms.kinds import Given
from ticketforms.models import Category, FormVersion, TicketType
from ticketforms.publishing import publish

ENGLISH = {"accept-language": "en"}


def card_of(customer: Customer) -> str:
    return reverse("records:customer", args=[customer.pk])


def open_places(customer: Customer, count: int, *, first: int = 0) -> list[ServicePoint]:
    """Give the customer places in a row of streets, each fed by the same station."""
    device = Device.objects.get(code="ST1A")
    places = ServicePoint.objects.bulk_create(
        ServicePoint(
            ppe=f"59{number:016d}",
            customer=customer,
            street="Sklepowa",
            building=str(number),
            postcode="09-400",
            town="Płock",
            folded_address=f"sklepowa {number:05d} 09-400 plock",
            latitude=52.5 + number / 5_000,
            longitude=19.7 + (number % 20) / 1_000,
        )
        for number in range(first, first + count)
    )
    Connection.objects.bulk_create(Connection(service_point=one, device=device, valid_from=NOW) for one in places)
    return places


def give_much(customer: Customer, ticket: Ticket, agent: User, count: int, *, first: int) -> None:
    """Give the customer so many of everything that the card shows."""
    numbers = range(first, first + count)
    places = open_places(customer, count, first=first)
    meters = Meter.objects.bulk_create(
        Meter(service_point=place, serial_number=f"M{place.ppe}", installed_date=NOW.date()) for place in places
    )
    MeterReading.objects.bulk_create(
        MeterReading(meter=meter, read_at=NOW - timedelta(days=day), energy_kwh=900 - day)
        for meter in meters
        for day in range(3)
    )
    BillingEntry.objects.bulk_create(
        BillingEntry(
            customer=customer,
            kind="invoice",
            document_number=f"FV/{number}",
            entry_date=NOW.date() - timedelta(days=number),
            amount=Decimal(number),
        )
        for number in numbers
    )
    CustomerPhone.objects.bulk_create(CustomerPhone(customer=customer, number=f"+486{n:08d}") for n in numbers)
    CustomerAccount.objects.bulk_create(CustomerAccount(customer=customer, number=f"K{n}") for n in numbers)
    CustomerAgreement.objects.bulk_create(
        CustomerAgreement(customer=customer, number=f"U{n}", valid_from=NOW.date(), service_point=place)
        for n, place in zip(numbers, places, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(
            customer=customer,
            purpose="marketing",
            channel="phone",
            decision="given",
            wording="v1",
            source="call",
            decided_at=NOW + timedelta(seconds=n),
            recorded_at=NOW,
        )
        for n in numbers
    )
    Call.objects.bulk_create(
        Call(exchange_id=f"x{n}", customer=customer, agent=agent, offered_at=NOW - timedelta(minutes=n))
        for n in numbers
    )
    tickets = Ticket.objects.bulk_create(
        Ticket(
            ticket_type=ticket.ticket_type,
            form_version=ticket.form_version,
            customer=customer,
            service_point=place,
            answers=ticket.answers,
            reported_at=NOW,
        )
        for place in places
    )
    WorkflowCase.objects.bulk_create(
        WorkflowCase(
            ticket=one,
            source="w",
            case_id=str(one.pk),
            case_type="x",
            sequence=1,
            stage_code="a",
            stage_label="A",
            occurred_at=NOW,
            told_at=NOW,
        )
        for one in tickets
    )
    others = Customer.objects.bulk_create(
        Customer(number=f"Z{n}", name="Z", folded_name="z", merged_into=customer) for n in numbers
    )
    BillingCard.objects.bulk_create(
        BillingCard(customer=customer, billed_to=other, balance=1, source="b", as_of=NOW) for other in others
    )


@pytest.fixture
def survey_form(no_power_form: FormVersion) -> FormVersion:
    drafted = draft_type(
        code="survey",
        shortcut="AN",
        label_pl="Ankieta",
        label_en="Survey",
        category=Category.objects.get(code="fault"),
        icon="note",
        reporting=TicketType.Reporting.OTHER,
        fields=[
            {
                "code": "content",
                "kind": "rating",
                "label_pl": "Zadowolenie",
                "label_en": "Satisfaction",
                "settings": {"scale": "0-10"},
            }
        ],
        by=None,
        at=NOW,
    )
    return publish(ticket_type=drafted, by=None, at=NOW)


def test_the_card_costs_as_many_queries_for_200_of_everything_as_for_2(
    at_agent: Client, agent: User, ticket: Ticket, survey_form: FormVersion
) -> None:
    customer = ticket.customer
    assert customer is not None

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert at_agent.get(card_of(customer)).status_code == 200
        return len(made)

    give_much(customer, ticket, agent, 2, first=1)
    # What forms ask is read once in a process.
    queries()
    few = queries()
    give_much(customer, ticket, agent, 198, first=3)

    assert queries() == few


def test_of_many_places_those_without_power_come_first_and_the_others_stay_a_list(
    at_agent: Client, point: ServicePoint
) -> None:
    places = open_places(point.customer, 300, first=1)
    ServicePoint.objects.filter(pk=places[250].pk).update(connection_state="physicallyDisconnected")
    ServicePoint.objects.filter(pk=places[260].pk).update(special_need="lifeSupport")

    answer = at_agent.get(card_of(point.customer), headers=ENGLISH)

    shown = answer.context["places"]
    page = answer.content.decode()
    assert (shown.total, len(shown.panels), shown.more) == (301, MOST_PANELS, 301 - MOST_PANELS)
    assert [panel.card.service_point.pk for panel in shown.panels][:2] == [places[250].pk, places[260].pk]
    assert "Show all 301 places" in page
    assert page.count("rec-point-") <= 4 * MOST_PANELS
    assert sum(mark.count for mark in shown.drawing.marks) == 300
    assert shown.drawing.unplaced == 1
    assert len(shown.drawing.marks) < 120


def test_all_places_are_read_page_by_page_and_found_by_a_part_of_the_address(
    at_agent: Client, point: ServicePoint
) -> None:
    open_places(point.customer, 120, first=1)
    address = reverse("records:customer_places", args=[point.customer_id])

    seen: list[str] = []
    query, pages = "", 0
    while True:
        answer = at_agent.get(f"{address}?{query}")
        seen += [place.ppe for place, _supply, _state in answer.context["lines"]]
        query, pages = answer.context["after_query"], pages + 1
        if not query:
            break
    back = at_agent.get(f"{address}?{answer.context['before_query']}").context["lines"]
    found = at_agent.post(address, {"typed": "sklepowa 00077"}, follow=True)

    assert (len(seen), len(set(seen)), pages) == (121, 121, 3)
    assert [place.ppe for place, *_rest in back] == seen[50:100]
    assert [place.building for place, *_rest in found.context["lines"]] == ["77"]
    assert "77" not in found.request["QUERY_STRING"]


def test_places_in_one_state_are_listed_alone(at_agent: Client, point: ServicePoint) -> None:
    places = open_places(point.customer, 60, first=1)
    ServicePoint.objects.filter(pk=places[40].pk).update(connection_state="physicallyDisconnected")
    address = reverse("records:customer_places", args=[point.customer_id])

    lines = at_agent.get(address, {"state": "disconnected"}).context["lines"]

    assert f"{address}?state=disconnected" in at_agent.get(card_of(point.customer)).content.decode()
    assert [place.pk for place, *_rest in lines] == [places[40].pk]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "٣", ""])
def test_a_place_in_the_list_that_is_none_begins_at_the_first(at_agent: Client, point: ServicePoint, key: str) -> None:
    address = reverse("records:customer_places", args=[point.customer_id])

    answer = at_agent.get(address, {"after": key, "before": key})

    assert [place.pk for place, *_rest in answer.context["lines"]] == [point.pk]


def test_all_entries_of_the_account_are_read_page_by_page(at_agent: Client, point: ServicePoint) -> None:
    BillingEntry.objects.bulk_create(
        BillingEntry(
            customer=point.customer,
            kind="payment",
            document_number=f"WP/{n}",
            entry_date=NOW.date() - timedelta(days=n // 3),
            amount=-1,
        )
        for n in range(70)
    )
    address = reverse("records:customer_settlements", args=[point.customer_id])

    first = at_agent.get(address).context["page"]
    second = at_agent.get(address, {"after": first.after}).context["page"]
    again = at_agent.get(address, {"before": second.before}).context["page"]

    assert (len(first.rows), len(second.rows), first.before, second.after) == (50, 20, "", "")
    assert len({entry.pk for entry in (*first.rows, *second.rows)}) == 70
    assert again.rows == first.rows


def test_who_may_not_see_money_is_not_shown_the_settlements(at_dispatcher: Client, point: ServicePoint) -> None:
    answer = at_dispatcher.get(reverse("records:customer_settlements", args=[point.customer_id]))

    assert answer.status_code == 302


def test_each_account_of_a_merged_customer_is_shown_the_most_overdue_first(
    at_agent: Client, town: Town, point: ServicePoint, new_user: NewUser
) -> None:
    other = town.household("Kowalska-Nowak Anna", "ST1A").customer
    BillingCard.objects.create(customer=point.customer, balance=5, source="b", as_of=NOW)
    BillingCard.objects.create(customer=other, balance=80, overdue_60=80, source="b", as_of=NOW)
    merge(survivor=point.customer, merged=other, take=(), by=new_user("supervisor"), at=NOW)

    answer = at_agent.get(card_of(point.customer), headers=ENGLISH)

    assert [one.card.balance for one in answer.context["billing"]] == [80, 5]
    assert f"billed under the merged number {other.number}" in answer.content.decode()


def test_consents_are_told_as_they_hold_now(at_agent: Client, point: ServicePoint) -> None:
    for decision, days in (("given", 20), ("withdrawn", 3)):
        Consent.objects.create(
            customer=point.customer,
            purpose="marketing",
            channel="sms",
            decision=decision,
            wording="v2",
            source="web",
            decided_at=NOW - timedelta(days=days),
            recorded_at=NOW,
        )

    answer = at_agent.get(card_of(point.customer), headers=ENGLISH)

    assert [one.decision for one in answer.context["card"].consents] == ["withdrawn"]
    assert reverse("customers:consents", args=[point.customer_id]) in answer.content.decode()


def test_a_ticket_whose_form_asks_a_rating_is_a_survey(
    at_agent: Client, agent: User, point: ServicePoint, ticket: Ticket, survey_form: FormVersion
) -> None:
    register(
        form_version=survey_form,
        raw_answers={"content": "9"},
        customer=point.customer,
        service_point=None,
        call=None,
        reporter_name="",
        reporter_phone="",
        location="",
        reporting_kind=Ticket.ReportingKind.CALL,
        idempotency_key=None,
        reported_at=NOW,
        given=Given(at=NOW),
        by=agent,
        at=NOW,
    )

    answer = at_agent.get(card_of(point.customer), headers=ENGLISH)

    (survey,) = answer.context["surveys"]
    assert [(one.label, one.value, one.highest, one.share) for one in survey.ratings] == [("Satisfaction", 9, 10, 90)]
    assert "Satisfaction" in answer.content.decode()


def test_a_special_need_is_said_before_all_else(at_agent: Client, point: ServicePoint) -> None:
    ServicePoint.objects.filter(pk=point.pk).update(special_need="lifeSupport")

    page = at_agent.get(card_of(point.customer), headers=ENGLISH).content.decode()

    assert page.index("card-need") < page.index("card-grid")


def test_a_source_in_trouble_is_named_in_the_panel_that_keeps_its_data(at_agent: Client, point: ServicePoint) -> None:
    BillingCard.objects.create(customer=point.customer, balance=5, source="b", as_of=timezone.now())
    Source.objects.filter(code="billing").update(trouble="maintenance until 14:00")

    page = at_agent.get(card_of(point.customer), headers=ENGLISH).content.decode()

    assert "Billing system: maintenance until 14:00" in page
    assert "5.00 zł" in page


def test_the_desk_opens_with_the_customer_of_the_card(at_agent: Client, point: ServicePoint) -> None:
    page = at_agent.get(card_of(point.customer)).content.decode()
    desk = f"{reverse('desk:desk')}?customer={point.customer_id}"

    assert desk in page
    assert f'data-customer="{point.customer_id}"' in at_agent.get(desk).content.decode()


def test_a_ticket_is_taken_however_little_of_the_card_can_be_read(
    at_agent: Client, agent: User, point: ServicePoint, no_power_form: FormVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.records.card.PartByPart", lambda: PartByPart(seconds=-1))

    answer = at_agent.get(card_of(point.customer), headers=ENGLISH)

    assert answer.status_code == 200
    assert f"{reverse('desk:desk')}?customer={point.customer_id}" in answer.content.decode()
    assert take(no_power_form, point, agent).customer == point.customer


def test_a_telephone_is_read_as_it_was_given_where_that_says_more_than_the_number(
    at_agent: Client, point: ServicePoint
) -> None:
    customer = point.customer
    customer.phones.all().delete()
    for number, raw in (
        ("+48226251234", "0-22 625 12 34 wew. 5"),
        ("", "601 234 po 15"),
        ("+48601234567", "601 234 567"),
        ("+48600100200", "0048 600 100 200"),
    ):
        CustomerPhone.objects.create(customer=customer, number=number, raw=raw)

    page = at_agent.get(reverse("records:customer", args=[customer.pk])).content.decode()

    assert "as given: 0-22 625 12 34 wew. 5" in page
    assert "601 234 po 15" in page
    assert page.count("as given: ") == 1


def test_every_panel_says_whose_word_it_is_and_how_old(at_agent: Client, point: ServicePoint, ticket: Ticket) -> None:
    Source.objects.filter(code="network").update(told_at=timezone.now(), trouble="switched off")
    ServicePoint.objects.filter(pk=point.pk).update(latitude=52.5, longitude=19.7)

    page = at_agent.get(reverse("records:customer", args=[point.customer.pk])).content.decode()

    for panel in ("rec-who", "rec-agreements", "rec-tickets", "rec-consents"):
        assert re.search(rf'id="{panel}">[^<]*</h2>\s*<span class="rec-source tcz-soft">our register, ', page)
    for panel in ("rec-map", f"rec-point-{point.pk}"):
        assert "switched off (just now)" in page.split(f'id="{panel}"')[1].split("</section>")[0]
