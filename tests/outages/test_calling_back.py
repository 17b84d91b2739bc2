"""Whoever was told a restoration time that got worse or passed is owed a call, once, without anybody asking for it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import Callback, CallbackReason, Customer, CustomerPhone
from outages.models import EstimateTold, Outage
from outages.repair.calling_back import owe_calls
from outages.repair.operations import set_estimate
from outages.repair.promises import record_told
from tests.conftest import NOW

HOUR = timedelta(hours=1)
NUMBER = "+48601234567"


@pytest.fixture
def customer(predicted: Outage) -> Customer:
    found = Customer.objects.order_by("pk")[0]
    CustomerPhone.objects.create(customer=found, number=NUMBER, is_primary=True)
    return found


def promise(outage: Outage, hours: int, by: User, *, minute: int = 0) -> None:
    at = NOW + timedelta(minutes=minute)
    set_estimate(outage=outage, restores_at=NOW + hours * HOUR, source="dispatcher", by=by, at=at)


def tell(outage: Outage, customer: Customer, by: User, *, minute: int = 1) -> EstimateTold:
    at = NOW + timedelta(minutes=minute)
    return record_told(outage=outage, call=None, ticket=None, customer=customer, by=by, at=at)


def test_a_time_that_got_worse_is_owed_a_call_once(
    predicted: Outage, customer: Customer, dispatcher: User, agent: User
) -> None:
    promise(predicted, 2, dispatcher)
    tell(predicted, customer, agent)
    promise(predicted, 4, dispatcher, minute=5)

    assert owe_calls(at=NOW + timedelta(minutes=6)) == 1
    assert owe_calls(at=NOW + timedelta(minutes=7)) == 0

    callback = Callback.objects.get()
    assert (callback.number, callback.customer) == (NUMBER, customer)
    reason = callback.reasons.get()
    assert reason.why == CallbackReason.Why.TOLD
    assert str(predicted.number) in reason.note


def test_a_time_that_passed_is_owed_a_call(
    predicted: Outage, customer: Customer, dispatcher: User, agent: User
) -> None:
    promise(predicted, 1, dispatcher)
    tell(predicted, customer, agent)

    assert owe_calls(at=NOW + HOUR / 2) == 0
    assert owe_calls(at=NOW + HOUR + timedelta(minutes=1)) == 1


def test_nobody_is_called_for_a_better_time_or_for_one_they_heard_already(
    predicted: Outage, customer: Customer, dispatcher: User, agent: User
) -> None:
    promise(predicted, 4, dispatcher)
    tell(predicted, customer, agent)
    promise(predicted, 2, dispatcher, minute=2)
    assert owe_calls(at=NOW + timedelta(minutes=3)) == 0

    promise(predicted, 6, dispatcher, minute=4)
    tell(predicted, customer, agent, minute=5)
    assert owe_calls(at=NOW + timedelta(minutes=6)) == 0
    assert not Callback.objects.exists()


def test_a_time_told_anew_can_disappoint_anew_and_stays_one_callback(
    predicted: Outage, customer: Customer, dispatcher: User, agent: User
) -> None:
    for minute, hours in ((0, 1), (10, 2), (20, 3)):
        promise(predicted, hours, dispatcher, minute=minute)
        owe_calls(at=NOW + timedelta(minutes=minute + 1))
        tell(predicted, customer, agent, minute=minute + 2)

    assert Callback.objects.get().reasons.count() == 2


def test_who_has_no_number_stays_in_the_outages_list_and_keeps_nobody_back(
    predicted: Outage, customer: Customer, dispatcher: User, agent: User
) -> None:
    CustomerPhone.objects.all().delete()
    promise(predicted, 1, dispatcher)
    tell(predicted, customer, agent)

    assert owe_calls(at=NOW + 2 * HOUR) == 0
    assert not Callback.objects.exists()
    assert EstimateTold.objects.get().callback_asked_at == NOW + 2 * HOUR


def test_an_outage_that_is_over_owes_nobody_a_call(
    predicted: Outage, customer: Customer, dispatcher: User, agent: User
) -> None:
    promise(predicted, 1, dispatcher)
    tell(predicted, customer, agent)
    Outage.objects.filter(pk=predicted.pk).update(status=Outage.Status.RESTORED, restored_at=NOW + 2 * HOUR)

    assert owe_calls(at=NOW + 3 * HOUR) == 0
