"""A supervisor looks at two customers side by side, makes one of them, and takes it back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.customers.everywhere import find_everywhere
from crm.models import Customer, CustomerMerge, CustomerPhone, DuplicatePair
from tests.conftest import NOW

LIST = "/admin/customers/duplicates/"


@pytest.fixture
def pair(nowak: Customer) -> DuplicatePair:
    other = Customer.objects.create(number="78", name="Ala Nowak", folded_name="ala nowak", nip="5260001246")
    for customer in (nowak, other):
        CustomerPhone.objects.create(customer=customer, number="+48600100200", is_primary=True)
    find_everywhere(at=NOW)
    return DuplicatePair.objects.get()


def at(pair: DuplicatePair, deed: str = "compare") -> str:
    return reverse(f"customers:{deed}", args=[pair.first_id, pair.second_id])


def test_pairs_are_listed_with_the_reason_in_words(at_supervisor: Client, pair: DuplicatePair) -> None:
    page = at_supervisor.get(LIST)

    assert [(row.pk, len(reasons)) for row, reasons in page.context["rows"]] == [(pair.pk, 1)]
    assert at(pair) in page.content.decode()


def test_two_stand_side_by_side_without_a_whole_pesel(at_supervisor: Client, pair: DuplicatePair) -> None:
    page = at_supervisor.get(at(pair))

    differing = [field.name for field in page.context["comparison"].fields if field.differs]
    assert differing == ["name", "pesel", "nip"]
    assert "44051401359" not in page.content.decode()


def test_two_become_one_with_what_was_chosen_and_two_again(
    at_supervisor: Client, pair: DuplicatePair, nowak: Customer
) -> None:
    chosen = {"survivor": nowak.pk, "name": nowak.pk, "pesel": nowak.pk, "nip": pair.second_id}

    assert at_supervisor.post(at(pair, "merge"), chosen)["Location"] == at(pair)
    nowak.refresh_from_db()
    assert (nowak.name, nowak.nip, pair.second.number) == ("Nowak Ala", "5260001246", "78")
    gone = at_supervisor.get(reverse("records:customer", args=[pair.second_id]))
    assert gone["Location"] == reverse("records:customer", args=[nowak.pk])

    done = CustomerMerge.objects.get()
    assert at_supervisor.post(reverse("customers:undo", args=[done.pk]))["Location"] == at(pair)
    nowak.refresh_from_db()
    assert nowak.nip == ""
    again = at_supervisor.post(reverse("customers:undo", args=[done.pk]))
    assert again.status_code == 409


def test_two_different_customers_are_not_offered_again(at_supervisor: Client, pair: DuplicatePair) -> None:
    at_supervisor.post(at(pair, "dismiss"))

    assert at_supervisor.get(LIST).context["rows"] == []
    assert len(at_supervisor.get(LIST, {"state": "dismissed"}).context["rows"]) == 1
    at_supervisor.post(at(pair, "reopen"))
    assert len(at_supervisor.get(LIST).context["rows"]) == 1


def test_an_agent_merges_nobody(at_agent: Client, pair: DuplicatePair) -> None:
    for deed in ("compare", "merge", "dismiss"):
        answer = at_agent.get(at(pair)) if deed == "compare" else at_agent.post(at(pair, deed))
        assert answer.status_code == 302

    assert not CustomerMerge.objects.exists()
    assert DuplicatePair.objects.get().state == "open"


def test_the_list_asks_as_often_for_twenty_as_for_two_and_pages_by_key(at_supervisor: Client) -> None:
    counts = []
    at_supervisor.get(LIST)
    for many in (2, 60):
        for number in range(many):
            one, other = (
                Customer.objects.create(number=f"{many}-{number}-{side}", name="Nowak Ala", folded_name="nowak ala")
                for side in "ab"
            )
            DuplicatePair.objects.create(first=one, second=other, score=80, reasons=["nip"], found_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            page = at_supervisor.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(page.context["rows"]) == 50
    rest = at_supervisor.get(LIST, {"after": page.context["next"]})
    assert len(rest.context["rows"]) == 12
    assert at_supervisor.get(LIST, {"after": "x-'"}).status_code == 200


@pytest.mark.parametrize("chosen", [{}, {"survivor": ""}, {"survivor": "x"}, {"survivor": "0"}])
def test_nobody_is_merged_until_it_is_said_who_stays(
    at_supervisor: Client, pair: DuplicatePair, chosen: dict[str, str]
) -> None:
    before = list(Customer.objects.order_by("pk").values())

    answer = at_supervisor.post(at(pair, "merge"), chosen)

    assert answer.status_code == 409
    assert answer.context["why"]
    assert list(Customer.objects.order_by("pk").values()) == before
    assert not CustomerMerge.objects.exists()


@pytest.mark.parametrize("deed", ["compare", "merge", "dismiss", "reopen"])
@pytest.mark.parametrize("key", [0, 999_999, 10**20])
def test_two_one_of_whom_does_not_exist_are_not_there(
    at_supervisor: Client, nowak: Customer, deed: str, key: int
) -> None:
    address = reverse(f"customers:{deed}", args=[key, nowak.pk])

    answer = at_supervisor.get(address) if deed == "compare" else at_supervisor.post(address)

    assert answer.status_code == 404
