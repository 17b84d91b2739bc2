"""The ticket's answers on the records' pages: completed, found, listed, and shown only to whom they may be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cms.records.story import story_of
from crm.models import PersonalDataRead, Ticket
from crm.tickets.completing import complete_answers, newest_change
from crm.tickets.reading import reader_of
from tests.conftest import NOW, NewUser
from tests.crm.conftest import Claiming, claim, claim_form, point

__all__ = ["claim", "claim_form", "point"]
IBAN = "PL61109010140000"
LIST = "/admin/tickets/"


def page_of(ticket: Ticket) -> str:
    return reverse("records:complete", args=[ticket.pk])


@pytest.fixture
def send(client: Client) -> Callable[..., Any]:
    """Send answers as the page does."""

    def post(
        ticket: Ticket, by: User, seen: int | None = None, touched: list[str] | None = None, **answers: object
    ) -> Any:
        client.force_login(by)
        body = {
            "answers": answers,
            "seen": newest_change(ticket.pk) if seen is None else seen,
            "touched": list(answers) if touched is None else touched,
        }
        return client.post(page_of(ticket), body, content_type="application/json")

    return post


def test_the_form_is_drawn_with_what_was_answered_and_what_is_wanted(
    client: Client, claim: Claiming, agent: User
) -> None:
    ticket = claim(account=IBAN)
    client.force_login(agent)

    page = client.get(page_of(ticket)).content.decode()

    assert IBAN in page
    assert 'data-rec-jump="finding"' in page
    assert 'data-field="verdict"' not in page


def test_answers_are_kept_and_lead_back_to_the_ticket(send: Callable[..., Any], claim: Claiming, agent: User) -> None:
    ticket = claim()

    response = send(ticket, agent, finding="przepięcie")

    assert (response.status_code, response.json()) == (200, {"url": reverse("records:ticket", args=[ticket.pk])})
    ticket.refresh_from_db()
    assert ticket.answers["finding"]["value"] == "przepięcie"


def test_what_is_wrong_is_told_by_field_and_nothing_moves(
    send: Callable[..., Any], claim: Claiming, agent: User
) -> None:
    ticket = claim()

    response = send(ticket, agent, finding="ok", amount="sto")

    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["amount"]
    ticket.refresh_from_db()
    assert "finding" not in ticket.answers


def test_what_only_one_of_two_people_changed_is_merged(
    send: Callable[..., Any], claim: Claiming, agent: User, dispatcher: User
) -> None:
    ticket = claim(amount="100")
    send(ticket, dispatcher, seen=0, finding="surge")

    response = send(ticket, agent, seen=0, touched=["amount"], finding="", amount="120")

    ticket.refresh_from_db()
    assert response.status_code == 200
    assert (ticket.answers["finding"]["value"], ticket.answers["amount"]["text_en"]) == ("surge", "120")


def test_what_two_people_changed_is_asked_about_in_words(
    send: Callable[..., Any], claim: Claiming, agent: User, dispatcher: User
) -> None:
    ticket = claim()
    send(ticket, dispatcher, seen=0, finding="surge")

    clash = send(ticket, agent, seen=0, finding="overload")
    ticket.refresh_from_db()
    kept = ticket.answers["finding"]["value"]
    decided = send(ticket, agent, seen=clash.json()["seen"], finding="overload")

    assert clash.status_code == 409
    assert clash.json()["clashes"] == ["finding"]
    assert "dispatcher wrote “surge” here" in clash.json()["errors"]["finding"]
    assert kept == "surge"
    ticket.refresh_from_db()
    assert (decided.status_code, ticket.answers["finding"]["value"]) == (200, "overload")


def test_two_people_who_wrote_the_same_do_not_clash(
    send: Callable[..., Any], claim: Claiming, agent: User, dispatcher: User
) -> None:
    ticket = claim()
    send(ticket, dispatcher, seen=0, finding="surge")

    assert send(ticket, agent, seen=0, finding="surge").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"answers": {}}',
        '{"answers": {}, "seen": true, "touched": []}',
        '{"answers": {}, "seen": 0, "touched": [1]}',
        '{"answers": []}',
        "{",
        "[" * 5000,
    ],
)
def test_what_the_page_does_not_send_is_refused(client: Client, claim: Claiming, agent: User, body: str) -> None:
    ticket = claim()
    client.force_login(agent)

    assert client.post(page_of(ticket), body, content_type="application/json").status_code == 400


def test_who_may_not_change_tickets_does_not_complete_them(
    send: Callable[..., Any], claim: Claiming, new_user: NewUser
) -> None:
    ticket = claim()

    assert send(ticket, new_user("administrator"), finding="ok").status_code == 302
    ticket.refresh_from_db()
    assert "finding" not in ticket.answers


def test_a_masked_answer_leaves_neither_page_and_a_whole_one_is_written_down(
    client: Client, claim: Claiming, agent: User, dispatcher: User
) -> None:
    ticket = claim(account=IBAN)
    addresses = [reverse("records:ticket", args=[ticket.pk]), page_of(ticket)]

    client.force_login(dispatcher)
    for address in addresses:
        page = client.get(address).content.decode()
        assert "•••• 000" in page
        assert IBAN not in page
    opened = PersonalDataRead.objects.get()
    assert (opened.reader, opened.door, opened.subject) == ("dispatcher", "ticket", f"ticket:{ticket.pk}")

    client.force_login(agent)
    client.get(addresses[0])
    read = PersonalDataRead.objects.get(reader="agent")
    assert (read.reader, read.door, read.subject) == ("agent", "ticket", f"ticket:{ticket.pk}:sensitive")


def test_the_story_says_what_was_changed_to_whom_may_know(claim: Claiming, agent: User, dispatcher: User) -> None:
    ticket = claim(account=IBAN, amount="15")
    answers = {"account": "PL99999999999123", "amount": "20"}
    complete_answers(ticket=ticket, raw_answers=answers, by=agent, at=NOW + timedelta(hours=1))

    with override("en"):
        told = {user: story_of(ticket, reader_of(user))[0].text for user in (agent, dispatcher)}

    assert told[agent] == f"Amount: 15 → 20\nAccount: {IBAN} → PL99999999999123"
    assert told[dispatcher] == "Amount: 15 → 20\nAccount: •••• 000 → •••• 123"


def test_tickets_are_found_by_searchable_answers_sensitive_ones_by_few(
    client: Client, claim: Claiming, agent: User, dispatcher: User, new_user: NewUser
) -> None:
    ticket = claim(by=new_user("supervisor"), account=IBAN, verdict="Odmowa")

    def found(user: User, text: str) -> bool:
        client.force_login(user)
        response = client.post(LIST, {"typed": text}, follow=True)
        return ticket.number in response.content.decode()

    assert found(agent, "telewizor spal")
    assert found(agent, IBAN)
    assert found(dispatcher, "telewizor")
    assert not found(dispatcher, IBAN)
    assert not found(agent, "odmowa")


def test_a_list_of_one_type_shows_its_columns_and_a_queue_narrows_it(
    client: Client, claim: Claiming, agent: User
) -> None:
    large, small = claim(amount="5000"), claim(amount="15")
    client.force_login(agent)

    columns = client.get(LIST, {"type": "claim"}).context
    queue = client.get(LIST, {"queue": "claims"}).context

    assert columns["answer_heads"] == ("Damage", "Amount")
    assert [(line.pk, [cell.text for cell in line.cells[-2:]]) for line in columns["lines"]] == [
        (small.pk, ["Spalony telewizor", "15"]),
        (large.pk, ["Spalony telewizor", "5000"]),
    ]
    assert (queue["answer_heads"], [line.pk for line in queue["lines"]]) == ((), [large.pk])


def test_columns_cost_no_more_queries_for_many_tickets(client: Client, claim: Claiming, agent: User) -> None:
    client.force_login(agent)
    # The first look at a form's version reads what it marks.
    client.get(LIST)
    counts = []
    for more in (2, 8):
        for _ in range(more):
            claim(amount="15")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, {"type": "claim"})
        counts.append(len(queries))

    assert counts[0] == counts[1]
