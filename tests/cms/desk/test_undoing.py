"""What an agent did a moment ago is taken back by one key; later, or once others have touched it, it is not."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import FeedEvent, ReportDraft, ServicePoint, Ticket
from crm.tickets.operations import add_note
from outages.merging.operations import link_report
from outages.models import Outage, ReportLink
from tests.conftest import NewUser, Town
from ticketforms.models import FormVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def caller(town: Town) -> ServicePoint:
    return town.household("Kowalska Anna", "ST1A")


@pytest.fixture
def saved(at_desk: Client, caller: ServicePoint, no_power_form: FormVersion) -> Ticket:
    about = {"customer": caller.customer_id, "service_point": caller.pk, "version": no_power_form.pk, "key": "key-1"}
    typed = {"page": "page-1", "revision": 1, "read": 0, "answers": {"extent": {"raw": "flat"}}, "texts": {}}
    post(at_desk, "desk:keep", {**about, **typed})
    post(at_desk, "desk:register", {**about, "answers": {"extent": "flat"}})
    return Ticket.objects.get()


def post(client: Client, name: str, body: dict[str, object]) -> Any:
    return client.post(reverse(name), json.dumps(body), content_type="application/json")


def take_back(client: Client, ticket: Ticket) -> Any:
    return client.post(reverse("desk:take_save_back"), {"ticket": ticket.pk})


def test_a_report_taken_back_ends_and_what_was_typed_is_a_new_draft(
    at_desk: Client, saved: Ticket, caller: ServicePoint
) -> None:
    draft = take_back(at_desk, saved).json()["draft"]

    saved.refresh_from_db()
    assert (saved.state, saved.resolution) == ("cancelled", "Taken back right after it was saved.")
    assert draft["answers"] == {"extent": {"raw": "flat"}}
    assert draft["customer"] == str(caller.customer_id)
    assert draft["key"] != "key-1"
    assert ReportDraft.objects.open().count() == 1


def test_the_mended_report_becomes_a_ticket_of_its_own(
    at_desk: Client, saved: Ticket, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    draft = take_back(at_desk, saved).json()["draft"]

    about = {"customer": caller.customer_id, "service_point": caller.pk, "version": no_power_form.pk}
    answer = post(at_desk, "desk:register", {**about, "answers": {"extent": "flat"}, "key": draft["key"]})

    assert answer.status_code == 201
    assert [ticket.state for ticket in Ticket.objects.order_by("pk")] == ["cancelled", "open"]


def test_an_outage_that_only_this_report_pointed_at_goes_with_it(
    at_desk: Client, saved: Ticket, town: Town, agent: User
) -> None:
    outage = Outage.objects.create(
        number=7, device=town.devices["ST1"], started_at=timezone.now(), status=Outage.Status.PREDICTED
    )
    ReportLink.objects.filter(ticket=saved).delete()
    link_report(ticket=saved, outage=outage, reason="by hand", by=None, at=timezone.now())

    take_back(at_desk, saved)

    outage.refresh_from_db()
    assert outage.status == "cancelled"
    assert not ReportLink.objects.filter(ticket=saved, valid_to=None).exists()


def test_an_outage_that_a_dispatcher_confirmed_stays(at_desk: Client, saved: Ticket, town: Town) -> None:
    outage = Outage.objects.create(
        number=7, device=town.devices["ST1"], started_at=timezone.now(), status=Outage.Status.CONFIRMED
    )
    ReportLink.objects.filter(ticket=saved).delete()
    link_report(ticket=saved, outage=outage, reason="by hand", by=None, at=timezone.now())

    take_back(at_desk, saved)

    outage.refresh_from_db()
    assert outage.status == "confirmed"
    assert not ReportLink.objects.filter(ticket=saved, valid_to=None).exists()


@pytest.mark.parametrize("case", ["late", "touched", "another's"])
def test_what_is_refused_leaves_everything_as_it_was(
    at_desk: Client, saved: Ticket, agent: User, new_user: NewUser, case: str
) -> None:
    client = at_desk
    if case == "late":
        FeedEvent.objects.filter(name="ticket.registered").update(happened_at=timezone.now() - timedelta(seconds=61))
    elif case == "touched":
        add_note(ticket=saved, text="a crew is on its way", by=None, at=timezone.now())
    else:
        client = Client()
        client.force_login(new_user("supervisor"))
    told = FeedEvent.objects.count()
    links = list(ReportLink.objects.values())

    answer = take_back(client, saved)

    saved.refresh_from_db()
    assert (answer.status_code, saved.state) == (409, "open")
    assert (FeedEvent.objects.count(), list(ReportLink.objects.values())) == (told, links)
    assert not ReportDraft.objects.open().exists()


def test_joining_an_outage_is_taken_back(at_desk: Client, saved: Ticket, town: Town, agent: User) -> None:
    outage = Outage.objects.create(number=7, device=town.devices["ST1"], started_at=timezone.now(), status="confirmed")
    link_report(ticket=saved, outage=outage, reason="by hand", by=agent, at=timezone.now())

    answer = at_desk.post(reverse("desk:leave_outage"), {"ticket": saved.pk, "outage": outage.pk})

    assert answer.status_code == 200
    assert not ReportLink.objects.filter(ticket=saved, valid_to=None).exists()


def test_what_somebody_else_joined_or_long_ago_stays_joined(
    at_desk: Client, saved: Ticket, town: Town, agent: User, dispatcher: User
) -> None:
    outage = Outage.objects.create(number=7, device=town.devices["ST1"], started_at=timezone.now(), status="confirmed")
    link_report(ticket=saved, outage=outage, reason="by hand", by=dispatcher, at=timezone.now())
    hers = at_desk.post(reverse("desk:leave_outage"), {"ticket": saved.pk, "outage": outage.pk})
    ReportLink.objects.filter(valid_to=None).update(linked_by=agent, valid_from=timezone.now() - timedelta(seconds=61))
    late = at_desk.post(reverse("desk:leave_outage"), {"ticket": saved.pk, "outage": outage.pk})

    assert (hers.status_code, late.status_code) == (409, 409)
    assert ReportLink.objects.filter(ticket=saved, outage=outage, valid_to=None).exists()
