"""A question costs as many database queries for fifty rows as for two, at every connection and list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import BillingCard, Call, Customer, CustomerPhone, Meter, MeterReading, ServicePoint, Ticket
from outages.models import Crew, CrewAssignment, EstimatedRestoration, Outage, RepairProgress, ReportLink
from tests.conftest import NOW, Town
from tests.graphql_api.conftest import System
from ticketforms.models import FormVersion

Systems = Callable[..., System]
OUTAGE = """number deviceCode status restoresAt promisedAt estimateState isOverdue
    estimates { source } crews { crewName } progress { text } device { kind }"""
TICKET = f"""number typeCode formVersion type {{ code category {{ code }} }} form {{ number }}
    answers {{ code textPl choices {{ code }} }} customer {{ name phones {{ number }} }}
    servicePoint {{ ppe meters {{ serialNumber lastReading {{ energyKwh }} }} }}
    call {{ offeredAt customer {{ name }} }} outage {{ {OUTAGE} }}"""
CUSTOMER = f"""name phones {{ number }} billingCard {{ arrears }}
    servicePoints {{ address outage {{ {OUTAGE} }} plannedOutage {{ number }}
        tickets(first: 2) {{ edges {{ node {{ number }} }} }} }}
    tickets(first: 2) {{ edges {{ node {{ number typeCode outage {{ number }} }} }} }}
    calls(first: 2) {{ edges {{ node {{ direction customer {{ name }} }} }} }}
    outages(first: 2) {{ edges {{ node {{ number deviceCode }} }} }}"""
QUESTIONS = {
    "tickets": f"{{ tickets(first: 100) {{ edges {{ node {{ {TICKET} }} }} pageInfo {{ hasNextPage }} }} }}",
    "customers": f"{{ customers(first: 60) {{ edges {{ node {{ {CUSTOMER} }} }} }} }}",
    "calls": "{ calls(first: 100) { edges { node { customer { name phones { number } } } } } }",
    "outages": f"""{{ outages(first: 100) {{ edges {{ node {{ {OUTAGE}
        tickets(first: 2) {{ edges {{ node {{ number customer {{ name }} }} }} }} }} }} }} }}""",
    "a customer's tickets": f"""{{ customer(number: "K1") {{
        tickets(first: 100) {{ edges {{ node {{ {TICKET} }} }} }} }} }}""",
}


@pytest.fixture
def busy_day(town: Town, no_power_form: FormVersion, dispatcher: User) -> Callable[[int], None]:
    """Adds so many customers, each with all that a question can reach; half of the tickets are the first one's."""
    crews = iter([Crew.objects.create(name=f"PE-{number}") for number in range(60)])

    def add(count: int) -> None:
        for _ in range(count):
            index = Customer.objects.count()
            device = town.device(f"LV{index}", "lv_circuit", town.devices["ST1"])
            point = town.household(f"Customer {index}", device.code)
            customer = point.customer
            CustomerPhone.objects.create(customer=customer, number=f"+4860010{index:04d}")
            BillingCard.objects.create(customer=customer, source="SAP", as_of=NOW)
            meter = Meter.objects.create(service_point=point, serial_number=f"M{index}", installed_date=NOW.date())
            for hour in range(3):
                MeterReading.objects.create(meter=meter, read_at=NOW + timedelta(hours=hour), energy_kwh=hour)
            outage = Outage.objects.create(number=index + 1, device=device, started_at=NOW + timedelta(minutes=index))
            EstimatedRestoration.objects.create(
                outage=outage, restores_at=NOW, source="crew", set_by=dispatcher, set_at=NOW
            )
            CrewAssignment.objects.create(outage=outage, crew=next(crews), assigned_at=NOW, status_at=NOW)
            RepairProgress.objects.create(outage=outage, text="Dug", noted_by=dispatcher, noted_at=NOW)
            call = Call.objects.create(exchange_id=f"x{index}", customer=customer, offered_at=NOW)
            for owner in (customer, Customer.objects.get(number="K1")):
                place = owner.service_points.get()
                ticket = Ticket.objects.create(
                    ticket_type=no_power_form.ticket_type,
                    form_version=no_power_form,
                    customer=owner,
                    service_point=place,
                    call=call,
                    reported_at=NOW + timedelta(minutes=index),
                    answers={
                        "extent": dict.fromkeys(("label_pl", "label_en", "text_pl", "text_en"), "ulica")
                        | {"kind": "choice", "value": "street"}
                    },
                )
                ReportLink.objects.create(ticket=ticket, outage=outage, valid_from=NOW)

    return add


def test_fifty_rows_cost_as_many_queries_as_two(system: Systems, busy_day: Callable[[int], None]) -> None:
    everything = system("customers:read", "billing:read", "definitions:read", "outages:read")

    def queries() -> dict[str, int]:
        counted = {}
        for name, question in QUESTIONS.items():
            with CaptureQueriesContext(connection) as captured:
                everything.read(question)
            counted[name] = len(captured)
        return counted

    busy_day(2)
    queries()  # the first one notes the use of the token
    for_two = queries()
    busy_day(48)
    for_fifty = queries()

    assert for_fifty == for_two
    assert max(for_two.values()) <= 40


@pytest.mark.parametrize(
    ("root", "moment"),
    [("tickets", "reportedAt"), ("calls", "offeredAt"), ("outages", "startedAt"), ("customers", "number")],
)
def test_pages_follow_each_other_without_gap_or_repeat(
    system: Systems, busy_day: Callable[[int], None], root: str, moment: str
) -> None:
    busy_day(7)
    everything = system("customers:read")
    question = f"""query ($after: String) {{ {root}(first: 3, after: $after) {{
        edges {{ cursor node {{ id {moment} }} }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"""
    whole = everything.read(f"{{ {root}(first: 100) {{ edges {{ node {{ id {moment} }} }} }} }}")[root]["edges"]

    seen, after = [], None
    while True:
        page = everything.read(question, after=after)[root]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        seen += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == [edge["node"] for edge in whole]
    assert len({node["id"] for node in seen}) == len(seen) >= 7


@pytest.mark.parametrize("connection_name", ["tickets", "outages"])
def test_nested_pages_follow_each_other_for_every_parent(
    system: Systems, busy_day: Callable[[int], None], connection_name: str
) -> None:
    busy_day(7)
    everything = system("customers:read")
    question = f"""query ($first: Int, $after: String) {{ customers {{ edges {{ node {{ name
        page: {connection_name}(first: $first, after: $after) {{ edges {{ cursor node {{ id }} }} }}
        }} }} }} }}"""

    def pages(first: int, after: str | None = None) -> dict[str, list[dict]]:  # type: ignore[type-arg]
        customers = everything.read(question, first=first, after=after)["customers"]["edges"]
        return {edge["node"]["name"]: edge["node"]["page"]["edges"] for edge in customers}

    whole, begin = pages(100), pages(2)
    rest = pages(100, after=begin["Customer 0"][-1]["cursor"])

    assert len(whole["Customer 0"]) == (8 if connection_name == "tickets" else 7)
    assert begin["Customer 0"] + rest["Customer 0"] == whole["Customer 0"]
    assert {name: len(edges) for name, edges in begin.items()}["Customer 3"] == 1


def test_a_point_in_an_outage_shows_it_though_nobody_there_reported(
    system: Systems, household_with_history: Callable[..., ServicePoint], town: Town
) -> None:
    household_with_history("Ala")
    household_with_history("Ela")
    silent = town.household("Ula", "ST1A")

    found = system("customers:read").read(
        "query ($ppe: String) { servicePoint(ppe: $ppe) { outage { deviceCode } customer { name } } }", ppe=silent.ppe
    )

    assert found == {"servicePoint": {"outage": {"deviceCode": "ST1A"}, "customer": {"name": "Ula"}}}
