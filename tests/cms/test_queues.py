"""Supervisors and administrators say who works in a queue; who is of a ticket's queue is offered it first."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.roles import role_group
from crm.models import QueueWorker, Ticket
from crm.tickets.staffing import staff_queue
from tests.conftest import NewUser
from tests.crm.conftest import Claiming, claim, claim_form, point

__all__ = ["claim", "claim_form", "point"]
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def at_supervisor(client: Client, new_user: NewUser) -> Client:
    client.force_login(new_user("supervisor"))
    return client


def address() -> str:
    return reverse("queues:queue", args=["claims"])


def test_a_supervisor_says_who_works_in_a_queue_and_reads_what_waits(
    at_supervisor: Client, claim: Claiming, agent: User, dispatcher: User
) -> None:
    claim(amount="2000")
    posted = {"person": [dispatcher.pk], "role": [role_group("agent").pk]}

    answer = at_supervisor.post(address(), posted, follow=True, headers=ENGLISH)

    page = answer.content.decode()
    assert QueueWorker.objects.count() == 2
    assert "Saved who works in the queue" in page
    assert "dispatcher" in page
    told = at_supervisor.get(address(), headers=ENGLISH).content.decode()
    assert "Works in the queue from now on: Konsultant (agent), dispatcher." in told


def test_saving_the_same_people_again_says_that_nothing_changed(at_supervisor: Client, claim_form: object) -> None:
    answer = at_supervisor.post(address(), {}, follow=True, headers=ENGLISH)

    assert "Nothing was changed" in answer.content.decode()


def test_who_does_not_work_on_tickets_is_refused_and_the_choice_stays_on_the_page(
    at_supervisor: Client, claim_form: object, new_user: NewUser, agent: User
) -> None:
    auditor = new_user("auditor")

    answer = at_supervisor.post(address(), {"person": [auditor.pk, agent.pk]}, headers=ENGLISH)

    assert answer.status_code == 409
    assert f'value="{agent.pk}" checked' in answer.content.decode()
    assert not QueueWorker.objects.exists()


@pytest.mark.parametrize("role", ["agent", "dispatcher", "auditor"])
def test_nobody_else_says_who_works_where(role: str, claim_form: object, new_user: NewUser, client: Client) -> None:
    person = User.objects.filter(username=role).first() or new_user(role)
    client.force_login(person)

    client.post(address(), {"person": [person.pk]})

    assert client.get(reverse("queues:queues")).status_code == 302
    assert not QueueWorker.objects.exists()


def test_a_queue_that_is_not_there_is_not_found(at_supervisor: Client, claim_form: object) -> None:
    assert at_supervisor.get(reverse("queues:queue", args=["unknown"])).status_code == 404


def test_people_of_the_tickets_queue_are_offered_first(
    client: Client, claim: Claiming, agent: User, dispatcher: User
) -> None:
    ticket: Ticket = claim(amount="2000")
    staff_queue(queue="claims", people=[dispatcher], roles=[], by=None)
    client.force_login(agent)

    page = client.get(reverse("records:ticket", args=[ticket.pk]), headers=ENGLISH).content.decode()

    assert page.index('label="In this queue"') < page.index('value="dispatcher"') < page.index('label="Others"')
    assert page.index('label="Others"') < page.index('<option value="agent"')


def test_the_pages_ask_as_much_for_many_people_as_for_few(
    at_supervisor: Client, claim_form: object, agent: User, django_assert_max_num_queries: object
) -> None:
    group = role_group("agent")
    many = User.objects.bulk_create(User(username=f"agent{number}") for number in range(30))
    User.groups.through.objects.bulk_create(User.groups.through(user=one, group=group) for one in many)
    staff_queue(queue="claims", people=many, roles=[group], by=None)

    for page in (reverse("queues:queues"), address()):
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            assert at_supervisor.get(page).status_code == 200


def _queues_told(client: Client) -> dict[str, str]:
    """What the list of users says of each, by user name."""
    table = client.get("/admin/users/", headers=ENGLISH).context["table"]
    column = next(column for column in table.columns.values() if column.name == "queues")
    return {row.instance.username: str(column.get_value(row.instance)) for row in table.rows}


def test_the_list_of_users_says_in_which_queues_each_works_by_name_or_by_role(
    client: Client, new_user: NewUser, claim_form: object, agent: User, dispatcher: User
) -> None:
    QueueWorker.objects.bulk_create(
        [
            QueueWorker(queue="claims", role=role_group("agent")),
            QueueWorker(queue="claims", person=agent),
            QueueWorker(queue="claims", person=dispatcher),
            QueueWorker(queue="given-up", person=dispatcher),
        ]
    )
    client.force_login(new_user("administrator"))

    assert _queues_told(client) == {"administrator": "", "agent": "Claims", "dispatcher": "Claims, given-up"}


def test_the_list_of_users_asks_as_often_for_many_who_work_in_queues_as_for_two(
    client: Client, new_user: NewUser, claim_form: object, agent: User, dispatcher: User
) -> None:
    QueueWorker.objects.create(queue="claims", role=role_group("agent"))
    QueueWorker.objects.create(queue="claims", person=dispatcher)
    client.force_login(new_user("administrator"))
    assert _queues_told(client)["dispatcher"] == "Claims"
    with CaptureQueriesContext(connection) as for_few:
        client.get("/admin/users/")
    for number in range(15):
        many = User.objects.create_user(f"agent{number}")
        many.groups.add(role_group("agent"))
        QueueWorker.objects.create(queue="claims", person=many)

    with CaptureQueriesContext(connection) as for_many:
        page = client.get("/admin/users/")

    assert len(for_many) == len(for_few)
    assert page.content.decode().count("Szkody") + page.content.decode().count("Claims") >= 17


def test_people_of_ones_own_queues_come_first_where_many_tickets_are_assigned(
    client: Client, claim: Claiming, agent: User, dispatcher: User, new_user: NewUser
) -> None:
    claim()
    new_user("supervisor")
    staff_queue(queue="claims", people=[agent, dispatcher], roles=[], by=None)
    client.force_login(agent)

    page = client.get(reverse("records:tickets"), headers=ENGLISH).content.decode()

    assert page.index('label="In my queues"') < page.index('value="dispatcher"') < page.index('label="Others"')
    assert page.index('label="Others"') < page.index('<option value="supervisor"')
