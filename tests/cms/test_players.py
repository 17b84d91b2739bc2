"""Forms know who plays which role without knowing the staff."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from cms.players import WORDS
from cms.roles import NAMES
from graphql_api.models import ApiToken
from graphql_api.tokens import issue
from tests.conftest import NOW, NewUser
from ticketforms.port import port


def test_forms_are_lent_every_role_without_a_query() -> None:
    assert {code for code, _ in port.roles.choices()} == set(WORDS) == set(NAMES)


def test_people_play_the_roles_of_their_groups(new_user: NewUser) -> None:
    agent, dispatcher = new_user("agent"), new_user("dispatcher")
    agent.groups.add(*dispatcher.groups.all())

    assert port.roles.of(agent) == {"agent", "dispatcher"}
    assert port.roles.of(dispatcher) == {"dispatcher"}
    assert port.roles.of(AnonymousUser()) == frozenset()


@pytest.mark.django_db
def test_a_superuser_plays_all_and_another_system_none_of_ours() -> None:
    issue(name="billing", scopes=["tickets:write"], at=NOW)

    assert port.roles.of(User.objects.create_superuser("root")) == set(WORDS)
    assert port.roles.of(ApiToken.objects.get().account) == port.roles.of(None) == {"system"}
