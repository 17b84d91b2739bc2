"""Many tickets changed from a list: begun, watched, taken back; what is refused begins nothing."""

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from cms.bulk.tasks import carry_out
from crm.bulk.operations import ask
from crm.models import BulkChange, Ticket
from tests.cms.records.conftest import at_agent, point, ticket
from tests.conftest import NOW

__all__ = ["at_agent", "point", "ticket"]


def test_few_tickets_are_done_at_once_and_the_page_says_so(at_agent: Client, ticket: Ticket, dispatcher: User) -> None:
    posted = {"action": "assign", "to": "dispatcher", "ticket": [str(ticket.pk)]}

    page = at_agent.post(reverse("bulk:start"), posted, follow=True)

    ticket.refresh_from_db()
    assert ticket.assignee == dispatcher
    change = BulkChange.objects.get()
    assert page.redirect_chain == [(reverse("bulk:change", args=[change.pk]), 302)]
    assert change.state == BulkChange.State.DONE
    assert DBTaskResult.objects.count() == 1


def test_all_that_fit_are_left_to_the_worker(at_agent: Client, ticket: Ticket) -> None:
    criteria = '{"subject": "ticket.state", "operator": "is_any_of", "value": ["open"]}'

    at_agent.post(reverse("bulk:start"), {"action": "close", "reason": "x", "criteria": criteria})

    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert BulkChange.objects.get().state == BulkChange.State.WAITING


def test_why_something_was_not_done_is_written_in_the_language_of_whoever_asked(ticket: Ticket, agent: User) -> None:
    UserProfile.objects.create(user=agent, preferred_language="en")
    change = ask(action="assign", parameters={"to": ""}, tickets=[ticket.pk], criteria=None, by=agent, at=NOW)

    with override("pl"):
        carry_out.call(change.pk)

    assert "already" in change.lines.get().why


def test_it_is_taken_back_with_one_press(at_agent: Client, ticket: Ticket, dispatcher: User) -> None:
    at_agent.post(reverse("bulk:start"), {"action": "assign", "to": "dispatcher", "ticket": [str(ticket.pk)]})
    pk = BulkChange.objects.get().pk

    at_agent.post(reverse("bulk:undo", args=[pk]))

    ticket.refresh_from_db()
    assert ticket.assignee is None
    assert BulkChange.objects.get().state == BulkChange.State.UNDONE
    assert at_agent.get(reverse("bulk:changes")).status_code == 200


def test_a_script_is_told_why_nothing_was_begun(at_agent: Client, ticket: Ticket) -> None:
    for posted in (
        {"action": "close", "reason": ""},
        {"action": "assign", "criteria": "{{{"},
        {"action": "assign", "to": "\0"},
        {"action": "x"},
    ):
        answer = at_agent.post(
            reverse("bulk:start"), posted | {"ticket": "1"}, headers={"x-requested-with": "XMLHttpRequest"}
        )

        assert answer.status_code == 400
        assert answer.json()["message"]
    assert not BulkChange.objects.exists()


def test_of_tickets_that_are_not_there_nothing_is_begun(at_agent: Client, ticket: Ticket, dispatcher: User) -> None:
    answer = at_agent.post(
        reverse("bulk:start"),
        {"action": "assign", "to": "dispatcher", "ticket": ["99999998", "999999999999999999999", "\0"]},
        headers={"x-requested-with": "XMLHttpRequest", "accept-language": "en"},
    )

    assert answer.status_code == 400
    assert "search again" in answer.json()["message"]
    assert not BulkChange.objects.exists()
    assert not DBTaskResult.objects.exists()
