"""Whoever shows the demo can log in as everybody who works there, and nobody's own password is touched."""

from pathlib import Path

from django.contrib.auth.models import User

from cms.demo.logins import LOGINS, ensure_logins, issue_api_token
from graphql_api.models import ApiToken
from graphql_api.tokens import SCOPES
from tests.conftest import NOW


def test_each_login_has_its_role_and_the_kept_password(db: None, tmp_path: Path) -> None:
    people = ensure_logins(data_dir=tmp_path)

    password = (tmp_path / "demo_password").read_text()
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600
    assert list(people) == [login.username for login in LOGINS]
    assert all(user.check_password(password) for user in people.values())
    assert people["agent"].has_perm("crm.add_ticket")
    assert people["dispatcher"].has_perm("outages.change_outage")
    assert not people["dispatcher"].has_perm("crm.view_billingcard")
    assert people["agent"].agent_line.extension == "101"


def test_a_second_round_of_logins_keeps_a_changed_password(db: None, tmp_path: Path) -> None:
    agent = ensure_logins(data_dir=tmp_path)["agent"]
    agent.set_password("her own words")
    agent.save()

    ensure_logins(data_dir=tmp_path)

    assert User.objects.get(username="agent").check_password("her own words")
    assert User.objects.count() == len(LOGINS)


def test_the_api_token_reads_everything_and_takes_the_place_of_a_stale_one(db: None, tmp_path: Path) -> None:
    kept = tmp_path / "demo_api_token"
    kept.write_text("of a database that is gone")

    token = issue_api_token(data_dir=tmp_path, at=NOW)

    assert kept.read_text() == token
    assert kept.stat().st_mode & 0o777 == 0o600
    assert ApiToken.objects.get().scopes == sorted(scope for scope in SCOPES if scope.endswith(":read"))
