"""A token is shown once, opens only what its scopes open, and ends at once when it is revoked or expires."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from graphql_api.models import ApiToken
from graphql_api.tokens import UnableToIssue, UnableToRevoke, issue, recognise, revoke
from tests.conftest import NOW

DAY = timedelta(days=1)


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_the_token_itself_is_kept_nowhere(db: None) -> None:
    token = issue(name="billing", scopes=["billing:read", "customers:read", "billing:read"], at=NOW)

    kept = ApiToken.objects.get()
    assert kept.scopes == ["billing:read", "customers:read"]
    assert token not in str(list(ApiToken.objects.values()) + list(User.objects.values()))
    assert recognise(bearer(token), at=NOW) == kept


def test_what_a_system_writes_is_signed_by_an_account_nobody_can_log_in_with(db: None, client: Client) -> None:
    issue(name="billing", scopes=["billing:read"], at=NOW)

    account = ApiToken.objects.get().account

    assert account is not None
    assert not account.is_active
    assert not account.has_usable_password()


def test_a_token_ends_when_it_expires(db: None) -> None:
    token = issue(name="billing", scopes=["billing:read"], at=NOW, expires_at=NOW + DAY)

    assert recognise(bearer(token), at=NOW + DAY - timedelta(seconds=1)) is not None
    assert recognise(bearer(token), at=NOW + DAY) is None


def test_a_token_ends_at_once_when_it_is_revoked_and_only_once(db: None) -> None:
    token = issue(name="billing", scopes=["billing:read"], at=NOW)
    kept = ApiToken.objects.get()

    revoke(token=kept, at=NOW + DAY)

    assert recognise(bearer(token), at=NOW + DAY) is None
    with pytest.raises(UnableToRevoke):
        revoke(token=kept, at=NOW + 2 * DAY)
    assert ApiToken.objects.get().revoked_at == NOW + DAY


def test_its_use_is_noted_once_a_minute(db: None) -> None:
    token = issue(name="billing", scopes=["billing:read"], at=NOW)
    assert ApiToken.objects.get().last_used_at is None

    noted = []
    for seconds in (0, 59, 61):
        recognise(bearer(token), at=NOW + timedelta(seconds=seconds))
        used_at = ApiToken.objects.get().last_used_at
        assert used_at is not None
        noted.append((used_at - NOW).seconds)

    assert noted == [0, 0, 61]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer \ud800"])
def test_any_other_header_opens_nothing(db: None, header: str) -> None:
    token = issue(name="billing", scopes=["billing:read"], at=NOW)

    assert recognise(header.format(token), at=NOW) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        ("workflow", ["everything"], 1),
        ("workflow", [], 1),
        (" ", ["billing:read"], 1),
        ("w" * 81, ["billing:read"], 1),
        ("billing", ["billing:read"], 1),
        ("workflow", ["billing:read"], 0),
    ],
)
def test_what_cannot_be_a_token_is_not_issued(db: None, name: str, scopes: list[str], days: int) -> None:
    issue(name="billing", scopes=["billing:read"], at=NOW)

    with pytest.raises(UnableToIssue):
        issue(name=name, scopes=scopes, at=NOW, expires_at=NOW + days * DAY)

    assert ApiToken.objects.count() == User.objects.count() == 1


def test_the_command_prints_a_token_once_and_explains_what_it_refuses(db: None) -> None:
    printed = StringIO()

    call_command("api_token", "billing", "--scope=billing:read", "--scope=customers:read", "--days=30", stdout=printed)

    kept = ApiToken.objects.get()
    assert kept.expires_at is not None
    assert (kept.expires_at - kept.created_at).days == 30
    assert recognise(bearer(printed.getvalue().strip()), at=kept.created_at) == kept
    with pytest.raises(CommandError, match="exists"):
        call_command("api_token", "billing", "--scope=billing:read", stdout=printed)
