"""The demo's customers could be a real distributor's: every identifier passes its check, every number can be called."""

from pathlib import Path

import phonenumbers
import pytest
from django.contrib.auth.models import User
from stdnum.pl import nip, pesel, regon

from cms.demo.loading import Loaded, UnableToLoad, load
from cms.demo.logins import LOGINS, ensure_api_token, ensure_logins
from crm.customers.matching import fold, normalise
from crm.models import BillingCard, Customer, CustomerPhone, MeterReading, ServicePoint
from graphql_api.models import ApiToken
from outages.models import Connection, Device
from tests.cms.demo.conftest import SMALL
from tests.conftest import NOW


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


def test_each_login_has_its_role_and_the_kept_password(db: None, tmp_path: Path) -> None:
    people = ensure_logins(data_dir=tmp_path)

    password = (tmp_path / "demo_password").read_text()
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600
    assert list(people) == [login.username for login in LOGINS]
    assert all(user.check_password(password) for user in people.values())
    assert people["agent"].has_perm("crm.add_ticket")
    assert people["dispatcher"].has_perm("outages.change_outage")
    assert not people["dispatcher"].has_perm("crm.view_billingcard")
    assert people["agent"].agent_line.extension == "101"


def test_a_second_round_of_logins_keeps_a_changed_password(db: None, tmp_path: Path) -> None:
    agent = ensure_logins(data_dir=tmp_path)["agent"]
    agent.set_password("her own words")
    agent.save()

    ensure_logins(data_dir=tmp_path)

    assert User.objects.get(username="agent").check_password("her own words")
    assert User.objects.count() == len(LOGINS)


def test_the_api_token_stays_until_it_is_lost(db: None, tmp_path: Path) -> None:
    first = ensure_api_token(data_dir=tmp_path, at=NOW)
    again = ensure_api_token(data_dir=tmp_path, at=NOW)

    assert (first, ApiToken.objects.count()) == (again, 1)
    assert (tmp_path / "demo_api_token").stat().st_mode & 0o777 == 0o600
    assert "customers:read" in ApiToken.objects.get().scopes


def test_a_second_demo_is_refused_and_nothing_moves(loaded: Loaded, tmp_path: Path) -> None:
    with pytest.raises(UnableToLoad):
        load(scale=SMALL, seed=2, at=NOW, data_dir=tmp_path)

    assert Customer.objects.count() == SMALL.customers
