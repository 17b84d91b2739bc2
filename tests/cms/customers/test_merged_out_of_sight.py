"""Whoever was merged is nobody any more: lists, counts, exports and what is typed lead to the survivor alone, once."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from crm.customers.contacts import add_phone
from crm.customers.matching import fold
from crm.customers.merging import merge
from crm.customers.vocabulary import learn_all
from crm.models import Customer
from tests.cms.search.conftest import send
from tests.conftest import NOW, Town

KOWALSKA = {"all": [{"subject": "customer.name", "operator": "contains", "value": "kowalska"}]}


@pytest.fixture
def survivor(town: Town, dispatcher: User) -> Customer:
    """Anna Kowalska of Kwiatowa, who was also written down as Ana Kowalska with the same telephone."""
    first, second = (town.household(name, "ST1A").customer for name in ("Kowalska Anna", "Kowalska Ana"))
    for customer in (first, second):
        customer.folded_name = fold(customer.name)
        customer.save(update_fields=["folded_name"])
        add_phone(customer=customer, raw="601 234 567", by=dispatcher, at=NOW)
    merge(survivor=first, merged=second, take=(), by=dispatcher, at=NOW)
    learn_all()
    return first


def test_criteria_count_and_export_the_survivor_alone(at_agent: Client, survivor: Customer) -> None:
    address = "/admin/search/customer/"

    told = send(at_agent, "found/", {"criteria": KOWALSKA}, address).json()
    counted = at_agent.get(f"{address}count/?search={told['key']}").json()
    asked = {"criteria": KOWALSKA, "columns": ["customer.number"]}
    answer: Any = at_agent.post(f"{address}export/", {"asked": json.dumps(asked), "kind": "csv"})
    exported = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert told["results"].count("data-srch-row=") == 1
    assert f'data-srch-row="{survivor.pk}"' in told["results"]
    assert counted["number"] == 1
    assert [row[0] for row in exported[1:]] == [survivor.number]


@pytest.mark.parametrize("typed", ["kowalska", "kowalska ana", "601 234 567", "K2"])
def test_whatever_is_typed_leads_to_the_survivor_once(at_agent: Client, survivor: Customer, typed: str) -> None:
    listed = at_agent.post(
        reverse("records:customers"), {"typed": typed}, headers={"x-requested-with": "XMLHttpRequest"}
    ).context["rows"]
    at_desk = at_agent.post(reverse("desk:find"), {"text": typed}).context["found"]
    in_the_box = at_agent.post(reverse("finding:find"), {"typed": typed}).content.decode()

    assert [row.customer for row in listed] == [survivor]
    assert at_desk == [survivor]
    assert in_the_box.count(reverse("records:customer", args=[survivor.pk])) == 1
    assert reverse("records:customer", args=[Customer.objects.get(number="K2").pk]) not in in_the_box


@pytest.mark.parametrize("page", ["records:customer", "records:customer_history"])
def test_the_address_of_the_merged_one_leads_to_the_survivor(at_agent: Client, survivor: Customer, page: str) -> None:
    answer = at_agent.get(reverse(page, args=[Customer.objects.get(number="K2").pk]))

    assert (answer.status_code, answer["Location"]) == (302, reverse(page, args=[survivor.pk]))
