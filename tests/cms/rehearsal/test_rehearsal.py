"""Before publishing, a draft is tried on the tickets taken already: counted by reason, for who may see them."""

import time

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.models import Ticket
from crm.tickets.rehearsal import rehearse_last
from tests.conftest import NO_POWER_FIELDS, NewUser, Town, draft_no_power, report_no_power
from ticketforms.models import FormVersion
from ticketforms.publishing import compiled_draft

CAUSE = {"code": "cause", "kind": "text", "label_pl": "Przyczyna", "label_en": "Cause", "requirement": "save"}


@pytest.fixture
def tickets(no_power_form: FormVersion, town: Town, agent: User) -> list[Ticket]:
    told = [{"extent": "flat"}, {"extent": "street", "flats": "12"}, {"extent": "street", "flats": "3"}]
    return [
        report_no_power(
            no_power_form, town.household(f"Kowalska {number}", "ST1A"), agent, raw_answers=answers, key=str(number)
        ).ticket
        for number, answers in enumerate(told)
    ]


@pytest.fixture
def administrator(new_user: NewUser) -> User:
    return new_user("administrator")


def test_tickets_are_counted_by_reason_and_named(
    client: Client, administrator: User, tickets: list[Ticket], no_power_form: FormVersion
) -> None:
    draft_no_power([NO_POWER_FIELDS[0], CAUSE])
    client.force_login(administrator)
    address = reverse("rehearsal:rehearsal", args=[no_power_form.ticket_type_id])

    page = client.get(address)

    found = page.context["rehearsal"]
    assert (found.looked_at, found.refused.count, found.lost.count, found.shown_otherwise.count) == (3, 3, 2, 3)
    assert [reason.count for reason in found.lost.sorted_reasons] == [2]
    assert reverse("records:ticket", args=[tickets[1].pk]) in page.content.decode()


def test_only_the_last_tickets_are_tried_when_fewer_are_asked_for(
    administrator: User, tickets: list[Ticket], no_power_form: FormVersion
) -> None:
    found = rehearse_last(
        2, ticket_type=no_power_form.ticket_type, definition=no_power_form.definition, by=administrator
    )

    assert (found.looked_at, found.is_quiet, found.is_cut) == (2, True, False)


def test_the_draft_is_tried_in_as_many_queries_for_many_tickets_as_for_few(
    administrator: User, tickets: list[Ticket], no_power_form: FormVersion
) -> None:
    definition = compiled_draft(draft_no_power([*NO_POWER_FIELDS, CAUSE])).definition

    def asked(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            rehearse_last(count, ticket_type=no_power_form.ticket_type, definition=definition, by=administrator)
        return len(queries)

    asked(1)
    assert asked(1) == asked(3)


def test_five_hundred_tickets_take_a_few_seconds(
    administrator: User, tickets: list[Ticket], no_power_form: FormVersion
) -> None:
    copied = [field.attname for field in Ticket._meta.concrete_fields if not field.primary_key and not field.unique]
    Ticket.objects.bulk_create(Ticket(**{name: getattr(tickets[1], name) for name in copied}) for _number in range(500))
    definition = compiled_draft(draft_no_power([*NO_POWER_FIELDS, CAUSE])).definition

    began = time.monotonic()
    found = rehearse_last(500, ticket_type=no_power_form.ticket_type, definition=definition, by=administrator)

    assert (found.looked_at, found.refused.count) == (500, 500)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("lacking", ["crm.view_ticket", "ticketforms.view_tickettype"])
def test_it_is_for_who_may_see_both_definitions_and_tickets(
    client: Client, new_user: NewUser, tickets: list[Ticket], no_power_form: FormVersion, lacking: str
) -> None:
    new_user("display")
    curious = User.objects.create_user("curious")
    wanted = {"access_admin", "view_ticket", "view_tickettype"} - {lacking.partition(".")[2]}
    curious.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(curious)

    doors = [reverse(f"rehearsal:{name}", args=[no_power_form.ticket_type_id]) for name in ("rehearsal", "summary")]

    assert [client.get(door).status_code for door in doors] == [302, 302]


def test_the_page_before_publishing_asks_for_the_figures(
    client: Client, administrator: User, tickets: list[Ticket], no_power_form: FormVersion
) -> None:
    client.force_login(administrator)

    page = client.get(reverse("ticketforms:review", args=[no_power_form.ticket_type_id])).content.decode()
    figures = client.get(reverse("rehearsal:summary", args=[no_power_form.ticket_type_id]))

    assert reverse("rehearsal:summary", args=[no_power_form.ticket_type_id]) in page
    assert "cms/rehearsal/rehearsal.js" in page
    assert figures.context["rehearsal"].looked_at == 3
