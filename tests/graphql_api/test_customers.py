"""A neighbour system reads all that is known of a customer, gated by scope, for many as cheaply as for two."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.consents import ConsentTold, record_consent
from crm.customers.merging import merge
from crm.models import (
    BillingCard,
    Call,
    CaseStage,
    Consent,
    Customer,
    CustomerAccount,
    CustomerAddress,
    CustomerAgreement,
    CustomerEmail,
    CustomerPhone,
    PersonalDataRead,
    ServicePoint,
    Ticket,
    WorkflowCase,
)
from outages.models import Outage, ReportLink
from tests.conftest import NOW, Town
from tests.graphql_api.conftest import System
from ticketforms.models import FormVersion

Systems = Callable[..., System]
PESEL = "44051401359"
WHOLE = """nip regon maskedPesel mergedNumbers phones { number raw kind note isPrimary }
    emails { address note isPrimary } addresses { kind addressee address terc }
    accounts { number openedDate }
    agreements { number tariff validFrom validTo account { number } servicePoint { ppe } }
    consents { purpose channel decision wording source decidedAt } billingCards { customerNumber arrears }
    cases { caseId stageLabel isOngoing ticket { number } stages { sequence stageLabel status } }"""
TOLD = {"stage_code": "a", "stage_label": "Analiza", "occurred_at": NOW, "told_at": NOW}


def filled(point: ServicePoint, form: FormVersion, *, index: int) -> Customer:
    """Give the customer of a place one of everything; odd ones are an earlier customer's second record."""
    customer = point.customer
    CustomerPhone.objects.create(customer=customer, number=f"+4860010{index:04d}", raw="600 10", kind="mobile")
    CustomerEmail.objects.create(customer=customer, address="ala@poczta.example", folded_address="ala@poczta.example")
    CustomerAddress.objects.create(customer=customer, building="5", postcode="00-001", town="Łąkowa")
    account = CustomerAccount.objects.create(customer=customer, number=f"A{index}", opened_date=NOW.date())
    CustomerAgreement.objects.create(
        customer=customer, number=f"U{index}", account=account, service_point=point, valid_from=date(2020, 1, 1)
    )
    Consent.objects.create(
        customer=customer, purpose="marketing", channel="sms", decision="given", wording="1", source="web",
        decided_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    BillingCard.objects.create(customer=customer, overdue_30=Decimal(index), source="SAP", as_of=NOW)
    ticket = Ticket.objects.create(
        ticket_type=form.ticket_type, form_version=form, customer=customer, service_point=point,
        reported_at=NOW + timedelta(minutes=index),
    )  # fmt: skip
    case = WorkflowCase.objects.create(ticket=ticket, source="DMS", case_id=f"S/{index}", sequence=2, **TOLD)
    for sequence in (1, 2):
        CaseStage.objects.create(case=case, sequence=sequence, **TOLD)
    Call.objects.create(exchange_id=f"alone {index}", customer=customer, offered_at=NOW + timedelta(seconds=index))
    return customer


@pytest.fixture
def ala(town: Town, no_power_form: FormVersion) -> Customer:
    customer = filled(town.household("Ala", "ST1A"), no_power_form, index=1)
    Customer.objects.filter(pk=customer.pk).update(pesel=PESEL, nip="1234563218")
    return customer


def test_all_that_is_known_of_a_customer_is_read(system: Systems, ala: Customer) -> None:
    crm = system("customers:read", "billing:read")

    told = crm.read(f'{{ customer(number: "{ala.number}") {{ {WHOLE} }} }}')["customer"]

    assert (told["maskedPesel"], told["nip"]) == ("•••••••1359", "1234563218")
    assert told["phones"] == [
        {"number": "+48600100001", "raw": "600 10", "kind": "MOBILE", "note": "", "isPrimary": False}
    ]
    assert told["addresses"][0]["address"] == "Łąkowa 5, 00-001 Łąkowa"
    assert told["agreements"][0]["account"] == {"number": "A1"}
    assert told["consents"][0] | {"decidedAt": ""} == {
        "purpose": "MARKETING",
        "channel": "SMS",
        "decision": "GIVEN",
        "wording": "1",
        "source": "WEB",
        "decidedAt": "",
    }
    assert told["billingCards"] == [{"customerNumber": ala.number, "arrears": "1.00"}]
    assert [(case["caseId"], len(case["stages"])) for case in told["cases"]] == [("S/1", 2)]
    assert PESEL not in str(told)
    assert PersonalDataRead.objects.get().subject == f"customer:{ala.pk}"


@pytest.mark.parametrize(
    ("scope", "shown"),
    [
        ("billing:read", {"accounts", "billingCards"}),
        ("tickets:read", {"cases"}),
        ("customers:read", {"nip", "maskedPesel", "phones", "emails", "addresses", "consents", "cases", "history"}),
    ],
)
def test_each_scope_opens_its_own_fields_and_nothing_else(
    system: Systems, ala: Customer, scope: str, shown: set[str]
) -> None:
    asked = f"""{{ customer(number: "{ala.number}") {{ nip maskedPesel phones {{ raw }} emails {{ address }}
        addresses {{ town }} accounts {{ number }} consents {{ purpose }} billingCards {{ arrears }}
        cases {{ caseId }} history {{ edges {{ cursor }} }} }} }}"""

    answer = system(scope).post(asked).json()

    assert {name for name, value in answer["data"]["customer"].items() if value is not None} == shown
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}


def test_what_came_by_a_merge_is_told_with_the_number_it_came_from(
    system: Systems, ala: Customer, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    twin = filled(town.household("Ala", "ST1A"), no_power_form, index=2)
    merge(survivor=ala, merged=twin, take=(), by=agent, at=NOW)
    withdrawn = ConsentTold(purpose="marketing", channel="sms", decision="withdrawn", source="call")
    later = NOW + timedelta(hours=1)
    record_consent(customer=ala, told=withdrawn, decided_at=later, by=agent, at=later)

    told = system("customers:read", "billing:read").read(
        f"""{{ customer(number: "{twin.number}") {{ number mergedNumbers billingCards {{ customerNumber }}
            billingCard {{ customerNumber }} consents {{ decision }}
            now: consents(standing: true) {{ decision }} }} }}"""
    )["customer"]

    assert (told["number"], told["mergedNumbers"]) == (ala.number, [twin.number])
    assert [card["customerNumber"] for card in told["billingCards"]] == [ala.number, twin.number]
    assert told["billingCard"]["customerNumber"] == ala.number
    assert [one["decision"] for one in told["consents"]] == ["WITHDRAWN", "GIVEN", "GIVEN"]
    assert told["now"] == [{"decision": "WITHDRAWN"}]


HISTORY = """query ($number: String!, $first: Int, $after: String, $kind: HistoryKind) { customer(number: $number) {
    history(first: $first, after: $after, kind: $kind) {
        edges { node { at ticket { number } call { direction } outage { number } folded { ticket { number } } } }
        pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""


def test_the_history_folds_tickets_of_one_outage_and_pages_by_key(
    system: Systems, ala: Customer, no_power_form: FormVersion, town: Town
) -> None:
    outage = Outage.objects.create(number=7, device=town.devices["ST1"], started_at=NOW)
    for minute in (2, 3, 4):
        ticket = Ticket.objects.create(
            ticket_type=no_power_form.ticket_type,
            form_version=no_power_form,
            customer=ala,
            reported_at=NOW + timedelta(minutes=minute),
        )
        ReportLink.objects.create(ticket=ticket, outage=outage, valid_from=NOW)
    crm = system("customers:read")

    first = crm.read(HISTORY, number=ala.number, first=3)["customer"]["history"]
    rest = crm.read(HISTORY, number=ala.number, first=3, after=first["pageInfo"]["endCursor"])["customer"]["history"]
    calls = crm.read(HISTORY, number=ala.number, kind="CALL")["customer"]["history"]

    (line,) = [edge["node"] for edge in first["edges"]]
    assert (line["outage"]["number"], len(line["folded"])) == (7, 2)
    assert first["pageInfo"]["hasNextPage"]
    assert [bool(edge["node"]["ticket"]) for edge in rest["edges"]] == [True, False]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert [edge["node"]["call"] for edge in calls["edges"]] == [{"direction": "INBOUND"}]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('typeCode: "no-power"', 1),
        ("state: CLOSED", 0),
        ("isUnfinished: true", 1),
        ('since: "2026-11-24T12:01:00Z"', 1),
        ('before: "2026-11-24T12:00:30Z"', 1),
        ('text: "nobody"', 0),
    ],
)
def test_the_history_is_narrowed_as_on_the_screen(system: Systems, ala: Customer, asked: str, found: int) -> None:
    told = system("customers:read").read(
        f'{{ customer(number: "{ala.number}") {{ history({asked}) {{ edges {{ cursor }} }} }} }}'
    )

    assert len(told["customer"]["history"]["edges"]) == found


@pytest.mark.parametrize(
    "asked",
    [
        'typeCode: "moon"',
        "state: OPEN, isUnfinished: true",
        'since: "2026-11-24T12:00:00"',
        'after: "MTIz"',
        'after: "ł"',
        "first: 0",
    ],
)
def test_a_history_that_cannot_be_asked_for_is_refused_with_a_sentence(
    system: Systems, ala: Customer, asked: str
) -> None:
    answer = system("customers:read").post(
        f'{{ customer(number: "{ala.number}") {{ history({asked}) {{ edges {{ cursor }} }} }} }}'
    )

    assert answer.json()["data"]["customer"] == {"history": None}
    assert "INTERNAL" not in str(answer.json()["errors"])


def test_a_place_tells_of_whoever_lived_there(
    system: Systems, ala: Customer, town: Town, no_power_form: FormVersion
) -> None:
    place, ela = ala.service_points.get(), town.household("Ela", "ST1A").customer
    ServicePoint.objects.filter(pk=place.pk).update(customer=ela)

    told = system("customers:read").read(
        "query ($ppe: String) { servicePoint(ppe: $ppe) {"
        " history { edges { node { ticket { customer { name } } } } } } }",
        ppe=place.ppe,
    )

    assert [edge["node"]["ticket"]["customer"]["name"] for edge in told["servicePoint"]["history"]["edges"]] == ["Ala"]
    subjects = set(PersonalDataRead.objects.values_list("subject", flat=True))
    assert subjects == {f"customer:{ala.pk}", f"customer:{ela.pk}"}


MANY = {
    "contacts": "{ customers(first: 100) { edges { node { phones { raw } emails { address } addresses { town } } } } }",
    "papers": """{ customers(first: 100) { edges { node { mergedNumbers accounts { number }
        agreements { account { number } servicePoint { ppe } } } } } }""",
    "money": "{ customers(first: 100) { edges { node { billingCards { customerNumber arrears } } } } }",
    "consents": "{ customers(first: 100) { edges { node { consents { purpose decidedAt } } } } }",
    "cases": """{ customers(first: 100) { edges { node { cases { caseId ticket { number }
        stages { stageLabel } } } } } }""",
    "cases of tickets": "{ tickets(first: 100) { edges { node { cases { caseId stages { stageLabel } } } } } }",
    "histories": """{ customers(first: 100) { edges { node { history(first: 10) { edges { node {
        ticket { number } call { direction } outage { number } } } } } } } }""",
    "histories of places": """{ customers(first: 100) { edges { node { servicePoints { history(first: 3) {
        edges { node { ticket { typeCode } } } } } } } } }""",
    "one history": """{ customer(number: "K1") { history(first: 100) { edges { node { at
        ticket { number typeCode answers { code } cases { caseId } } call { offeredAt } outage { number } } } } } }""",
}


def test_two_hundred_rows_cost_as_many_queries_as_two(
    system: Systems, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    crm = system("customers:read", "billing:read", "outages:read", "definitions:read")

    def fill(start: int, end: int) -> None:
        for index in range(start, end):
            customer = filled(town.household(f"Customer {index}", "ST1A"), no_power_form, index=index)
            if index > 3 and index % 2:
                Ticket.objects.filter(customer=customer).update(customer=first)

    def queries() -> dict[str, int]:
        counted = {}
        for name, question in MANY.items():
            with CaptureQueriesContext(connection) as captured:
                crm.read(question)
            counted[name] = len(captured)
        return counted

    first = filled(town.household("Customer 0", "ST1A"), no_power_form, index=0)
    fill(1, 3)
    merge(survivor=first, merged=Customer.objects.get(number="K3"), take=(), by=agent, at=NOW)
    queries()  # the first one notes the use of the token
    for_two = queries()
    fill(3, 201)

    assert queries() == for_two
    assert max(for_two.values()) <= 16
