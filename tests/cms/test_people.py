"""Administrators keep users and roles; they need no mail for it, and gain no superuser's rights by it."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from cms.roles import role_group
from crm.models import AgentLine, Ticket
from graphql_api.tokens import issue
from tests.conftest import NOW, NewUser
from tests.crm.conftest import point, ticket

__all__ = ["point", "ticket"]

pytestmark = pytest.mark.django_db
WORDS = "wierzba-lipa-2082"


@pytest.fixture
def administrator(new_user: NewUser, client: Client) -> Client:
    client.force_login(new_user("administrator"))
    return client


def test_an_administrator_adds_an_agent_without_an_e_mail_address(administrator: Client) -> None:
    answer = administrator.post(
        "/admin/users/new/",
        {
            "username": "joanna",
            "first_name": "Joanna",
            "last_name": "Mazurek",
            "password1": WORDS,
            "password2": WORDS,
            "groups": [role_group("agent").pk],
        },
    )

    joanna = User.objects.get(username="joanna")
    assert answer.status_code == 302
    assert (joanna.check_password(WORDS), joanna.has_perm("crm.add_ticket")) == (True, True)
    assert not joanna.is_superuser


def test_an_administrator_changes_a_role_and_it_keeps_what_the_page_does_not_show(administrator: Client) -> None:
    group = role_group("display")
    page = administrator.get(f"/admin/groups/edit/{group.pk}/")
    before = set(group.permissions.values_list("pk", flat=True))

    administrator.post(
        f"/admin/groups/edit/{group.pk}/",
        {"name": "Ściana", "permissions": [str(pk) for pk in page.context["form"]["permissions"].value()]},
    )

    group.refresh_from_db()
    assert group.name == "Ściana"
    assert set(group.permissions.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("page", ["edit", "delete"])
def test_an_administrator_cannot_take_over_a_superuser(page: str, administrator: Client) -> None:
    root = User.objects.create_superuser("root", password=WORDS)

    administrator.post(f"/admin/users/{page}/{root.pk}/", {"username": "root", "password1": "x" * 14})

    root.refresh_from_db()
    assert root.check_password(WORDS)


def test_an_administrator_seats_an_agent_at_a_telephone(administrator: Client, agent: User) -> None:
    administrator.post("/admin/agent-lines/new/", {"user": agent.pk, "extension": "101"})

    assert AgentLine.objects.get().user == agent


def test_the_list_of_lines_names_people_as_they_are_called(administrator: Client, agent: User) -> None:
    User.objects.filter(pk=agent.pk).update(first_name="Joanna", last_name="Mazurek")
    AgentLine.objects.create(user=agent, extension="101")

    listed = administrator.get("/admin/agent-lines/").content.decode()
    asked = administrator.get("/admin/agent-lines/new/").content.decode()

    assert "Joanna Mazurek" in listed
    assert "Joanna Mazurek" in asked


def test_two_agents_do_not_share_a_telephone(administrator: Client, agent: User, dispatcher: User) -> None:
    AgentLine.objects.create(user=agent, extension="101")

    answer = administrator.post("/admin/agent-lines/new/", {"user": dispatcher.pk, "extension": "101"})

    assert answer.status_code == 200
    assert AgentLine.objects.get().user == agent


def test_a_user_whose_deeds_are_on_record_stays(administrator: Client, ticket: Ticket, agent: User) -> None:
    answer = administrator.post(f"/admin/users/delete/{agent.pk}/", follow=True)

    assert "Make them inactive instead" in answer.content.decode()
    assert Ticket.objects.get().created_by == agent


def test_a_user_who_did_nothing_yet_is_deleted(administrator: Client, agent: User) -> None:
    administrator.post(f"/admin/users/delete/{agent.pk}/")

    assert not User.objects.filter(username="agent").exists()


def test_the_list_of_users_names_their_roles_and_nobody_who_only_signs_for_a_system(
    administrator: Client, agent: User
) -> None:
    issue(name="billing", scopes=["customers:read"], at=NOW)

    answer = administrator.get("/admin/users/")

    assert [person.username for person in answer.context["users"]] == ["administrator", "agent"]
    assert role_group("agent").name in answer.content.decode()


def test_the_list_of_users_asks_as_often_for_many_as_for_two(
    administrator: Client, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    administrator.get("/admin/users/")
    with CaptureQueriesContext(connection) as for_two:
        administrator.get("/admin/users/")
    for number in range(15):
        User.objects.create_user(f"agent{number}").groups.add(role_group("agent"))

    with django_assert_num_queries(len(for_two)):
        administrator.get("/admin/users/")


def test_no_deed_on_many_users_at_once_passes_by_the_refusals_of_one(administrator: Client) -> None:
    root = User.objects.create_superuser("root", password=WORDS)

    answer = administrator.post(f"/admin/bulk/auth/user/delete/?id={root.pk}")

    assert answer.status_code == 404
    assert User.objects.filter(pk=root.pk).exists()
