"""A ticket is found in the list, read with its story, noted and ended from its page, also by two people at once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import override

from cms.records.story import SPOKEN, story_of
from crm import feed
from crm.models import FeedEvent, HazardAcknowledgement, Ticket
from crm.tickets.moving import close
from crm.tickets.operations import add_note
from crm.tickets.reading import reader_of
from outages.intake import register_report
from outages.repair.operations import confirm, set_estimate
from tests.conftest import NOW, NewUser, Town, draft_no_power, report_no_power
from ticketforms.models import FormVersion
from ticketforms.publishing import publish

LIST = "/admin/tickets/"


def page_of(ticket: Ticket) -> str:
    return f"{LIST}{ticket.pk}/"


def test_answers_are_read_as_they_were_asked_then(at_agent: Client, ticket: Ticket) -> None:
    changed = draft_no_power([{"code": "extent", "kind": "text", "label_pl": "Nowe pytanie"}])
    publish(ticket_type=changed, by=None, at=NOW)

    shown = at_agent.get(page_of(ticket)).context["answers"]

    assert [answer.label for answer in shown] in (["Zasięg"], ["Extent"])


def test_a_note_is_written_and_read_by_others_without_its_markup(
    at_agent: Client, at_dispatcher: Client, ticket: Ticket
) -> None:
    answer = at_agent.post(f"{page_of(ticket)}note/", {"text": "<b>pies</b> na podwórku"})

    assert (answer.status_code, answer["Location"]) == (302, page_of(ticket))
    assert "&lt;b&gt;pies&lt;/b&gt; na podwórku" in at_dispatcher.get(page_of(ticket)).content.decode()


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(
    at_agent: Client, at_dispatcher: Client, ticket: Ticket
) -> None:
    at_dispatcher.post(f"{page_of(ticket)}close/", {"text": "Wymieniono bezpiecznik."})
    late = at_agent.post(f"{page_of(ticket)}cancel/", {"text": "Pomyłka."})

    ticket.refresh_from_db()
    assert (late.status_code, ticket.state, ticket.resolution) == (409, "closed", "Wymieniono bezpiecznik.")
    assert late.context["refused"]["text"] == "Pomyłka."
    assert ticket.number in late.context["refused"]["why"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "a\0b"])
@pytest.mark.parametrize("change", ["note", "close", "cancel"])
def test_an_unfit_text_changes_nothing_and_says_why(at_agent: Client, ticket: Ticket, change: str, text: str) -> None:
    answer = at_agent.post(f"{page_of(ticket)}{change}/", {"text": text})

    ticket.refresh_from_db()
    assert answer.status_code == 409
    assert answer.context["refused"]["why"]
    assert ticket.is_open
    assert FeedEvent.objects.count() == 1


def test_a_dispatcher_acknowledges_a_hazard_and_an_agent_cannot(
    at_agent: Client, at_dispatcher: Client, hazard: Ticket
) -> None:
    by_agent = at_agent.post(f"{page_of(hazard)}acknowledge/")
    assert by_agent.status_code == 302
    assert not HazardAcknowledgement.objects.exists()

    at_dispatcher.post(f"{page_of(hazard)}acknowledge/")

    assert HazardAcknowledgement.objects.get().acknowledged_by.username == "dispatcher"
    assert at_dispatcher.post(f"{page_of(hazard)}acknowledge/").status_code == 409


@pytest.mark.parametrize("path", ["", "424242/", f"{10**18}/", f"{10**30}/"])
def test_who_may_not_see_tickets_is_sent_away(client: Client, new_user: NewUser, ticket: Ticket, path: str) -> None:
    client.force_login(new_user("display"))

    assert client.get(f"{LIST}{path}").status_code == 302


@pytest.mark.parametrize("path", ["424242/", f"{10**18}/", f"{10**30}/", "424242/note/", "424242/close/"])
def test_an_unknown_ticket_is_answered_with_a_way_back(at_agent: Client, path: str) -> None:
    answer = at_agent.post(f"{LIST}{path}") if path.count("/") == 2 else at_agent.get(f"{LIST}{path}")

    assert answer.status_code == 404
    assert LIST in answer.content.decode()


def test_changes_are_not_made_by_following_a_link(at_agent: Client, ticket: Ticket) -> None:
    assert at_agent.get(f"{page_of(ticket)}close/").status_code == 405


def test_the_story_holds_the_outage_only_while_it_is_followed(
    town: Town, no_power_form: FormVersion, agent: User, dispatcher: User
) -> None:
    taken = [
        report_no_power(no_power_form, place, agent)
        for place in (town.household(name, "ST1A") for name in ("Ala", "Ela"))
    ]
    outage, ticket = taken[1].outage, taken[1].ticket
    assert outage is not None
    confirm(outage=outage, by=dispatcher, at=NOW + timedelta(minutes=1))
    add_note(ticket=ticket, text="prosi o SMS", by=agent, at=NOW + timedelta(minutes=2))
    set_estimate(
        outage=outage,
        restores_at=NOW + timedelta(hours=2),
        source="dispatcher",
        by=dispatcher,
        at=NOW + timedelta(minutes=3),
    )

    with override("en"):
        story = story_of(ticket, reader_of(agent))

    assert [(line.kind, line.who) for line in story] == [
        ("outage-estimate_changed", "dispatcher"),
        ("ticket-noted", "agent"),
        ("outage-confirmed", "dispatcher"),
        ("outage-report_linked", "The system"),
        ("outage-predicted", "The system"),
        ("ticket-registered", "agent"),
    ]
    assert story[1].text == "prosi o SMS"
    assert story[0].sentence == "Power expected back at 24 Nov 2026 15:00 (dispatcher)."


def test_what_people_wrote_stands_in_the_story_and_never_in_the_feed(
    client: Client, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    place = town.household("Ala", "ST1A")

    def take(**told: Any) -> Ticket:
        return register_report(
            form_version=no_power_form,
            raw_answers={"extent": "flat"},
            customer=place.customer,
            service_point=place,
            reported_at=NOW,
            by=agent,
            at=NOW,
            **told,
        ).ticket

    take()
    ticket = take(reporter_name="Sąsiad Nowak", location="za kościołem")
    add_note(ticket=ticket, text="prosi o SMS", by=agent, at=NOW)
    close(ticket=ticket, resolution="Bezpiecznik.", by=agent, at=NOW)
    client.force_login(agent)

    with override("en"):
        story = story_of(Ticket.objects.get(), reader_of(agent))

    told_answer = "Extent: flat"
    assert [(line.kind, line.text) for line in story] == [
        ("ticket-closed", "Bezpiecznik."),
        ("ticket-noted", "prosi o SMS"),
        ("ticket-call_repeated", f"Reporter: Sąsiad Nowak\nPlace: za kościołem\n{told_answer}"),
        ("ticket-registered", ""),
    ]
    told = json.dumps(list(FeedEvent.objects.values_list("data", flat=True)), ensure_ascii=False)
    assert not [word for word in ("Nowak", "kościołem", "SMS", "Bezpiecznik") if word in told]


def test_every_event_of_tickets_and_outages_has_a_sentence() -> None:
    told = {name for name in feed.EVENTS if name.startswith(("ticket.", "outage."))}

    assert told - SPOKEN == set(), "Write a sentence for each of these in cms/records/story.py."
