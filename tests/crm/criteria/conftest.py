"""A register and a network in which most things are missing somewhere, and letters are odd."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from crm.customers.matching import fold
from crm.models import (
    AnswerIndex,
    BillingCard,
    Call,
    Customer,
    CustomerPhone,
    DuplicateTicket,
    Meter,
    QueueWorker,
    ServicePoint,
    Ticket,
)
from outages.models import Connection, Crew, CrewAssignment, Device, EstimatedRestoration, Outage, ReportLink
from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.models import Category, Dictionary, DictionaryEntry
from ticketforms.publishing import publish


@pytest.fixture
def register(db: None) -> User:
    """Fill a register in which most things are missing somewhere; returns who looks."""
    marked = [field | {"is_column": True, "is_searchable": True} for field in NO_POWER_FIELDS]
    extent = Dictionary.objects.create(code="extent", label_pl="Zasięg")
    for code in ("flat", "street"):
        DictionaryEntry.objects.create(dictionary=extent, code=code, label_pl=code)
    queues = Dictionary.objects.create(code="queue", label_pl="Kolejki")
    for code in ("net", "bills"):
        DictionaryEntry.objects.create(dictionary=queues, code=code, label_pl=code)
    Category.objects.create(code="fault", letter="A", label_pl="Awaria")
    no_power = publish(ticket_type=draft_no_power(marked), by=None, at=NOW)
    me = User.objects.create_user("jan")
    people = [
        Customer.objects.create(
            number=f"K{index}", name=name, folded_name=fold(name), kind=kind, nip=nip, since_date=since
        )
        for index, (name, kind, nip, since) in enumerate(
            [
                ("Kowalska Łucja", "person", "", date(2026, 11, 24)),
                ("O'Neill 100% Sp. z o.o.", "company", "5260250274", None),
                ("Zażółć_5 \\ Gęślą", "person", "", date(1999, 12, 31)),
            ]
        )
    ]
    CustomerPhone.objects.create(customer=people[0], number="+48601234567", is_primary=True)
    CustomerPhone.objects.create(customer=people[0], number="+48602000000")
    places = [
        ServicePoint.objects.create(
            ppe=f"59001234567890{index:04d}",
            customer=people[index % 2],
            street=street,
            building="1",
            postcode="43-300",
            town="Łódź",
            folded_address=fold(f"{street} 1 Łódź"),
            special_need=need,
            contracted_power_kw=Decimal(power),
        )
        for index, (street, need, power) in enumerate(
            [("Łąkowa", "", "2.5"), ("5_m 100%", "lifeSupport", "100"), ("", "", "1")]
        )
    ]
    Meter.objects.create(service_point=places[0], serial_number="1", model="ŁĄK", installed_date=date(2026, 10, 25))
    BillingCard.objects.create(customer=people[1], balance=Decimal("-3.25"), overdue_30=1, source="x", as_of=NOW)
    call = Call.objects.create(
        exchange_id="1", from_number="+48601234567", offered_at=NOW, customer=people[0], agent=me
    )
    moments = [
        NOW,
        NOW - timedelta(hours=2),
        datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    ]
    for index, reported_at in enumerate(moments):
        ticket = Ticket.objects.create(
            ticket_type=no_power.ticket_type,
            form_version=no_power,
            customer=people[index] if index < 3 else None,
            service_point=places[index] if index % 2 == 0 else None,
            call=call if index == 1 else None,
            reported_at=reported_at,
            due_at=reported_at + timedelta(hours=1) if index % 2 else None,
            state=["open", "closed", "waiting", "open"][index],
            closed_at=NOW if index == 1 else None,
            reporter_name=["", "ŁĄKOWA_5", "a\\b", "100%"][index],
            folded_text=fold(["", "ŁĄKOWA_5", "a\\b", "100%"][index]),
            assignee=me if index == 2 else None,
            queue=["bills", "", "", "net"][index],
            call_count=index + 1,
        )
        if index < 2:
            told = {"ticket": ticket, "ticket_type": ticket.ticket_type, "reported_at": ticket.reported_at}
            AnswerIndex.objects.create(**told, field="extent", text="street" if index else "flat")
            AnswerIndex.objects.create(**told, field="flats", text="2", number=Decimal("2.5"))
    QueueWorker.objects.create(queue="net", person=me)
    first, second, third, fourth = Ticket.objects.order_by("pk")
    DuplicateTicket.objects.create(ticket=second, main=first, state="open", valid_from=NOW)
    DuplicateTicket.objects.create(ticket=fourth, main=third, state="open", valid_from=NOW, valid_to=NOW)
    _network(places)
    return me


def _network(places: list[ServicePoint]) -> None:
    """Two of the places are fed; one outage goes on above the first, another is over, a third nobody reported."""
    feeder = Device.objects.create(code="ŁĄK_1", name="Zażółć 100%", kind="feeder", path="x")
    stations = [
        Device.objects.create(code=f"ST{n}", name="", kind="station", parent=feeder, path=f"y{n}") for n in "12"
    ]
    Device.objects.filter(pk=feeder.pk).update(path=f"/{feeder.pk}/")
    for place, station in zip(places, stations, strict=False):
        Device.objects.filter(pk=station.pk).update(path=f"/{feeder.pk}/{station.pk}/")
        Connection.objects.create(service_point=place, device=station, valid_from=NOW)
    Connection.objects.create(service_point=places[2], device=stations[0], valid_from=NOW, valid_to=NOW)
    ongoing, over, planned = (
        Outage.objects.create(
            number=number,
            device=device,
            kind="planned" if number == 3 else "unplanned",
            status=status,
            started_at=NOW - timedelta(days=number),
            restored_at=NOW if status == "restored" else None,
            cause="łąk" if number == 2 else "",
            customers_off=number,
        )
        for number, device, status in (
            (1, stations[0], "confirmed"),
            (2, feeder, "restored"),
            (3, stations[1], "scheduled"),
        )
    )
    for hours in (1, 2):
        EstimatedRestoration.objects.create(
            outage=ongoing, restores_at=NOW + timedelta(hours=30 * hours), set_at=NOW + timedelta(minutes=hours)
        )
    crew = Crew.objects.create(name="Łąkowi 1")
    CrewAssignment.objects.create(outage=over, crew=crew, status="released", assigned_at=NOW, status_at=NOW)
    first, second, third, _fourth = Ticket.objects.order_by("pk")
    ReportLink.objects.create(ticket=first, outage=ongoing, valid_from=NOW)
    ReportLink.objects.create(ticket=second, outage=over, valid_from=NOW)
    ReportLink.objects.create(ticket=third, outage=planned, valid_from=NOW, valid_to=NOW)
