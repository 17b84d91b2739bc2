"""Supervisors see how the sources do; administrators say how long each may be silent; the Main Card says the doubt."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import Source
from tests.conftest import NewUser

pytestmark = pytest.mark.django_db
PAGE = "/admin/sources/"
ENGLISH = {"accept-language": "en"}


def at(role: str, new_user: NewUser) -> Client:
    client = Client()
    client.force_login(new_user(role))
    return client


@pytest.mark.parametrize(("role", "may_change"), [("supervisor", False), ("administrator", True)])
def test_the_page_shows_each_source_with_its_state_and_limit(role: str, may_change: bool, new_user: NewUser) -> None:
    Source.objects.filter(code="billing").update(told_at=timezone.now() - timedelta(hours=40))
    Source.objects.filter(code="network").update(told_at=timezone.now(), trouble="switched off")

    page = at(role, new_user).get(PAGE, headers=ENGLISH).content.decode()

    for seen in ("silent for too long", "36 h", "40 h ago", "switched off", "Telephone exchange", "45 days"):
        assert seen in page
    assert (reverse("sources:source", args=["billing"]) in page) == may_change


@pytest.mark.parametrize("role", ["agent", "dispatcher", "auditor"])
def test_others_are_sent_away(role: str, new_user: NewUser) -> None:
    assert at(role, new_user).get(PAGE).status_code == 302


def test_a_supervisor_cannot_change_a_limit(new_user: NewUser) -> None:
    answer = at("supervisor", new_user).post(f"{PAGE}billing/", {"amount": "1", "unit": "days", "trouble": ""})

    assert answer.status_code == 302
    assert Source.objects.get(code="billing").stale_after == timedelta(hours=36)


def test_an_administrator_changes_a_limit_and_says_what_is_wrong(new_user: NewUser) -> None:
    administrator = at("administrator", new_user)

    shown = administrator.get(f"{PAGE}billing/", headers=ENGLISH)
    answer = administrator.post(f"{PAGE}billing/", {"amount": "2", "unit": "days", "trouble": "until 14:00"})

    assert shown.context["values"] == {"amount": 36, "unit": "hours", "trouble": ""}
    assert answer["Location"] == PAGE
    changed = Source.objects.get(code="billing")
    assert (changed.stale_after, changed.trouble) == (timedelta(days=2), "until 14:00")


@pytest.mark.parametrize("amount", ["", "0", "-1", "1.5", "9" * 8, "٣", "\0"])
def test_an_odd_limit_is_answered_in_place(amount: str, new_user: NewUser) -> None:
    answer = at("administrator", new_user).post(f"{PAGE}billing/", {"amount": amount, "unit": "days", "trouble": "x"})

    assert answer.status_code == 422
    assert answer.context["why"]
    assert Source.objects.get(code="billing").trouble == ""


def test_an_unknown_source_is_not_there(new_user: NewUser) -> None:
    assert at("administrator", new_user).get(f"{PAGE}weather/").status_code == 404


def test_odd_events_of_the_exchange_are_noted_as_its_failure(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TELEPHONY_SECRET = "s3cret"

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/api/telephony/s3cret/", {"event": "newCall", "from": "601234567"})

    assert Source.objects.get(code="telephony").failure == "callId is missing."
