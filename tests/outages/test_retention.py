"""Repeated reports forget what their forms say, counted from the end of the ticket they were counted with."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from crm.tickets.moving import close
from outages.models import RepeatedReport
from outages.retention import Erasure, erase_what_is_due
from tests.conftest import NO_POWER_FIELDS, NOW, Town, draft_no_power, report_no_power
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish


@pytest.fixture
def form_that_forgets(no_power_type: TicketType) -> FormVersion:
    name = {"code": "name", "kind": "text", "label_pl": "Nazwisko", "label_en": "Surname", "retention_days": 7}
    return publish(ticket_type=draft_no_power([*NO_POWER_FIELDS, name]), by=None, at=NOW)


def test_what_a_further_caller_said_goes_with_the_ticket(
    form_that_forgets: FormVersion, town: Town, agent: User
) -> None:
    point = town.household("Ala", "ST1A")
    first, again = ({"extent": "flat", "name": name} for name in ("Nowak", "Kowalski"))
    ticket = report_no_power(form_that_forgets, point, agent, raw_answers=first).ticket
    report_no_power(form_that_forgets, point, agent, raw_answers=again)
    due = NOW + timedelta(days=8)

    assert erase_what_is_due(at=due) == Erasure(0, 0)
    close(ticket=ticket, resolution="naprawiono", by=agent, at=NOW)
    assert erase_what_is_due(at=due) == Erasure(1, 1)
    assert erase_what_is_due(at=due) == Erasure(0, 0)

    report = RepeatedReport.objects.get()
    assert (report.answers["name"]["value"], report.answers["extent"]["value"]) == (None, "flat")
    assert report.is_erased
    ticket.refresh_from_db()
    assert "Nowak" not in str(ticket.answers)


def test_the_command_says_what_it_erased(form_that_forgets: FormVersion, town: Town, agent: User) -> None:
    said = StringIO()

    call_command("erase_answers", stdout=said)

    assert said.getvalue() == "Erased answers of 0 tickets and 0 repeated reports.\n"
