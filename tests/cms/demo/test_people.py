"""The demo's customers could be a real distributor's: every identifier passes its check, every number can be called."""

from pathlib import Path

import phonenumbers
import pytest
from stdnum.pl import nip, pesel, regon

from cms.demo.loading import Loaded, UnableToLoad, load
from crm.customers.matching import fold, normalise
from crm.models import BillingCard, Customer, CustomerPhone, MeterReading, ServicePoint
from outages.models import Connection, Device
from tests.cms.demo.conftest import SMALL
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_every_identifier_is_valid(loaded: Loaded) -> None:
    customers = list(Customer.objects.all())

    assert all(pesel.is_valid(customer.pesel) for customer in customers if customer.kind == "person")
    assert all(
        nip.is_valid(customer.nip) and regon.is_valid(customer.regon)
        for customer in customers
        if customer.kind == "company"
    )
    assert all(_gs1_check(point.ppe) for point in ServicePoint.objects.all())
    assert all(_iban_check(card.account_number) for card in BillingCard.objects.all())


def _gs1_check(digits: str) -> bool:
    """GS1: from the right, weights 1 and 3 in turn come to a multiple of ten."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


def _iban_check(account: str) -> bool:
    return int(f"{account[2:]}2521{account[:2]}") % 97 == 1


def test_every_number_can_be_called_and_is_found_as_it_was_given(loaded: Loaded) -> None:
    phones = list(CustomerPhone.objects.all())

    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone.number)) for phone in phones)
    assert all(normalise(phone.raw) == phone.number for phone in phones)


def test_the_number_of_the_first_scene_belongs_to_two_customers(loaded: Loaded) -> None:
    names = Customer.objects.filter(phones__number="+48601234567").order_by("pk").values_list("name", flat=True)

    assert list(names) == ["Kowalska Anna", "Kowalski Jan"]


def test_customers_are_found_by_folded_words(loaded: Loaded) -> None:
    assert all(customer.folded_name == fold(customer.name) for customer in Customer.objects.all())
    assert all(point.folded_address == fold(point.address) for point in ServicePoint.objects.all())


def test_every_service_point_has_a_circuit_a_meter_and_readings_that_only_rise(loaded: Loaded) -> None:
    points = ServicePoint.objects.count()

    assert Connection.objects.filter(valid_to=None, device__kind=Device.Kind.LV_CIRCUIT).count() == points
    for point in ServicePoint.objects.prefetch_related("meters__readings"):
        stands = [reading.energy_kwh for reading in point.meters.get().readings.order_by("read_at")]
        assert len(stands) == 13
        assert stands == sorted(stands)
    assert not MeterReading.objects.filter(read_at__gt=NOW).exists()


def test_arrears_are_what_is_not_paid(loaded: Loaded) -> None:
    for card in BillingCard.objects.select_related("customer"):
        assert sum(entry.amount for entry in card.customer.billing_entries.all()) == card.balance == card.arrears


def test_a_second_demo_is_refused_and_nothing_moves(loaded: Loaded, tmp_path: Path) -> None:
    with pytest.raises(UnableToLoad):
        load(scale=SMALL, seed=2, at=NOW, data_dir=tmp_path)

    assert Customer.objects.count() == SMALL.customers
