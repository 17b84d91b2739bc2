"""Customers who may be one and the same are found by what they share, in bulk and at once, and stay dismissed."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers import everywhere
from crm.customers.contacts import add_phone
from crm.customers.duplicates import Traits, alike, dismiss, reopen
from crm.customers.everywhere import find_everywhere
from crm.customers.identity import UnableToKeep
from crm.customers.likeness import names_alike
from crm.models import Customer, CustomerPhone, DuplicatePair, DuplicateSearch
from tests.conftest import NOW, Town


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ("kowalska anna", "anna kowalska", True),
        ("kowalska anna", "kowalska ana", True),
        ("kowalska anna", "kowlaska anna", True),
        ("kowalska anna", "kowalska anna maria", True),
        ("kowalska anna", "kowalska ewa", False),
        ("kowalska anna", "nowak anna", False),
        ("kowalska", "kowalska anna", False),
        ("kowalska", "kowalska", True),
        ("", "kowalska", False),
        ("li an", "li am", False),
    ],
)
def test_names_are_alike_whatever_their_order_and_a_slip_in_a_word(one: str, other: str, is_like: bool) -> None:
    assert names_alike(one, other) is is_like
    assert names_alike(other, one) is is_like


def person(number: str, name: str, **facts: str) -> Customer:
    return Customer.objects.create(number=number, name=name, folded_name=name.lower(), **facts)


@pytest.mark.parametrize(("facts", "reason"), [({"nip": "5260001246"}, "nip"), ({"pesel": "44051401359"}, "pesel")])
def test_the_same_number_makes_a_pair_whatever_the_names(db: None, facts: dict[str, str], reason: str) -> None:
    one, other = person("1", "Nowak Ala", **facts), person("2", "Zając Jan", **facts)
    person("3", "Nowak Ala")

    found = find_everywhere(at=NOW)

    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.reasons, pair.state) == (one, other, [reason], "open")
    assert found.pairs == 1


def test_a_shared_telephone_needs_a_like_name(db: None) -> None:
    for number, name in (("1", "Nowak Ala"), ("2", "Ala Nowak"), ("3", "Zając Jan")):
        CustomerPhone.objects.create(customer=person(number, name), number="+48600100200")

    find_everywhere(at=NOW)

    assert [(pair.first.number, pair.second.number) for pair in DuplicatePair.objects.all()] == [("1", "2")]


def test_a_number_of_too_many_people_says_nothing(db: None) -> None:
    for number in range(21):
        CustomerPhone.objects.create(customer=person(str(number), "Nowak Ala"), number="+48600100200")

    find_everywhere(at=NOW)

    assert not DuplicatePair.objects.exists()


def test_the_same_address_and_a_like_name_make_a_pair(town: Town) -> None:
    one, other = town.household("Nowak Ala", "ST1A"), town.household("Nowak Alla", "ST1A")
    for point in (one, other):
        point.folded_address = "lakowa 3 00 001 lakowa"
        point.save()

    find_everywhere(at=NOW)

    assert DuplicatePair.objects.get().reasons == ["address_name"]


def test_a_dismissed_pair_stays_dismissed_until_somebody_opens_it_again(db: None, agent: User) -> None:
    person("1", "Nowak Ala", nip="5260001246")
    person("2", "Nowak Ala", nip="5260001246")
    find_everywhere(at=NOW)

    dismiss(pair=DuplicatePair.objects.get(), by=agent, at=NOW)
    find_everywhere(at=NOW.replace(hour=20))
    assert DuplicatePair.objects.get().state == "dismissed"

    reopen(pair=DuplicatePair.objects.get(), by=agent, at=NOW)
    assert DuplicatePair.objects.get().state == "open"


def test_a_merged_pair_is_not_dismissed(db: None, agent: User) -> None:
    one, other = person("1", "Nowak Ala"), person("2", "Nowak Ala")
    pair = DuplicatePair.objects.create(first=one, second=other, score=90, state="merged", found_at=NOW)

    with pytest.raises(UnableToKeep):
        dismiss(pair=pair, by=agent, at=NOW)

    assert DuplicatePair.objects.get().state == "merged"


def test_an_open_pair_goes_when_nothing_is_alike_any_more(db: None) -> None:
    person("1", "Nowak Ala", nip="5260001246")
    other = person("2", "Nowak Ala", nip="5260001246")
    find_everywhere(at=NOW)
    Customer.objects.filter(pk=other.pk).update(nip="")

    find_everywhere(at=NOW.replace(hour=20))

    assert not DuplicatePair.objects.exists()


@pytest.fixture
def three_alike(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three pairs by NIP and one by telephone, compared one value at a time."""
    monkeypatch.setattr(everywhere, "_BATCH", 1)
    for number, nip in enumerate(("5260001246", "1234563218", "7010023210")):
        for one in "ab":
            person(f"{number}{one}", "Nowak Ala", nip=nip)
    for owner in Customer.objects.filter(number__in=["0a", "1b"]):
        CustomerPhone.objects.create(customer=owner, number="+48600100200")


def test_a_search_that_was_stopped_goes_on_where_it_was(three_alike: None) -> None:
    later = NOW.replace(hour=20)
    for number in range(2, 60):
        CustomerPhone.objects.create(customer=person(str(number), "Zając Jan"), number=f"+4860010{number:04d}")

    # One step through the PESEL numbers, which nobody has, then two NIPs.
    stopped = find_everywhere(at=NOW, most_batches=3)
    with CaptureQueriesContext(connection) as queries:
        ended = find_everywhere(at=later)

    assert (stopped.pairs, stopped.is_finished) == (2, False)
    assert (ended.pairs, ended.is_finished) == (4, True)
    assert set(DuplicatePair.objects.values_list("found_at", flat=True)) == {NOW}
    assert not any("pesel" in query["sql"] and "COUNT(" in query["sql"] for query in queries)
    assert DuplicateSearch.objects.get().place == ""


def test_a_search_that_was_stopped_long_ago_begins_again(three_alike: None) -> None:
    find_everywhere(at=NOW, most_batches=3)
    Customer.objects.filter(number="0a").update(nip="")

    found = find_everywhere(at=NOW + timedelta(days=2))

    assert (found.pairs, found.is_finished) == (3, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_two_searches_at_once_share_the_work(three_alike: None) -> None:
    def search() -> None:
        find_everywhere(at=NOW)
        connection.close()

    searches = [threading.Thread(target=search) for _number in range(2)]
    for one in searches:
        one.start()
    for one in searches:
        one.join(20)

    assert DuplicatePair.objects.count() == 4
    assert DuplicateSearch.objects.get().finished_at == NOW


def test_several_reasons_make_a_pair_surer(db: None, agent: User) -> None:
    one = person("1", "Nowak Ala", nip="5260001246")
    other = person("2", "Nowak Ala", nip="5260001246")
    for customer in (one, other):
        add_phone(customer=customer, raw="600 100 200", by=agent, at=NOW)

    pair = DuplicatePair.objects.get()
    assert (pair.reasons, pair.score) == (["nip", "phone_name"], 95)
    find_everywhere(at=NOW.replace(hour=20))
    pair.refresh_from_db()
    assert (pair.reasons, pair.score) == (["nip", "phone_name"], 95)


def test_who_is_entered_is_compared_at_once_in_a_fixed_number_of_queries(db: None) -> None:
    traits = Traits(name="nowak ala", nip="5260001246", phones=("+48600100200",), addresses=("lakowa 3",))
    counts = []
    for many in (2, 18):
        for number in range(many):
            person(f"{many}-{number}", "Nowak Ala", nip="5260001246")
        with CaptureQueriesContext(connection) as queries:
            found = alike(traits, limit=50)
        counts.append(len(queries))

    assert len(found) == 20
    assert {one.reasons for one in found} == {("nip",)}
    assert counts[0] == counts[1] == 5
