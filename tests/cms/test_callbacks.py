"""Agents see whom we owe a call, take one, and say how it went; others do not see the page."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.callbacks.operations import ask_for_callback
from crm.models import Callback, CallbackReason, CustomerPhone
from tests.conftest import NewUser, Town

pytestmark = pytest.mark.django_db
PAGE = "/admin/callbacks/"
ENGLISH = {"accept-language": "en"}


def owed(number: str = "601234567") -> Callback:
    return ask_for_callback(number=number, why=CallbackReason.Why.MISSED, at=timezone.now())


@pytest.fixture
def at_page(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def test_the_list_names_number_customer_and_why(at_page: Client, town: Town) -> None:
    customer = town.household("Kowalska Anna", "ST1A").customer
    CustomerPhone.objects.create(customer=customer, number="+48601234567")
    owed()

    page = at_page.get(PAGE, headers=ENGLISH).content.decode()

    for seen in ("601 234 567", "tel:+48601234567", "Kowalska Anna", "missed call", "just now", "nobody yet"):
        assert seen in page


def test_an_agent_takes_one_and_reaches_them(at_page: Client, agent: User) -> None:
    callback = owed()

    at_page.post(f"{PAGE}{callback.pk}/take/", {"seen": ""})
    taken = Callback.objects.get().taken_by
    at_page.post(f"{PAGE}{callback.pk}/finish/", {"outcome": "reached"})

    over = Callback.objects.get()
    assert (taken, over.outcome, over.done_by) == (agent, "reached", agent)
    assert "we reached them" in at_page.get(f"{PAGE}?state=done", headers=ENGLISH).content.decode()


def test_what_cannot_be_done_is_said_on_the_page(at_page: Client, dispatcher: User) -> None:
    callback = owed()
    Callback.objects.update(taken_by=dispatcher)

    taken = at_page.post(f"{PAGE}{callback.pk}/take/", {"seen": ""}, headers=ENGLISH, follow=True)
    given_up = at_page.post(f"{PAGE}{callback.pk}/finish/", {"outcome": "given_up"}, headers=ENGLISH, follow=True)
    odd = at_page.post(f"{PAGE}{callback.pk}/finish/", {"outcome": "called_us"}, headers=ENGLISH, follow=True)

    assert "took this callback meanwhile" in taken.content.decode()
    assert "Say why you give it up" in given_up.content.decode()
    assert "Choose how it went" in odd.content.decode()
    left = Callback.objects.get()
    assert (left.taken_by, left.done_at) == (dispatcher, None)


def test_the_menu_is_told_how_many_wait(at_page: Client) -> None:
    owed()
    owed("602234567")

    told = at_page.get(f"{PAGE}count/", headers=ENGLISH).json()

    assert told == {"count": 2, "said": "2 callbacks wait"}


@pytest.mark.parametrize("role", ["dispatcher", "administrator", "auditor", "display"])
def test_whoever_takes_no_calls_is_sent_away(role: str, new_user: NewUser, client: Client) -> None:
    callback = owed()
    client.force_login(new_user(role))

    answers = [client.get(PAGE).status_code, client.get(f"{PAGE}count/").status_code]
    answers += [client.post(f"{PAGE}{callback.pk}/{deed}/").status_code for deed in ("take", "give-back", "finish")]

    assert answers == [302] * 5
    assert Callback.objects.get().taken_by is None


def test_a_callback_that_is_not_there_is_not_found(at_page: Client) -> None:
    assert at_page.post(reverse("callbacks:take", args=[9])).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_two(
    at_page: Client, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    customer = town.household("Kowalska Anna", "ST1A").customer
    CustomerPhone.objects.create(customer=customer, number="+48601000000")
    for number in range(2):
        owed(f"60100000{number}")
    at_page.get(PAGE)
    with CaptureQueriesContext(connection) as for_two:
        at_page.get(PAGE)
    for number in range(2, 10):
        owed(f"60100000{number}")

    with django_assert_num_queries(len(for_two)):
        at_page.get(PAGE)
