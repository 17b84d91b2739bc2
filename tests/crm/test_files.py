"""A ticket keeps the files that its answers name, as long as an answer or its history names them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crm.models import ServicePoint, Ticket
from crm.tickets.completing import complete_answers
from crm.tickets.erasing import erase_due_answers
from crm.tickets.moving import close
from outages.intake import register_report
from tests.conftest import NOW, NewUser, draft_no_power
from ticketforms.answers import AnswersRefused
from ticketforms.models import FormVersion, TicketType, Upload
from ticketforms.publishing import publish
from ticketforms.uploads import store, sweep_unclaimed

LATER = NOW + timedelta(days=10)


@pytest.fixture
def photo_form(no_power_type: TicketType) -> FormVersion:
    photo = {"code": "photo", "kind": "photo", "label_pl": "Zdjęcie", "retention_days": 30}
    return publish(ticket_type=draft_no_power([photo]), by=None, at=NOW)


@pytest.fixture
def photo(agent: User) -> Upload:
    return store(file=SimpleUploadedFile("licznik.png", b"\x89PNG\r\n\x1a\n"), limit=100, by=agent, at=NOW)


def _take(form: FormVersion, point: ServicePoint, by: User, photo: Upload) -> Ticket:
    taken = register_report(
        form_version=form,
        raw_answers={"photo": [str(photo.key)]},
        customer=point.customer,
        service_point=None,
        reported_at=NOW,
        by=by,
        at=NOW,
    )
    return taken.ticket


def test_a_ticket_keeps_its_files_and_no_other_ticket_gets_them(
    photo_form: FormVersion, point: ServicePoint, agent: User, photo: Upload
) -> None:
    ticket = _take(photo_form, point, agent, photo)

    photo.refresh_from_db()
    assert (photo.claimed_by, photo.claimed_at) == (f"ticket:{ticket.pk}", NOW)
    assert sweep_unclaimed(before=LATER) == 0
    with pytest.raises(AnswersRefused):
        _take(photo_form, point, agent, photo)
    assert Ticket.objects.get() == ticket


@pytest.mark.parametrize(
    ("parts", "role", "is_seen"),
    [
        ({}, "dispatcher", True),
        ({}, "display", False),
        ({"seen_by": ["supervisor"]}, "dispatcher", False),
        ({"seen_by": ["supervisor"]}, "supervisor", True),
        ({"personal": "sensitive"}, "dispatcher", False),
        ({"personal": "sensitive"}, "agent", True),
    ],
)
def test_a_file_is_for_whoever_may_see_its_answer(
    no_power_type: TicketType,
    point: ServicePoint,
    new_user: NewUser,
    client: Client,
    parts: dict[str, Any],
    role: str,
    is_seen: bool,
) -> None:
    sender = new_user("supervisor")
    sent = store(file=SimpleUploadedFile("licznik.png", b"\x89PNG\r\n\x1a\n"), limit=100, by=sender, at=NOW)
    field = {"code": "photo", "kind": "photo", "label_pl": "Zdjęcie"} | parts
    _take(publish(ticket_type=draft_no_power([field]), by=None, at=NOW), point, sender, sent)
    client.force_login(sender if role == "supervisor" else new_user(role))

    reply = client.get(reverse("ticketforms:file", args=[sent.key]))

    assert (reply.status_code == 200) == is_seen


def test_a_file_taken_out_of_the_answers_stays_with_their_history(
    photo_form: FormVersion, point: ServicePoint, agent: User, photo: Upload
) -> None:
    ticket = _take(photo_form, point, agent, photo)

    complete_answers(ticket=ticket, raw_answers={"photo": ""}, by=agent, at=LATER)

    assert sweep_unclaimed(before=LATER) == 0


def test_an_erased_answer_lets_its_files_go(
    photo_form: FormVersion, point: ServicePoint, agent: User, photo: Upload
) -> None:
    ticket = _take(photo_form, point, agent, photo)
    close(ticket=ticket, resolution="obejrzano", by=agent, at=LATER)

    erase_due_answers(at=LATER + timedelta(days=31))

    assert sweep_unclaimed(before=LATER) == 1
    assert not Upload.objects.exists()


def test_the_tickets_page_leads_to_its_files(
    client: Client, photo_form: FormVersion, point: ServicePoint, agent: User, photo: Upload
) -> None:
    ticket = _take(photo_form, point, agent, photo)
    client.force_login(agent)

    page = client.get(reverse("records:ticket", args=[ticket.pk])).content.decode()

    assert f'src="{reverse("ticketforms:file", args=[photo.key])}?shown"' in page
    assert "licznik.png" in page
