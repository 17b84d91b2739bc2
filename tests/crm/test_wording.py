"""Prepared texts are filled with what is known; what is missing is a gap that nobody can send."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import override

from crm.models import Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.operations import add_note
from crm.tickets.wording import wordings_for
from tests.conftest import NOW
from ticketforms.models import TextTemplate


def prepared(text: str, code: str = "one", **more: object) -> TextTemplate:
    template = TextTemplate(code=code, label_pl=code, text_pl=text, **more)
    template.full_clean()
    template.save()
    return template


def test_variables_are_filled_and_a_missing_one_is_a_gap(ticket: Ticket, agent: User) -> None:
    prepared("{ticket.number}, {customer.name}: {answer.extent}, prąd {outage.restoration_time}.")

    with override("en"):
        (wording,) = wordings_for(ticket, "note", by=agent, at=NOW)

    assert wording.text == f"{ticket.number}, Kowalska Anna: flat, prąd ⟦when power is to be back⟧."
    with pytest.raises(UnableToChange):
        add_note(ticket=ticket, text=wording.text, by=agent, at=NOW)


@pytest.mark.parametrize("text", ["{nothing.known}", "{}", "{answer.}", "{ticket.__class__}"])
def test_a_variable_that_nothing_fills_is_refused_when_saved(ticket: Ticket, text: str) -> None:
    with pytest.raises(ValidationError):
        prepared(text)


def test_a_text_stands_only_where_it_is_for(ticket: Ticket, agent: User) -> None:
    prepared("a", "for_type", ticket_type=ticket.ticket_type)
    prepared("b", "for_category", category=ticket.ticket_type.category)
    prepared("c", "for_ends", place="resolution")

    assert {one.code for one in wordings_for(ticket, "note", by=agent, at=NOW)} == {"for_type", "for_category"}
