"""An administrator sees which systems may ask, and ends it; nobody else gets near."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from graphql_api.models import ApiToken
from graphql_api.tokens import issue, recognise
from tests.conftest import NOW, NewUser

pytestmark = pytest.mark.django_db
PAGE = "/admin/api-tokens/"


@pytest.fixture
def administrator(new_user: NewUser, client: Client) -> Client:
    client.force_login(new_user("administrator"))
    return client


def test_a_revoked_token_opens_no_door_any_more(administrator: Client) -> None:
    secret = issue(name="Billing", scopes=["billing:read"], at=NOW)
    token = ApiToken.objects.get(name="Billing")

    administrator.post(f"{PAGE}{token.pk}/revoke/")

    assert recognise(f"Bearer {secret}", at=NOW) is None
    assert "revoked" in administrator.get(PAGE).content.decode()


def test_revoking_again_changes_nothing_and_says_so(administrator: Client) -> None:
    issue(name="Billing", scopes=["billing:read"], at=NOW)
    token = ApiToken.objects.get(name="Billing")
    administrator.post(f"{PAGE}{token.pk}/revoke/")
    revoked_at = ApiToken.objects.get().revoked_at

    answer = administrator.post(f"{PAGE}{token.pk}/revoke/", follow=True)

    assert "revoked already" in answer.content.decode()
    assert ApiToken.objects.get().revoked_at == revoked_at


def test_the_page_shows_no_secret_and_asks_as_much_for_twenty_tokens_as_for_two(
    administrator: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    secrets = [issue(name=f"System {index}", scopes=["outages:read"], at=NOW) for index in range(2)]
    administrator.get(PAGE)
    with django_assert_max_num_queries(12) as two:
        administrator.get(PAGE)
    secrets += [
        issue(name=f"Other {index}", scopes=["outages:read"], at=NOW, expires_at=NOW + timedelta(days=index + 1))
        for index in range(18)
    ]

    with django_assert_num_queries(len(two)):
        page = administrator.get(PAGE).content.decode()

    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize("role", ["supervisor", "dispatcher", "agent", "auditor", "display"])
def test_other_roles_neither_see_nor_revoke(role: str, new_user: NewUser, client: Client) -> None:
    issue(name="Billing", scopes=["billing:read"], at=NOW)
    client.force_login(new_user(role))

    seen = client.get(PAGE)
    client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")

    assert seen.status_code == 302
    assert ApiToken.objects.get().revoked_at is None
