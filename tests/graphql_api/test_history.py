"""Neighbour systems read a customer's history and the forms with a token, and nothing without one."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from crm.customers.merging import merge
from crm.models import BillingCard, Customer, PersonalDataRead
from graphql_api.models import ApiToken
from graphql_api.tokens import revoke
from outages.models import Crew, Outage
from outages.repair.operations import assign_crew, confirm, set_estimate
from tests.conftest import NOW
from tests.graphql_api.conftest import System
from ticketforms.models import FormVersion

Systems = Callable[..., System]
HISTORY = """query ($number: String) { customer(number: $number) {
    name maskedName
    tickets { edges { node { number typeCode formVersion state answers {
        code kind labelEn textPl textEn textValue numberValue booleanValue choices { code labelPl } } } } }
    outages { edges { node { number deviceCode status } } }
    calls { edges { node { id } } } } }"""


def test_history_holds_tickets_with_typed_answers_and_outages(system: Systems, reported_customer: Customer) -> None:
    found = system("customers:read").read(HISTORY, number=reported_customer.number)["customer"]

    ticket = found["tickets"]["edges"][0]["node"]
    assert (found["name"], found["maskedName"]) == ("Ala", "A.")
    assert (ticket["typeCode"], ticket["formVersion"], ticket["state"]) == ("no-power", 1, "OPEN")
    assert ticket["answers"] == [
        {
            "code": "extent",
            "kind": "choice",
            "labelEn": "Extent",
            "textPl": "ulica",
            "textEn": "street",
            "textValue": None,
            "numberValue": None,
            "booleanValue": None,
            "choices": [{"code": "street", "labelPl": "ulica"}],
        },
        {
            "code": "flats",
            "kind": "number",
            "labelEn": "How many flats",
            "textPl": "12,5",
            "textEn": "12.5",
            "textValue": None,
            "numberValue": "12.5",
            "booleanValue": None,
            "choices": [],
        },
    ]
    assert [edge["node"]["deviceCode"] for edge in found["outages"]["edges"]] == ["ST1A"]
    assert PersonalDataRead.objects.get().subject == f"customer:{reported_customer.pk}"


@pytest.mark.parametrize("key", ["number", "ppe", "phone", "id"])
def test_a_customer_is_found_by_any_one_key(system: Systems, reported_customer: Customer, key: str) -> None:
    reported_customer.phones.create(number="+48600100200")
    billing = system("customers:read")
    global_id = billing.read("query ($n: String) { customer(number: $n) { id } }", n=reported_customer.number)
    given = {
        "number": reported_customer.number,
        "ppe": reported_customer.service_points.get().ppe,
        "phone": "600 100-200",
        "id": global_id["customer"]["id"],
    }

    found = billing.read(
        f"query ($key: {'ID' if key == 'id' else 'String'}) {{ customer({key}: $key) {{ name }} }}", key=given[key]
    )

    assert found == {"customer": {"name": "Ala"}}


@pytest.mark.parametrize("key", ["number", "ppe", "phone", "id"])
def test_a_merged_customer_answers_as_the_survivor(
    system: Systems, reported_customer: Customer, agent: User, key: str
) -> None:
    gone = Customer.objects.exclude(pk=reported_customer.pk).get()
    place = gone.service_points.get()
    for customer in (gone, reported_customer):
        customer.phones.create(number="+48600100200")
    crm = system("customers:read")
    gone_id = crm.read("query ($n: String) { customer(number: $n) { id } }", n=gone.number)["customer"]["id"]
    PersonalDataRead.objects.all().delete()
    merge(survivor=reported_customer, merged=gone, take=(), by=agent, at=NOW)
    given = {"number": gone.number, "ppe": place.ppe, "phone": "600100200", "id": gone_id}

    found = crm.read(
        f"query ($key: {'ID' if key == 'id' else 'String'}) {{"
        f" customer({key}: $key) {{ number servicePoints {{ ppe }} }} }}",
        key=given[key],
    )
    listed = crm.read("query ($n: [String!]) { customers(numbers: $n) { edges { node { number } } } }", n=[gone.number])

    assert found["customer"]["number"] == reported_customer.number
    assert len(found["customer"]["servicePoints"]) == 2
    assert [edge["node"]["number"] for edge in listed["customers"]["edges"]] == [reported_customer.number]
    assert {read.subject for read in PersonalDataRead.objects.all()} == {f"customer:{reported_customer.pk}"}


def test_a_list_of_customers_leaves_out_whoever_was_merged(
    system: Systems, reported_customer: Customer, agent: User
) -> None:
    gone = Customer.objects.exclude(pk=reported_customer.pk).get()
    merge(survivor=reported_customer, merged=gone, take=(), by=agent, at=NOW)
    crm = system("customers:read")

    plain = "{ customers { edges { node { name } } } }"
    searched = "query ($c: String) { customers(criteria: $c) { edges { node { name } } } }"
    for found in (crm.read(plain), crm.read(searched, c='{"all": []}')):
        assert found["customers"]["edges"] == [{"node": {"name": "Ala"}}]


def test_a_number_of_several_customers_finds_none(system: Systems, reported_customer: Customer) -> None:
    for customer in Customer.objects.all():
        customer.phones.create(number="+48600100200")

    found = system("customers:read").read('{ customer(phone: "600100200") { name } }')

    assert found == {"customer": None}
    assert not PersonalDataRead.objects.exists()


def test_an_outage_tells_its_restoration_log_crews_and_whether_the_time_has_passed(
    system: Systems, reported_customer: Customer, dispatcher: User
) -> None:
    outage = Outage.objects.get()
    back_at = NOW + timedelta(hours=1)
    confirm(outage=outage, by=dispatcher, at=NOW)
    assign_crew(outage=outage, crew=Crew.objects.create(name="PE-1", vehicle="WX 1"), by=dispatcher, at=NOW)
    set_estimate(outage=outage, restores_at=back_at, source="crew", reason="cable", by=dispatcher, at=NOW)

    found = system("outages:read").read(
        """{ outages(isOngoing: true) { edges { node { status isOngoing isOverdue restoresAt customersOff
            estimates { source confidence reason } crews { crewName vehicle status } device { kind } } } } }"""
    )

    assert found["outages"]["edges"][0]["node"] == {
        "status": "CONFIRMED",
        "isOngoing": True,
        "isOverdue": True,  # the tests' hour is long past
        "restoresAt": back_at.isoformat(),
        "customersOff": 2,
        "estimates": [{"source": "CREW", "confidence": "LOW", "reason": "cable"}],
        "crews": [{"crewName": "PE-1", "vehicle": "WX 1", "status": "ASSIGNED"}],
        "device": {"kind": "LV_CIRCUIT"},
    }


def test_forms_are_read_in_both_languages(system: Systems, no_power_form: FormVersion) -> None:
    found = system("definitions:read").read(
        """{ ticketTypes { code version category { labelEn } fields {
            code labelEn isRequired isConditional choices { code } } }
            dictionaries { code entries { code labelPl isRetired } } }"""
    )

    (no_power,) = found["ticketTypes"]
    assert (no_power["code"], no_power["version"], no_power["category"]) == ("no-power", 1, {"labelEn": "Fault"})
    assert no_power["fields"] == [
        {
            "code": "extent",
            "labelEn": "Extent",
            "isRequired": True,
            "isConditional": False,
            "choices": [{"code": "flat"}, {"code": "street"}],
        },
        {"code": "flats", "labelEn": "How many flats", "isRequired": True, "isConditional": True, "choices": []},
    ]
    assert found["dictionaries"][0]["entries"][0] == {"code": "flat", "labelPl": "lokal", "isRetired": False}


@pytest.mark.parametrize("token", ["", "tcz_wrong"])
def test_nothing_is_read_without_a_known_token(system: Systems, reported_customer: Customer, token: str) -> None:
    stranger = System(system().client, token)

    answer = stranger.post(HISTORY, number=reported_customer.number)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "data" not in answer.json()
    assert not PersonalDataRead.objects.exists()


def test_a_revoked_token_or_a_missing_scope_reads_no_person(system: Systems, reported_customer: Customer) -> None:
    workflow, billing = system("definitions:read"), system("customers:read")
    revoke(token=ApiToken.objects.get(scopes=["customers:read"]), at=NOW)

    forbidden = workflow.post(HISTORY, number=reported_customer.number).json()

    assert forbidden["data"] == {"customer": None}
    assert forbidden["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert billing.post(HISTORY, number=reported_customer.number).status_code == 401
    assert not PersonalDataRead.objects.exists()


def test_billing_reads_the_card_and_only_initials(system: Systems, reported_customer: Customer) -> None:
    BillingCard.objects.create(customer=reported_customer, overdue_30=Decimal("12.30"), source="SAP", as_of=NOW)

    answer = system("billing:read").post(
        "query ($number: String) { customer(number: $number) { name maskedName phones { number } "
        "servicePoints { address } tickets { edges { cursor } } billingCard { arrears dunningStage } } }",
        number=reported_customer.number,
    )

    assert answer.json()["data"]["customer"] == {
        "name": None,
        "maskedName": "A.",
        "phones": None,
        "servicePoints": None,
        "tickets": None,
        "billingCard": {"arrears": "12.30", "dunningStage": "NONE"},
    }


def test_tickets_read_alone_shows_answers_but_no_name_or_number(system: Systems, reported_customer: Customer) -> None:
    answer = system("tickets:read").post(
        "{ tickets(first: 1) { edges { node { answers { code } reporterName reporterPhone location "
        "servicePoint { ppe } call { id } customer { name maskedName billingCard { balance } } } } } }"
    )

    (edge,) = answer.json()["data"]["tickets"]["edges"]
    assert edge["node"] == {
        "answers": [{"code": "extent"}, {"code": "flats"}],
        "reporterName": None,
        "reporterPhone": None,
        "location": None,
        "servicePoint": None,
        "call": None,
        "customer": {"name": None, "maskedName": "E.", "billingCard": None},
    }


def test_every_customer_returned_is_logged_once(system: Systems, reported_customer: Customer) -> None:
    system("customers:read").read("{ customers { edges { node { name } } } tickets { edges { node { number } } } }")

    logged = PersonalDataRead.objects.values_list("subject", flat=True)
    assert sorted(logged) == sorted(f"customer:{pk}" for pk in Customer.objects.values_list("pk", flat=True))


def test_pesel_is_in_the_contract_only_masked(system: Systems) -> None:
    told = system("definitions:read").read("{ __schema { types { fields { name } inputFields { name } } } }")
    names = {
        one["name"]
        for kind in told["__schema"]["types"]
        for one in [*(kind["fields"] or ()), *(kind["inputFields"] or ())]
    }

    assert {name for name in names if "pesel" in name.lower()} == {"maskedPesel"}
