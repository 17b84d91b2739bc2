"""Each role may do its work and no more; what an administrator changed stays changed."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from cms import roles
from cms.models import Role
from cms.roles import NAMES, PERMISSIONS, UnknownPermission, ensure_roles, role_group
from tests.conftest import NewUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_roles(db: None) -> None:
    """An installation in which the roles were never made."""
    Role.objects.all().delete()
    Group.objects.all().delete()


@pytest.mark.usefixtures("no_roles")
def test_a_fresh_installation_has_our_six_roles_and_no_other_group() -> None:
    ensure_roles()

    assert set(Group.objects.values_list("name", flat=True)) == set(NAMES.values())
    assert set(Role.objects.values_list("code", flat=True)) == set(PERMISSIONS)


def test_making_the_roles_again_changes_nothing() -> None:
    ensure_roles()
    before = set(Group.permissions.through.objects.values_list("group", "permission"))

    ensure_roles()

    assert set(Group.permissions.through.objects.values_list("group", "permission")) == before
    assert Role.objects.count() == len(NAMES)


def test_what_an_administrator_took_away_added_or_renamed_stays_so() -> None:
    ensure_roles()
    group = role_group("agent")
    group.permissions.remove(Permission.objects.get(codename="view_billingcard"))
    group.permissions.add(Permission.objects.get(codename="change_outage"))
    group.name = "Konsultanci z Płocka"
    group.save()

    ensure_roles()

    agents = role_group("agent")
    assert agents.name == "Konsultanci z Płocka"
    assert not agents.permissions.filter(codename="view_billingcard").exists()
    assert agents.permissions.filter(codename="change_outage").exists()


def test_a_new_version_brings_a_role_its_new_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_roles()
    monkeypatch.setitem(roles.PERMISSIONS, "display", [*PERMISSIONS["display"], "outages.view_outage"])

    ensure_roles()

    assert role_group("display").permissions.filter(codename="view_outage").exists()


@pytest.mark.usefixtures("no_roles")
def test_a_promise_that_no_app_keeps_is_refused_and_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(roles.PERMISSIONS, "display", ["outages.view_wether"])

    with pytest.raises(UnknownPermission):
        ensure_roles()

    assert not Role.objects.exists()


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        ("agent", ["crm.add_ticket", "crm.view_billingcard"], ["outages.change_outage", "ticketforms.view_tickettype"]),
        ("dispatcher", ["outages.change_outage", "crm.view_customer"], ["crm.view_billingcard", "crm.add_ticket"]),
        ("supervisor", ["crm.add_ticket", "outages.view_outage"], ["outages.change_outage", "auth.view_user"]),
        ("administrator", ["ticketforms.change_tickettype", "auth.add_user"], ["crm.view_billingcard"]),
        ("auditor", ["crm.view_personaldataread"], ["crm.view_customer", "outages.view_outage"]),
        ("display", ["cms.view_wallboard"], ["outages.view_outage", "crm.view_ticket"]),
    ],
)
def test_a_role_may_do_its_work_and_no_more(
    role: str, allowed: list[str], refused: list[str], new_user: NewUser
) -> None:
    user = User.objects.get(pk=new_user(role).pk)

    assert [permission for permission in allowed if not user.has_perm(permission)] == []
    assert [permission for permission in refused if user.has_perm(permission)] == []
    assert user.has_perm("wagtailadmin.access_admin")
