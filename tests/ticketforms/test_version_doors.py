"""Who may see, edit and publish a type: every door asks, and a refusal moves nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NO_POWER_FIELDS, NOW, NewUser, draft_no_power
from tests.ticketforms.test_editor import ASKED, _edit, _posted
from ticketforms.catalogue import published_form, published_forms
from ticketforms.models import FormVersion, PlannedPublication, TicketType
from ticketforms.planning import plan_publication, publish_due
from ticketforms.publishing import publish

pytestmark = pytest.mark.usefixtures("no_block_definitions")

Trusted = Callable[..., User]


@pytest.fixture
def trusted(new_user: NewUser) -> Trusted:
    """Somebody who may do these to ticket types, and nothing else."""

    def make(*actions: str) -> User:
        user = User.objects.create_user("-".join(actions), first_name="Jan", last_name="Trusted")
        wanted = [f"{action}_tickettype" for action in actions] + ["access_admin"]
        user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
        return user

    new_user("display")
    return make


@pytest.fixture
def drafted(no_power_form: FormVersion) -> TicketType:
    """Version 2 is in use, and a draft waits."""
    publish(ticket_type=draft_no_power(NO_POWER_FIELDS[:1]), by=None, at=NOW)
    return draft_no_power(NO_POWER_FIELDS)


def state_of_all() -> tuple[Any, ...]:
    return (
        [(form.ticket_type.code, form.version.number) for form in published_forms()],
        FormVersion.objects.count(),
        list(PlannedPublication.objects.values_list("pk", "state")),
        TicketType.objects.get().latest_revision_id,
    )


def address(name: str, *given: int) -> str:
    return reverse(f"ticketforms:{name}", args=given)


def asked_to(deed: str, drafted: TicketType) -> tuple[str, dict[str, str]]:
    kept = drafted.pk
    return {
        "publish": (address("review", kept), {"decision": "now", "draft": mark(drafted), "in_use": "2"}),
        "plan": (
            address("review", kept),
            {"decision": "plan", "draft": mark(drafted), "in_use": "2", "publish_at": "2099-01-05T06:00"},
        ),
        "cancel": (address("cancel_plan", kept), {}),
        "put in use": (address("restore", kept, 1), {"how": "now", "in_use": "2"}),
        "make the draft": (address("restore", kept, 1), {"how": "draft"}),
        "unpublish": (reverse("wagtailsnippets_ticketforms_tickettype:unpublish", args=[kept]), {}),
        "publish in the editor": (_edit(drafted), _posted([ASKED]) | {"action-publish": "yes"}),
        "save in the editor": (_edit(drafted), _posted([ASKED])),
    }[deed]


def mark(ticket_type: TicketType) -> str:
    revision = TicketType.objects.get(pk=ticket_type.pk).latest_revision
    assert revision is not None
    return f"{revision.pk} {revision.created_at.isoformat()}"


@pytest.mark.parametrize("deed", ["publish", "plan", "cancel", "put in use", "unpublish"])
def test_who_may_edit_but_not_publish_puts_nothing_in_use(
    client: Client, trusted: Trusted, drafted: TicketType, deed: str
) -> None:
    plan_publication(ticket_type=drafted, publish_at=NOW + timedelta(days=9), by=None, at=NOW)
    before, (asked, data) = state_of_all(), asked_to(deed, drafted)
    client.force_login(trusted("view", "add", "change"))

    client.post(asked, data)

    assert state_of_all() == before


def test_publishing_in_the_editor_only_saves_for_who_may_not_publish(
    client: Client, trusted: Trusted, drafted: TicketType
) -> None:
    asked, data = asked_to("publish in the editor", drafted)
    client.force_login(trusted("change"))

    client.post(asked, data)

    assert published_form("no-power").version.number == 2
    assert len(TicketType.objects.get().get_latest_revision_as_object().fields) == 1


@pytest.mark.parametrize("deed", ["publish", "plan", "put in use", "make the draft", "unpublish", "save in the editor"])
def test_who_may_only_see_changes_nothing(client: Client, trusted: Trusted, drafted: TicketType, deed: str) -> None:
    before, (asked, data) = state_of_all(), asked_to(deed, drafted)
    client.force_login(trusted("view"))

    client.post(asked, data)

    assert state_of_all() == before


@pytest.mark.parametrize(
    ("deed", "in_use"),
    [("publish", 3), ("put in use", 3), ("make the draft", 2), ("plan", 2), ("unpublish", None)],
)
def test_who_may_do_it_does(
    client: Client, trusted: Trusted, drafted: TicketType, deed: str, in_use: int | None
) -> None:
    asked, data = asked_to(deed, drafted)
    client.force_login(trusted("view", "change", "publish"))

    client.post(asked, data)

    assert [form.version.number for form in published_forms()] == ([in_use] if in_use else [])
    assert PlannedPublication.objects.waiting().count() == (1 if deed == "plan" else 0)


def test_who_may_see_reads_every_version_and_finds_no_door_to_change_it(
    client: Client, trusted: Trusted, drafted: TicketType
) -> None:
    client.force_login(trusted("view"))

    listed = client.get(reverse("wagtailsnippets_ticketforms_tickettype:list")).content.decode()
    page = client.get(address("versions", drafted.pk)).content.decode()
    form = client.get(address("version", drafted.pk, 1) + "?language=en").content.decode()
    compared = client.get(address("compare", drafted.pk) + "?before=1&after=2").content.decode()

    assert "Ile lokali" in page or "How many flats" in page
    assert not [door for door in ("restore", "publish", "edit") if f"/{door}/" in page]
    assert address("versions", drafted.pk) in listed
    assert "How many flats" in form
    assert "Ile lokali" in compared or "How many flats" in compared
    assert [client.get(address(name, drafted.pk)).status_code for name in ("review",)] == [302]


def test_an_agent_sees_no_versions(client: Client, agent: User, drafted: TicketType) -> None:
    client.force_login(agent)

    doors = [address("versions", drafted.pk), address("version", drafted.pk, 1), address("compare", drafted.pk)]

    assert [client.get(door).status_code for door in doors] == [302, 302, 302]


def test_versions_are_listed_in_as_many_queries_for_many_as_for_few(
    client: Client, trusted: Trusted, drafted: TicketType
) -> None:
    client.force_login(trusted("view", "change", "publish"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address("versions", drafted.pk))
        return len(queries)

    asked()
    few = asked()
    for number in range(12):
        publish(ticket_type=draft_no_power([NO_POWER_FIELDS[0] | {"label_pl": f"Zasięg {number}"}]), by=None, at=NOW)

    assert asked() == few


def test_the_page_before_publishing_says_what_changes_and_publishes_what_it_showed(
    client: Client, trusted: Trusted, drafted: TicketType
) -> None:
    person = trusted("view", "change", "publish")
    client.force_login(person)
    shown = client.get(address("review", drafted.pk))

    data = {name: shown.context[name] for name in ("draft", "in_use")}
    client.post(address("review", drafted.pk), {"decision": "now"} | data)

    assert "Ile lokali" in shown.content.decode() or "How many flats" in shown.content.decode()
    version = published_form("no-power").version
    assert (version.number, version.published_by) == (3, person)


def test_a_draft_saved_while_one_reads_is_not_published_unread(
    client: Client, trusted: Trusted, drafted: TicketType
) -> None:
    client.force_login(trusted("view", "change", "publish"))
    seen = mark(drafted)
    draft_no_power([NO_POWER_FIELDS[0] | {"label_pl": "Jak daleko"}])
    before = state_of_all()

    reply = client.post(address("review", drafted.pk), {"decision": "now", "draft": seen, "in_use": "2"})

    assert (reply.status_code, state_of_all()) == (200, before)


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(
    client: Client, trusted: Trusted, drafted: TicketType
) -> None:
    quicker, slower = trusted("view", "publish"), trusted("view", "change", "publish")
    other = Client()
    asked, data = asked_to("publish", drafted)
    client.force_login(quicker)
    other.force_login(slower)

    client.post(asked, data)
    reply = other.post(asked, data)

    assert (published_form("no-power").version.number, FormVersion.objects.count()) == (3, 3)
    assert published_form("no-power").version.published_by == quicker
    assert "Jan Trusted" in reply.content.decode()


def test_a_stale_editor_publishes_nothing_and_both_drafts_are_kept(
    client: Client, trusted: Trusted, no_power_form: FormVersion
) -> None:
    client.force_login(trusted("view", "change", "publish"))
    ticket_type = no_power_form.ticket_type
    loaded = TicketType.objects.get().latest_revision
    assert loaded is not None
    theirs = draft_no_power([NO_POWER_FIELDS[0] | {"label_pl": "Jak daleko"}]).latest_revision
    stale = {"loaded_revision_id": str(loaded.pk), "loaded_revision_created_at": loaded.created_at.isoformat()}

    reply = client.post(_edit(ticket_type), _posted([ASKED]) | stale | {"action-publish": "yes"})

    assert published_form("no-power").version == no_power_form
    assert reply["Location"] == address("review", ticket_type.pk)
    revisions = list(TicketType.objects.get().revisions.order_by("pk"))
    assert theirs in revisions
    assert len(revisions[-1].as_object().fields) == 1


def test_a_draft_that_saved_itself_does_not_keep_its_editor_from_publishing(
    client: Client, trusted: Trusted, no_power_form: FormVersion
) -> None:
    client.force_login(trusted("view", "change", "publish"))
    ticket_type = no_power_form.ticket_type
    loaded = TicketType.objects.get().latest_revision
    assert loaded is not None
    client.post(_edit(ticket_type), _posted([ASKED]), headers={"accept": "application/json"})
    unaware = {"loaded_revision_id": str(loaded.pk), "loaded_revision_created_at": loaded.created_at.isoformat()}

    client.post(_edit(ticket_type), _posted([ASKED]) | unaware | {"action-publish": "yes"})

    assert len(published_form("no-power").version.definition["fields"]) == 1


def test_autosave_saves_over_its_own_draft_only(client: Client, trusted: Trusted, no_power_form: FormVersion) -> None:
    client.force_login(trusted("view", "change"))
    ticket_type = no_power_form.ticket_type

    def autosave(**revision: str) -> Any:
        data = _posted([ASKED], label_pl="Ciemno") | revision
        return client.post(_edit(ticket_type), data, headers={"accept": "application/json"})

    first = autosave().json()
    second = autosave(overwrite_revision_id=str(first["revision_id"])).json()
    draft_no_power(NO_POWER_FIELDS)
    refused = autosave(overwrite_revision_id=str(first["revision_id"]))

    assert (first["success"], second["revision_id"]) == (True, first["revision_id"])
    assert (refused.status_code, refused.json()["error_code"]) == (400, "invalid_revision")
    assert published_form("no-power").ticket_type.label_pl == "Brak prądu"


def test_a_planned_draft_cannot_be_written_over_by_an_editor_that_is_still_open(
    client: Client, trusted: Trusted, no_power_form: FormVersion
) -> None:
    client.force_login(trusted("view", "change"))
    ticket_type = no_power_form.ticket_type
    first = client.post(_edit(ticket_type), _posted([ASKED]), headers={"accept": "application/json"}).json()
    plan_publication(ticket_type=ticket_type, publish_at=NOW + timedelta(days=1), by=None, at=NOW)

    data = _posted([ASKED, ASKED]) | {"overwrite_revision_id": str(first["revision_id"])}
    refused = client.post(_edit(ticket_type), data, headers={"accept": "application/json"})
    publish_due(at=NOW + timedelta(days=2))

    assert refused.status_code == 400
    assert [field["code"] for field in published_form("no-power").version.definition["fields"]] == [
        "czy_ktos_jest_ranny"
    ]


def test_two_who_edit_the_same_type_see_each_other(client: Client, trusted: Trusted, drafted: TicketType) -> None:
    client.force_login(trusted("view", "change"))
    colleague = Client()
    colleague.force_login(trusted("change"))
    client.get(_edit(drafted))
    page = colleague.get(_edit(drafted))

    session = page.context["editing_sessions"]
    told = colleague.post(session.ping_url, {"revision_id": str(session.revision_id)}).json()

    assert [other["user"] for other in told["other_sessions"]] == ["Jan Trusted"]


@pytest.mark.parametrize(
    "written", ["", "tomorrow", "2000-01-01T06:00", "2099-03-29T02:30", "2099-10-25T02:30", "2099-01-05T06:00+01:00"]
)
def test_a_time_that_cannot_be_meant_plans_nothing(
    client: Client, trusted: Trusted, drafted: TicketType, written: str
) -> None:
    client.force_login(trusted("view", "change", "publish"))
    before, (asked, data) = state_of_all(), asked_to("plan", drafted)

    reply = client.post(asked, data | {"publish_at": written})

    assert (reply.status_code, state_of_all()) == (200, before)
    assert reply.context["written"] == written


@pytest.mark.parametrize(
    ("written", "hour_in_utc"), [("2099-03-29T03:30", 1), ("2099-10-25T01:30", 23), ("2099-10-25T03:30", 2)]
)
def test_the_hours_around_a_change_of_clocks_are_the_moments_people_mean(
    client: Client, trusted: Trusted, drafted: TicketType, written: str, hour_in_utc: int
) -> None:
    client.force_login(trusted("view", "change", "publish"))
    asked, data = asked_to("plan", drafted)

    client.post(asked, data | {"publish_at": written})

    publish_at = PlannedPublication.objects.get().publish_at
    assert (publish_at.hour, publish_at.minute) == (hour_in_utc, 30)


def test_a_published_types_code_cannot_be_edited(client: Client, trusted: Trusted, drafted: TicketType) -> None:
    client.force_login(trusted("view", "change", "publish"))

    reply = client.post(_edit(drafted), _posted([ASKED], code="darkness") | {"action-publish": "yes"})

    assert "code" in reply.context["form"].errors
    assert TicketType.objects.get().code == "no-power"
