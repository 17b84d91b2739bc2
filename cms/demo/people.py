"""Customers of the demo with their telephones and service points; not their meters, money or tickets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from cms.demo import identifiers, words
from cms.demo.network import Load
from cms.demo.places import Places
from cms.demo.rows import Rows
from crm.customers.matching import fold
from crm.models import Customer, CustomerPhone, ServicePoint
from outages.models import Connection

_COMPANIES = 0.08
# Every so often somebody is in the register twice, by a slip of whoever entered them.
_TWICE_EVERY = 150
_FLATS_IN_A_BLOCK = (6, 18)
# The third and fourth building of the first street, ul. Łąkowa.
_KOWALSKIS_LIVE_AT = (2, 3)
_NEEDS, _STATES = ServicePoint.SpecialNeed, ServicePoint.ConnectionState


@dataclass(frozen=True)
class Settler:
    """A new customer with the places where power is taken."""

    customer: Customer
    places: tuple[int, ...]
    points: tuple[ServicePoint, ...]


def settle(
    rows: Rows,
    places: Places,
    loads: Sequence[Load],
    *,
    first: Sequence[int],
    customers: int,
    rng: Random,
    at: datetime,
) -> Iterator[Settler]:
    """Yield customers as their rows are added: Anna Kowalska of the handbook's scenes first, then `first` houses."""
    addresses = _addresses(loads, first, rng)
    neighbours_phone = ""
    before: Customer | None = None
    for serial in range(1, customers + 1):
        customer = rows.add(_customer(serial, rng, at.date()))
        phones = _phones(serial, neighbours_phone, rng)
        if serial % _TWICE_EVERY == 0 and before and before.kind == customer.kind:
            _enter_again(customer, before)
            phones = list(dict.fromkeys([neighbours_phone, *phones]))
        before = customer
        for number in phones:
            raw = identifiers.spoken(number) if rng.random() < 0.7 else number
            rows.add(CustomerPhone(customer=customer, number=number, raw=raw, is_primary=number == phones[0]))
        neighbours_phone = phones[0]
        points = tuple(_points(rows, customer, addresses, serial, rng, at))
        yield Settler(
            customer, tuple(_remember(places, point, phones[0]) for point in points), tuple(p for p, _ in points)
        )


def _customer(serial: int, rng: Random, today: date) -> Customer:
    since = today - timedelta(days=rng.randrange(60, 9_000))
    number = str(20_000_000 + serial)
    if serial > 2 and rng.random() < _COMPANIES:
        name = (
            f"{rng.choice(words.COMPANY_TRADES)} „{rng.choice(words.COMPANY_MARKS)}” {rng.choice(words.COMPANY_FORMS)}"
        )
        return Customer(
            number=number,
            kind=Customer.Kind.COMPANY,
            name=name,
            folded_name=fold(name),
            nip=identifiers.nip(rng),
            regon=identifiers.regon(rng),
            email=f"biuro{serial}@firma.example",
            since_date=since,
        )
    is_woman = rng.random() < 0.52
    first = rng.choice(words.FEMALE_NAMES if is_woman else words.MALE_NAMES)
    surname = rng.choice(words.SURNAMES)
    if serial <= 2:
        is_woman, first, surname = ((True, "Anna", "Kowalski"), (False, "Jan", "Kowalski"))[serial - 1]
    name = f"{words.surname_of_a_woman(surname) if is_woman else surname} {first}"
    folded = fold(name)
    born = date(1936, 1, 1) + timedelta(days=rng.randrange(25_500))
    return Customer(
        number=number,
        name=name,
        folded_name=folded,
        pesel=identifiers.pesel(born, is_woman=is_woman, rng=rng),
        email=f"{folded.replace(' ', '.')}{serial}@poczta.example" if rng.random() < 0.45 else "",
        since_date=since,
    )


def _enter_again(customer: Customer, before: Customer) -> None:
    """The same person or company as the one before: a person with a letter missing, a company by the same NIP."""
    if before.kind == Customer.Kind.COMPANY:
        customer.name, customer.nip, customer.regon = before.name, before.nip, before.regon
    else:
        surname, _space, first = before.name.partition(" ")
        customer.name, customer.pesel = f"{surname[:-2]}{surname[-1:]} {first}", ""
    customer.folded_name = fold(customer.name)


def _phones(serial: int, neighbours: str, rng: Random) -> list[str]:
    """One to three numbers, the main one first; now and then it is a number that another customer has too."""
    if serial <= 2:
        return ["+48601234567"]
    first = neighbours if rng.random() < 0.03 else identifiers.mobile(rng)
    others = [identifiers.landline(rng) if rng.random() < 0.5 else identifiers.mobile(rng) for _ in range(2)]
    return list(dict.fromkeys([first, *others[: rng.choices((0, 1, 2), (70, 24, 6))[0]]]))


def _addresses(loads: Sequence[Load], first: Sequence[int], rng: Random) -> Iterator[tuple[Load, str]]:
    """The first houses, then buildings in a random order, once and again: houses, and blocks with flat after flat."""
    flats: Counter[int] = Counter()
    for index in dict.fromkeys((*_KOWALSKIS_LIVE_AT, *first)):
        flats[index] += 1
        yield loads[index], ""
    order = list(range(len(loads)))
    rng.shuffle(order)
    while True:
        for index in order:
            in_a_block = rng.random() < 0.2
            for _ in range(rng.randint(*_FLATS_IN_A_BLOCK) if in_a_block else 1):
                flats[index] += 1
                yield loads[index], str(flats[index]) if in_a_block or flats[index] > 1 else ""


def _points(
    rows: Rows, customer: Customer, addresses: Iterator[tuple[Load, str]], serial: int, rng: Random, at: datetime
) -> Iterator[tuple[ServicePoint, int]]:
    is_company = customer.kind == Customer.Kind.COMPANY
    how_many = rng.choices((1, 2, 4), (55, 30, 15) if is_company else (88, 11, 1))[0] if serial > 2 else 1
    for number in range(how_many):
        load, flat = next(addresses)
        point = ServicePoint(
            ppe=identifiers.ppe(serial * 10 + number),
            customer=customer,
            street=load.street,
            building=load.building,
            flat=flat,
            postcode=load.postcode,
            town=load.town,
            latitude=load.latitude,
            longitude=load.longitude,
            tariff="G11"
            if serial <= 2
            else rng.choice(words.TARIFFS_OF_COMPANIES if is_company else words.TARIFFS_OF_HOUSEHOLDS),
            contracted_power_kw=rng.choice((20, 40, 60, 120)) if is_company else rng.choice((10, 14, 14, 16)),
            special_need=_need(serial, is_company, rng),
            connection_state=_STATES.CONNECTED
            if serial <= 2 or rng.random() > 0.004
            else _STATES.PHYSICALLY_DISCONNECTED,
        )
        point.folded_address = fold(point.address)
        rows.add(point)
        rows.add(Connection(service_point=point, device_id=load.circuit, valid_from=at - timedelta(days=365)))
        yield point, load.circuit


def _need(serial: int, is_company: bool, rng: Random) -> str:
    if serial == 1:
        return _NEEDS.LIFE_SUPPORT
    if is_company:
        return _NEEDS.CRITICAL if rng.random() < 0.04 else _NEEDS.NONE
    return _NEEDS.LIFE_SUPPORT if rng.random() < 0.004 else _NEEDS.NONE


def _remember(places: Places, fed: tuple[ServicePoint, int], phone: str) -> int:
    point, circuit = fed
    place = places.add(point=point.pk, customer=point.customer_id, circuit=circuit, phone=phone)
    if point.special_need:
        places.special.add(place)
    if not point.is_connected:
        places.disconnected.add(place)
    return place
