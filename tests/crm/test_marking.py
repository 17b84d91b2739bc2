"""The glyph tells type, category, state and age to eyes and to screen readers alike."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils.translation import override

from crm.models import Ticket
from crm.tickets.due import due_in
from crm.tickets.marking import SHAPES, due_words, mark_of
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("state", "shape"),
    [
        ("open", "solid"),
        ("in_progress", "dashed"),
        ("waiting", "dotted"),
        ("closed", "double"),
        ("cancelled", "crossed"),
    ],
)
def test_each_state_has_its_outline(ticket: Ticket, state: str, shape: str) -> None:
    ticket.state = state

    assert mark_of(ticket, NOW).shape == shape


def test_no_two_states_look_the_same_to_an_eye_without_colour(ticket: Ticket) -> None:
    seen = []
    for state in Ticket.State:
        ticket.state = state
        seen.append((mark_of(ticket, NOW).shape, mark_of(ticket, NOW).letter))

    assert len(set(seen)) == len(Ticket.State)


def test_every_outline_is_drawn_by_the_style_sheet_or_the_drawing(ticket: Ticket) -> None:
    style = Path(str(finders.find("cms/records/mark.css"))).read_text(encoding="utf-8")

    for shape in {*SHAPES.values()} - {"solid"}:
        assert f".tcz-mark--{shape}" in style


def test_the_ring_fills_up_until_the_ticket_is_overdue(ticket: Ticket) -> None:
    ticket.due_at = NOW + timedelta(days=4)

    rings = [(mark.ring, mark.is_overdue) for days in (0, 1, 4, 5) for mark in [mark_of(ticket, NOW + timedelta(days))]]

    assert rings == [(0.0, False), (0.25, False), (1.0, False), (1.0, True)]


def test_a_ticket_that_is_over_or_has_no_due_time_has_no_ring(ticket: Ticket) -> None:
    without = mark_of(ticket, NOW)
    ticket.due_at, ticket.state = NOW, Ticket.State.CLOSED

    assert without.ring is mark_of(ticket, NOW + timedelta(days=9)).ring is None


def test_the_drawn_mark_says_in_words_what_it_shows(ticket: Ticket) -> None:
    ticket.due_at = NOW - timedelta(days=1)

    with override("en"):
        drawn = Template("{% load marks %}{% ticket_mark ticket now %}").render(Context({"ticket": ticket, "now": NOW}))

    assert 'role="img" aria-label="No power, open, overdue since ' in drawn
    assert "style=" not in drawn


def test_the_hour_is_told_only_where_the_time_does_not_end_with_the_day() -> None:
    with override("en"):
        said = [due_words(moment) for moment in (due_in(NOW, 3, "days"), due_in(NOW, 2, "hours"))]

    assert said == ["27 Nov 2026", "24 Nov 2026 15:00"]


def test_a_picture_that_nobody_drew_is_drawn_as_a_note(ticket: Ticket) -> None:
    ticket.ticket_type.icon = "unicorn"

    drawn = Template("{% load marks %}{% type_mark ticket.ticket_type %}").render(Context({"ticket": ticket}))

    assert "<svg" in drawn
