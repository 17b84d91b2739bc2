"""As people speak: a table of what a caller says and whom it means; misspelt, out of order, declined, in part."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.candidates import Reach, Why
from crm.customers.matching import fold
from crm.customers.merging import merge
from crm.customers.search import find, search
from crm.customers.vocabulary import learn, learn_all, near
from crm.models import BillingCard, Customer, CustomerEmail, CustomerPhone, Meter, SearchWord, ServicePoint
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion

KOWALSKA, WIELICZKO, NOWAK, BAKERY, LONG = (
    "Kowalska Anna",
    "Wieliczko Józef",
    "Nowak Jan",
    "Piekarnia „Kłos” S.A.",
    "Łoś Ewa",
)


def household(
    town: Town, name: str, *, street: str, building: str, flat: str, postcode: str, place: str
) -> ServicePoint:
    point = town.household(name, "ST1A")
    point.street, point.building, point.flat, point.postcode, point.town = street, building, flat, postcode, place
    point.folded_address = fold(point.address)
    point.save()
    point.customer.folded_name = fold(name)
    point.customer.save()
    return point


@pytest.fixture
def people(town: Town) -> dict[str, Customer]:
    bielsko = {"postcode": "43-300", "place": "Bielsko-Biała"}
    points = [
        household(town, KOWALSKA, street="ul. Kwiatowa", building="5", flat="3", **bielsko),
        household(town, WIELICZKO, street="ul. Kwiatowa", building="53", flat="", **bielsko),
        household(town, NOWAK, street="os. Tysiąclecia", building="12", flat="", postcode="31-610", place="Kraków"),
        household(town, BAKERY, street="al. Jana Pawła II", building="12a", flat="", postcode="31-610", place="Kraków"),
        household(town, LONG, street="ul. 3 Maja", building="1", flat="12", postcode="00-099", place="Wólka"),
    ]
    kowalska, bakery = points[0].customer, points[3].customer
    CustomerPhone.objects.create(customer=kowalska, number="+48601234567", is_primary=True)
    Meter.objects.create(service_point=points[0], serial_number="92001234", installed_date=NOW.date())
    kowalska.pesel = "44051401359"
    kowalska.save()
    address = "Anna.K@poczta.example"
    CustomerEmail.objects.create(customer=kowalska, address=address, folded_address=address.lower())
    bakery.nip = "5260001246"
    bakery.save()
    account = "61109010140000071219812874"
    BillingCard.objects.create(customer=kowalska, account_number=account, source="billing", as_of=NOW)
    learn_all()
    return {point.customer.name: point.customer for point in points}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Kwiatowa 5 m. 3", KOWALSKA),
        ("kwiatowa 5/3", KOWALSKA),
        ("ul. Kwiatowa 5 m 3", KOWALSKA),
        ("ULICA KWIATOWA 5 MIESZKANIE 3", KOWALSKA),
        ("Kwiatowa 5 lok. 3", KOWALSKA),
        ("kwiatowa 5 3", KOWALSKA),
        ("Kwiatowa 5", KOWALSKA),
        ("kwiatowa 53", WIELICZKO),
        ("os. Tysiąclecia 12", NOWAK),
        ("osiedle tysiaclecia", NOWAK),
        ("tysiąclecia 12 kraków", NOWAK),
        ("al. Jana Pawła", BAKERY),
        ("aleja Jana Pawła II 12 A", BAKERY),
        ("Jana Pawła 12a", BAKERY),
        ("3 maja 1/12", LONG),
        ("ul. 3 Maja", LONG),
        ("wólka", LONG),
        ("00-099", LONG),
        ("00099 wólka", LONG),
        ("43-300 kwiatowa 53", WIELICZKO),
        ("anna kowalska", KOWALSKA),
        ("A. Kowalska", KOWALSKA),
        ("Kowalska A.", KOWALSKA),
        ("pani Kowalska", KOWALSKA),
        ("kowalska kwiatowa 5", KOWALSKA),
        ("Pani Kowalska z Kwiatowej", KOWALSKA),
        ("los ewa", LONG),
        ("klos piekarnia", BAKERY),
        ("firma kłos", BAKERY),
        ("nowak kraków", NOWAK),
        ("kowlaska", KOWALSKA),
        ("kowalsa anna", KOWALSKA),
        ("kowallska", KOWALSKA),
        ("anan kowalska", KOWALSKA),
        ("nowka jan", NOWAK),
        ("wieliczo", WIELICZKO),
        ("Wielicko Józef", WIELICZKO),
        ("kwiatowa 5 kowlaska", KOWALSKA),
        ("kwaitowa 53", WIELICZKO),
        ("tysiaclecai 12", NOWAK),
        ("601234567", KOWALSKA),
        ("tel. 601 234 567", KOWALSKA),
        ("601234", KOWALSKA),
        ("4567", KOWALSKA),
        ("234567", KOWALSKA),
        ("Kowalska 601234567", KOWALSKA),
        ("licznik 92001234", KOWALSKA),
        ("92001", KOWALSKA),
        ("NIP 526-000-12-46", BAKERY),
        ("anna.k@poczta.example", KOWALSKA),
    ],
)
def test_a_person_is_found_as_people_speak(people: dict[str, Customer], said: str, meant: str) -> None:
    assert [customer.name for customer in find(said)] == [meant]


def test_a_flat_that_is_not_known_finds_the_building(people: dict[str, Customer]) -> None:
    found = search("Kwiatowa 5/44", limit=9)

    assert [(hit.customer.name, hit.is_near) for hit in found.hits] == [(KOWALSKA, True)]


def test_a_name_that_a_street_and_a_town_share_means_the_street(town: Town) -> None:
    for name, street in (("Adamska Ewa", "ul. Akacjowa"), ("Nowak Jan", "ul. Łąkowa")):
        household(town, name, street=street, building="3", flat="", postcode="09-901", place="Łąkowa")
    learn_all()

    assert [customer.name for customer in find("łąkowa 3")] == ["Nowak Jan", "Adamska Ewa"]


def test_whoever_is_found_by_another_spelling_is_told_so(people: dict[str, Customer], town: Town) -> None:
    household(town, "Kowalsky Ewa", street="ul. Nowa", building="1", flat="", postcode="00-001", place="Wólka")
    learn_all()

    found = search("Kowalsky", limit=9)
    assert [(hit.customer.name, hit.is_near) for hit in found.hits] == [("Kowalsky Ewa", False)]
    assert found.meant == ()
    misspelt = search("Kowalskx", limit=9)
    assert {hit.customer.name for hit in misspelt.hits if hit.is_near} == {"Kowalsky Ewa", KOWALSKA}
    assert set(misspelt.meant) == {"kowalska", "kowalsky"}


def test_whoever_was_merged_leads_to_the_survivor(people: dict[str, Customer], agent: User) -> None:
    nowak, kowalska = people[NOWAK], people[KOWALSKA]
    merge(survivor=kowalska, merged=nowak, take=[], by=agent, at=NOW)

    assert find("nowak jan") == [kowalska]
    assert find(nowak.number) == [kowalska]
    assert find("os. Tysiąclecia 12") == [kowalska]


def test_a_number_tells_its_owner_only_to_those_who_may_see_it(people: dict[str, Customer]) -> None:
    everything, nothing = Reach(meters=True, accounts=True, pesel=True), Reach(meters=False)

    for number, why in (
        ("44051401359", Why.PESEL),
        ("61 1090 1014 0000 0712 1981 2874", Why.ACCOUNT),
        ("PL61109010140000071219812874", Why.ACCOUNT),
        ("92001234", Why.METER),
    ):
        assert [hit.why for hit in search(number, limit=9, reach=everything).hits] == [why]
        assert search(number, limit=9, reach=nothing).hits == ()
    for part in ("4405140135", "440514013590", "610901"):
        assert search(part, limit=9, reach=everything).hits == ()


def test_the_dark_come_first_then_recent_contacts_then_the_closest(
    town: Town, no_power_form: FormVersion, people: dict[str, Customer], agent: User
) -> None:
    names = ["Zych Adam", "Zych Bogdan", "Zych Cezary", "Zychowicz Adam"]
    street = {"street": "ul. Nowa", "flat": "", "postcode": "00-001", "place": "Wólka"}
    points = {name: household(town, name, building=str(index), **street) for index, name in enumerate(names, start=1)}
    take(no_power_form, points["Zych Cezary"], agent)
    dark = points["Zychowicz Adam"].customer_id

    found = search("zych", limit=9, at=NOW, dark=lambda customers: {dark} & set(customers))

    assert [hit.customer.name for hit in found.hits] == ["Zychowicz Adam", "Zych Cezary", "Zych Adam", "Zych Bogdan"]
    assert [hit.is_recent for hit in found.hits] == [False, True, False, False]


@pytest.mark.parametrize(
    "typed",
    [
        "%kowalska%_",
        "' OR 1=1 --",
        '"kowalska"',
        "kowalska:* | !x & (",
        "\\'kowalska",
        "🙂🙂",
        "‮ksawok‬",
        "٣٤٥",
        "a" * 10_000,
        "kowalska " * 2_000,
        "1 " * 5_000,
        "\0" * 300,
        "z" * 15 + "1",
        "Z99999999999999999",
        "-5",
        "5/",
        "/5/5/5",
        "@",
        "a@b",
        "43-30",
        "²³",
    ],
)
def test_nothing_typed_is_refused_or_slow(people: dict[str, Customer], typed: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        find(typed)

    assert len(queries) < 30
    assert all(len(query["sql"]) < 40_000 for query in queries)


def test_as_many_are_found_in_as_many_queries(town: Town, people: dict[str, Customer]) -> None:
    counts = []
    street = {"street": "ul. Polna", "flat": "", "postcode": "00-001", "place": "Wólka"}
    for count in (2, 20):
        for index in range(count):
            household(town, f"Zych Adam{index}", building=str(count + index), **street)
        learn_all()
        for said in ("zych", "polna", "zych polna"):
            with CaptureQueriesContext(connection) as queries:
                assert len(search(said, limit=50, at=NOW).hits) >= 2
            counts.append(len(queries))

    assert counts[:3] == counts[3:]


def test_words_are_learnt_once(people: dict[str, Customer]) -> None:
    assert learn(names=["kowalska zenobia"], places=["ul kowalska 5"]) == 1
    assert learn(names=["kowalska zenobia"], places=["ul kowalska 5"]) == 0

    known = SearchWord.objects.get(word="kowalska")
    assert (known.is_name, known.is_place) == (True, True)
    assert near(["zneobia"]) == {"zneobia": ("zenobia",)}


def test_near_words_of_many_words_take_one_query(people: dict[str, Customer]) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = near(["kowlaska", "anan", "kwaitowa", "5", "xx"])

    assert found == {"kowlaska": ("kowalska",), "anan": ("anna",), "kwaitowa": ("kwiatowa",)}
    assert len(queries) == 1
