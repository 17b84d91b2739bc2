"""A ticket's page as a place of work: its strip, files, timeline and who saw; each change by its own address."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.models import FeedEvent, PersonalDataRead, Ticket, TicketAttachment
from crm.tickets.operations import add_note
from tests.conftest import NOW, NewUser
from ticketforms.models import TextTemplate


def _post(client: Client, ticket: Ticket, name: str, *more: int, **posted: object) -> int:
    return client.post(reverse(f"records:{name}", args=[ticket.pk, *more]), posted).status_code


def _page(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("records:ticket", args=[ticket.pk])).content.decode()


def test_an_agent_takes_a_ticket_moves_it_and_takes_that_back(at_agent: Client, ticket: Ticket, agent: User) -> None:
    assert _post(at_agent, ticket, "assign", me="1", seen="") == 302
    assert _post(at_agent, ticket, "move", to="in_progress", seen="open") == 302
    event = FeedEvent.objects.get(name="ticket.moved")
    assert reverse("records:undo", args=[ticket.pk, event.pk]) in _page(at_agent, ticket)

    assert _post(at_agent, ticket, "undo", event.pk) == 302

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.state) == (agent, "open")


def test_who_comes_second_is_told_and_keeps_what_was_typed(at_agent: Client, ticket: Ticket, dispatcher: User) -> None:
    other = Client()
    other.force_login(dispatcher)
    _post(other, ticket, "move", to="waiting", seen="open")

    reply = at_agent.post(
        reverse("records:move", args=[ticket.pk]), {"to": "closed", "seen": "open", "text": "wymieniono licznik"}
    )

    assert reply.status_code == 409
    assert "wymieniono licznik" in reply.content.decode()
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        ("priority", {"priority": "2", "text": ""}),
        ("priority", {"priority": "x", "text": "y"}),
        ("due", {"due": "never", "text": "y"}),
        ("due", {"due": "2000-01-01T00:00", "text": "y"}),
        ("due", {"due": "0001-01-01T00:00", "text": "y"}),
        ("queue", {"queue": "nowhere"}),
        ("assign", {"to": "nobody-known"}),
        ("assign", {"to": "\0"}),
        ("move", {"to": "moon"}),
        ("reopen", {"text": "y"}),
        ("attach", {"text": "y"}),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_moves(
    at_agent: Client, ticket: Ticket, name: str, posted: dict[str, str]
) -> None:
    assert at_agent.post(reverse(f"records:{name}", args=[ticket.pk]), posted).status_code == 409

    assert FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}").count() == 1


def test_a_refused_due_time_stays_as_it_was_typed(at_agent: Client, ticket: Ticket) -> None:
    refused = at_agent.post(reverse("records:due", args=[ticket.pk]), {"due": "2000-01-01T07:30", "text": "pilne"})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert 'name="due" value="2000-01-01T07:30"' in page
    assert 'value="pilne"' in page


def test_of_a_closed_ticket_only_its_state_can_be_opened(at_agent: Client, ticket: Ticket) -> None:
    assert _page(at_agent, ticket).count('<details class="ticket-cell') == 4
    _post(at_agent, ticket, "move", to="closed", seen="open", text="załatwione")

    page = _page(at_agent, ticket)

    assert page.count('<details class="ticket-cell') == 1
    assert page.count('class="ticket-cell__still"') == 4


def test_urgency_and_due_time_are_changed_with_a_reason(at_agent: Client, ticket: Ticket) -> None:
    _post(at_agent, ticket, "priority", priority="2", text="szpital")
    _post(at_agent, ticket, "due", due=f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}", text="tak ustalono")

    ticket.refresh_from_db()
    assert ticket.priority == 2
    assert ticket.due_at is not None
    page = _page(at_agent, ticket)
    assert "szpital" in page
    assert "tak ustalono" in page


def test_a_file_is_added_read_and_taken_off(
    at_agent: Client, ticket: Ticket, settings: pytest.FixtureRequest, tmp_path: str
) -> None:
    settings.UPLOADS_ROOT = tmp_path  # type: ignore[attr-defined]
    _post(at_agent, ticket, "attach", file=SimpleUploadedFile("pismo.txt", b"Szanowni"), text="od odbiorcy")
    attachment = TicketAttachment.objects.get()
    address = reverse("ticketforms:file", args=[attachment.upload.key])

    reply = at_agent.get(address)
    assert (reply.content, reply["X-Content-Type-Options"]) == (b"Szanowni", "nosniff")
    assert reply["Content-Disposition"].startswith("attachment")
    assert "pismo.txt" in _page(at_agent, ticket)

    _post(at_agent, ticket, "remove_file", attachment.pk)
    assert at_agent.get(address).status_code == 404
    _post(at_agent, ticket, "put_file_back", attachment.pk)
    assert at_agent.get(address).status_code == 200


def test_a_program_is_not_taken_as_a_file(at_agent: Client, ticket: Ticket) -> None:
    assert _post(at_agent, ticket, "attach", file=SimpleUploadedFile("x.pdf", b"MZ\0\0")) == 409


def test_who_saw_personal_data_is_shown_to_supervisors_only(
    at_agent: Client, ticket: Ticket, new_user: NewUser
) -> None:
    PersonalDataRead.objects.create(
        reader="ciekawska", door="graphql", subject=f"ticket:{ticket.pk}:sensitive", read_at=NOW
    )
    supervisor = Client()
    supervisor.force_login(new_user("supervisor"))

    assert "ciekawska" in _page(supervisor, ticket)
    assert "ciekawska" not in _page(at_agent, ticket)


def test_who_opens_a_ticket_is_told_on_it_once_a_quarter_of_an_hour(
    at_agent: Client, ticket: Ticket, new_user: NewUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in (1, 2, 14, 16):
        monkeypatch.setattr(timezone, "now", lambda minute=minute: NOW + timedelta(minutes=minute))
        _page(at_agent, ticket)

    reads = PersonalDataRead.objects.filter(reader="agent", subject=f"ticket:{ticket.pk}", door="ticket")
    assert [read.read_at.minute for read in reads] == [16, 1]

    supervisor = Client()
    supervisor.force_login(new_user("supervisor"))
    assert supervisor.get(reverse("records:ticket", args=[ticket.pk])).content.decode().count("personal-read") == 3


def test_who_fetches_a_file_is_told_on_its_ticket_and_a_refusal_is_not(
    at_agent: Client, ticket: Ticket, new_user: NewUser, settings: pytest.FixtureRequest, tmp_path: str
) -> None:
    settings.UPLOADS_ROOT = tmp_path  # type: ignore[attr-defined]
    _post(at_agent, ticket, "attach", file=SimpleUploadedFile("pismo.txt", b"Szanowni"))
    address = reverse("ticketforms:file", args=[TicketAttachment.objects.get().upload.key])
    of_files = PersonalDataRead.objects.filter(subject=f"ticket:{ticket.pk}:file", door="file")

    stranger = Client()
    stranger.force_login(new_user("display"))
    assert stranger.get(address).status_code == 404
    assert not of_files.exists()

    for _time in range(3):
        at_agent.get(address)

    assert [read.reader for read in of_files] == ["agent"]


def test_prepared_texts_are_given_filled(at_agent: Client, ticket: Ticket) -> None:
    TextTemplate.objects.create(code="hello", label_pl="Witaj", text_pl="W sprawie {ticket.number}")

    reply = at_agent.get(reverse("records:texts", args=[ticket.pk, "note"]))

    assert reply.json()["texts"][0]["text"] == f"W sprawie {ticket.number}"


def test_the_page_asks_as_much_for_twenty_notes_as_for_two(at_agent: Client, ticket: Ticket, agent: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            _page(at_agent, ticket)
        return len(queries)

    for number in range(2):
        add_note(ticket=ticket, text=f"uwaga {number}", by=agent, at=NOW)
    _page(at_agent, ticket)
    few = asked()
    for number in range(18):
        add_note(ticket=ticket, text=f"uwaga {number}", by=agent, at=NOW)

    assert asked() == few


def test_a_reply_sent_by_hand_is_kept_with_its_channel_and_a_masked_recipient(
    at_agent: Client, ticket: Ticket, agent: User
) -> None:
    TextTemplate.objects.create(code="answer", place="reply", label_pl="Odpowiedź", text_pl="Sprawa {ticket.number}")
    text = at_agent.get(reverse("records:texts", args=[ticket.pk, "reply"])).json()["texts"][0]["text"]

    assert _post(at_agent, ticket, "reply", channel="email", to="jan.nowak@example.com", text=text) == 302

    kept = ticket.replies.get()
    assert (kept.channel, kept.sent_to, kept.text, kept.sent_by) == (
        "email",
        "j••••@example.com",
        f"Sprawa {ticket.number}",
        agent,
    )
    event = FeedEvent.objects.get(name="ticket.replied")
    assert event.data == {"ticket": ticket.pk, "reply": kept.pk, "channel": "email"}
    page = _page(at_agent, ticket)
    assert f"Sprawa {ticket.number}" in page
    assert "j••••@example.com" in page


@pytest.mark.parametrize(
    "posted",
    [
        {"channel": "pigeon", "to": "x", "text": "y"},
        {"channel": "email", "to": "x" * 241, "text": "y"},
        {"channel": "email", "to": "x", "text": " "},
        {"channel": "email", "to": "x", "text": "do ⟦klient⟧"},
        {"channel": "email", "to": "x", "text": "x" * 4001},
    ],
)
def test_an_unfit_reply_is_refused_with_what_was_typed(
    at_agent: Client, ticket: Ticket, posted: dict[str, str]
) -> None:
    reply = at_agent.post(reverse("records:reply", args=[ticket.pk]), posted)

    assert reply.status_code == 409
    assert reply.context["refused"]["posted"]["to"] == posted["to"]
    assert not ticket.replies.exists()
    assert FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}").count() == 1


@pytest.mark.parametrize(
    ("to", "kept"),
    [
        ("Łąkowa 3/2, 00-950 Warszawa", "••••, 00-950 Warszawa"),
        ("+48601234567", "•••• 567"),
        ("@", "••••"),
        ("", ""),
    ],
)
def test_to_whom_a_reply_went_can_be_recognised_and_not_read(
    at_agent: Client, ticket: Ticket, to: str, kept: str
) -> None:
    _post(at_agent, ticket, "reply", channel="letter", to=to, text="Szanowni Państwo")

    assert ticket.replies.get().sent_to == kept
