"""A rule may propose the outage at the place; a person joins it once, and what changed meanwhile is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from crm.models import FeedEvent, ServicePoint
from outages.intake import TakenReport, register_report
from outages.merging.operations import UnableToMerge, unlink_report
from outages.models import Outage, ReportLink
from outages.network.queries import outage_followed
from outages.proposing import join_proposed, outage_proposed
from tests.conftest import NOW, NewUser, Town
from ticketforms.drafting import draft_type
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish

Asking = Callable[..., TakenReport]


@pytest.fixture
def form(no_power_type: TicketType) -> FormVersion:
    drafted = draft_type(
        code="question",
        shortcut="PY",
        label_pl="Pytanie",
        label_en="Question",
        category=no_power_type.category,
        icon="question",
        reporting=TicketType.Reporting.OTHER,
        fields=[{"code": "is_dark", "kind": "yes_no", "label_pl": "Ciemno?"}],
        rules=[
            {
                "code": "dark",
                "when": {"subject": "is_dark", "operator": "is", "value": True},
                "effects": [{"effect": "propose_joining"}],
            }
        ],
        by=None,
        at=NOW,
    )
    return publish(ticket_type=drafted, by=None, at=NOW)


@pytest.fixture
def point(town: Town) -> ServicePoint:
    return town.household("Ala", "ST1A")


@pytest.fixture
def outage(town: Town) -> Outage:
    return Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=NOW, status="confirmed")


@pytest.fixture
def ask(form: FormVersion, point: ServicePoint, agent: User) -> Asking:
    def take(answer: str = "yes", **changes: Any) -> TakenReport:
        told: dict[str, Any] = {"customer": point.customer, "service_point": point, **changes}
        return register_report(
            form_version=form, raw_answers={"is_dark": answer}, reported_at=NOW, by=agent, at=NOW, **told
        )

    return take


def test_the_outage_at_the_place_is_proposed_and_joined_by_a_person(ask: Asking, outage: Outage, agent: User) -> None:
    taken = ask()
    assert (taken.outage, taken.proposed) == (None, outage)

    link = join_proposed(ticket=taken.ticket, outage=outage, by=agent, at=NOW)

    assert (link.linked_by, link.reason) == (agent, "The service point lies below ST1.")
    assert outage_followed(taken.ticket) == outage
    assert outage_proposed(taken.ticket, at=NOW) is None
    assert FeedEvent.objects.filter(name="outage.report_linked").count() == 1


def test_nothing_is_proposed_without_the_rule_the_place_or_an_outage(ask: Asking, town: Town, outage: Outage) -> None:
    assert ask("no").proposed is None
    assert ask(customer=None, service_point=None, location="za kościołem").proposed is None
    assert ask(service_point=town.household("Ela", "ST2A"), customer=None).proposed is None


@pytest.mark.parametrize("change", ["restored", "other", "closed"])
def test_what_changed_meanwhile_is_refused_and_links_nothing(
    ask: Asking, town: Town, outage: Outage, agent: User, change: str
) -> None:
    ticket = ask().ticket
    if change == "restored":
        Outage.objects.update(status="restored")
    elif change == "other":
        Outage.objects.create(number=9, device=town.devices["ST1A"], started_at=NOW, status="confirmed")
    else:
        ticket.state = "closed"
        ticket.save(update_fields=["state"])

    with pytest.raises(UnableToMerge):
        join_proposed(ticket=ticket, outage=outage, by=agent, at=NOW)

    assert not ReportLink.objects.exists()


def test_what_a_person_took_off_is_not_proposed_again(
    ask: Asking, outage: Outage, agent: User, dispatcher: User
) -> None:
    ticket = ask().ticket
    join_proposed(ticket=ticket, outage=outage, by=agent, at=NOW)
    unlink_report(ticket=ticket, by=dispatcher, at=NOW)

    assert outage_proposed(ticket, at=NOW) is None


def test_the_ticket_page_offers_it_and_the_desk_joins_in_place(
    client: Client, ask: Asking, outage: Outage, agent: User, new_user: NewUser
) -> None:
    ticket = ask().ticket
    address = reverse("records:join", args=[ticket.pk, outage.number])
    client.force_login(agent)
    assert address in client.get(reverse("records:ticket", args=[ticket.pk])).content.decode()

    in_place = client.post(address, headers={"X-Requested-With": "XMLHttpRequest"})
    again = client.post(address, headers={"X-Requested-With": "XMLHttpRequest"})

    assert (in_place.status_code, again.status_code) == (200, 409)
    assert "1423" in in_place.content.decode()
    assert ReportLink.objects.count() == 1
    client.force_login(new_user("display"))
    assert client.post(address).status_code == 302
