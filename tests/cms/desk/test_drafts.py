"""Drafts through the desk's doors: kept from the first keystroke, handed on with the call, ended with the ticket."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.calls.operations import ExchangeEvent, record
from crm.models import AgentLine, Call, FeedEvent, ReportDraft, ServicePoint, Ticket
from outages.retention import erase_what_is_due
from tests.conftest import NewUser, Town
from ticketforms.models import FormVersion


@pytest.fixture
def at_desk(client: Client, agent: User) -> Client:
    AgentLine.objects.create(user=agent, extension="101")
    client.force_login(agent)
    return client


@pytest.fixture
def colleague(new_user: NewUser) -> User:
    user = new_user("supervisor")
    AgentLine.objects.create(user=user, extension="102")
    return user


@pytest.fixture
def her_desk(colleague: User) -> Client:
    client = Client()
    client.force_login(colleague)
    return client


@pytest.fixture
def caller(town: Town) -> ServicePoint:
    return town.household("Kowalska Anna", "ST1A")


def answer(extension: str = "101", exchange_id: str = "c-1") -> Call:
    told = ExchangeEvent(
        event="answer", exchange_id=exchange_id, direction="in", from_raw="+48601234567", extensions=(extension,)
    )
    return record(told=told, at=timezone.now())


def keep(client: Client, **changes: object) -> Any:
    texts = {"location": "Kwiatowa 5", "focus": "desk-location"}
    body = {"key": "key-1", "page": "page-1", "revision": 1, "read": 0, "answers": {}, "texts": texts, **changes}
    return client.post(reverse("desk:keep"), json.dumps(body), content_type="application/json")


def opened(client: Client, **keys: object) -> Any:
    return client.post(reverse("desk:open_draft"), keys).json()["draft"]


def register(client: Client, form: FormVersion, caller: ServicePoint, **changes: object) -> Any:
    body = {"version": form.pk, "answers": {"extent": "flat"}, "key": "key-1"}
    body |= {"customer": caller.customer_id, "service_point": caller.pk, **changes}
    return client.post(reverse("desk:register"), json.dumps(body), content_type="application/json")


def test_what_was_typed_is_given_back_as_it_stood(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    call = answer()
    typed = {"extent": {"raw": "flat"}, "flats": {"raw": "", "reason": "nobody knows"}}

    kept = keep(
        at_desk,
        call=call.pk,
        customer=caller.customer_id,
        service_point=caller.pk,
        version=no_power_form.pk,
        answers=typed,
    )

    draft = opened(at_desk)
    assert kept.status_code == 200
    assert (draft["call"], draft["customer"], draft["service_point"]) == (
        str(call.pk),
        str(caller.customer_id),
        str(caller.pk),
    )
    assert (draft["type"], draft["version"], draft["answers"]) == ("no-power", no_power_form.pk, typed)
    assert (draft["texts"]["location"], draft["texts"]["focus"]) == ("Kwiatowa 5", "desk-location")


def test_a_word_that_arrives_behind_a_later_one_changes_nothing(at_desk: Client) -> None:
    keep(at_desk, revision=7, texts={"location": "Kwiatowa 5"})

    late = keep(at_desk, revision=6, texts={"location": "Kwiatowa"})

    assert late.status_code == 200
    assert opened(at_desk)["texts"]["location"] == "Kwiatowa 5"


def test_another_window_goes_on_from_what_it_read_and_the_first_is_told(at_desk: Client) -> None:
    keep(at_desk, revision=3)
    read = opened(at_desk)["revision"]

    second = keep(at_desk, page="page-2", revision=read + 1, read=read, texts={"location": "Kwiatowa 7"})
    first = keep(at_desk, revision=4, texts={"location": "Kwiatowa 9"})

    assert second.status_code == 200
    assert (first.status_code, first.json()["why"]) == (409, "elsewhere")
    assert opened(at_desk)["texts"]["location"] == "Kwiatowa 7"


def test_the_ticket_ends_its_draft_and_what_is_still_on_its_way_comes_too_late(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    keep(at_desk)

    register(at_desk, no_power_form, caller)
    late = keep(at_desk, revision=2)

    assert opened(at_desk) is None
    assert (late.status_code, late.json()["why"]) == (409, "ended")
    assert Ticket.objects.get().number in late.json()["message"]
    assert ReportDraft.objects.get().ending == "registered"


def test_a_first_word_that_comes_after_its_ticket_begins_no_draft(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    register(at_desk, no_power_form, caller)
    ReportDraft.objects.all().delete()

    late = keep(at_desk)

    assert late.json()["why"] == "ended"
    assert not ReportDraft.objects.exists()


def test_a_refused_report_leaves_its_draft_open(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    keep(at_desk)

    refused = register(at_desk, no_power_form, caller, answers={"extent": "moon"})

    assert refused.status_code == 422
    assert opened(at_desk)["key"] == "key-1"


def test_a_dropped_draft_can_be_taken_back_for_a_while(at_desk: Client) -> None:
    pk = keep(at_desk).json()["draft"]

    at_desk.post(reverse("desk:drop_draft"), {"draft": pk})
    while_dropped = opened(at_desk)
    again = at_desk.post(reverse("desk:open_draft_again"), {"draft": pk}).json()["draft"]

    assert while_dropped is None
    assert again["texts"]["location"] == "Kwiatowa 5"
    assert opened(at_desk)["draft"] == pk


def test_a_registered_report_is_no_draft_again(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    pk = keep(at_desk).json()["draft"]
    register(at_desk, no_power_form, caller)

    again = at_desk.post(reverse("desk:open_draft_again"), {"draft": pk})

    assert (again.status_code, again.json()["why"]) == (409, "ended")
    assert opened(at_desk) is None


def test_who_answers_a_transferred_call_gets_its_draft_and_the_first_is_told_where_it_went(
    at_desk: Client, her_desk: Client, agent: User, colleague: User, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    call = answer()
    keep(at_desk, call=call.pk)
    answer("102")

    bar = her_desk.get(reverse("desk:call"), {"call": call.pk}).content.decode()
    hers = opened(her_desk, call=call.pk)
    refused = keep(at_desk, revision=2, call=call.pk)
    late_save = register(at_desk, no_power_form, caller)

    told = FeedEvent.objects.get(name="draft.handed_over")
    assert f'data-draft="{hers["draft"]}"' in bar
    assert hers["texts"]["location"] == "Kwiatowa 5"
    assert (refused.json()["why"], late_save.status_code) == ("moved", 409)
    assert "supervisor" in refused.json()["message"]
    assert told.topics == [f"call:{call.pk}", f"calls:{agent.pk}", f"calls:{colleague.pk}"]
    assert told.data == {"call": call.pk, "draft": hers["draft"], "from": agent.pk, "to": colleague.pk}
    assert not Ticket.objects.exists()


def test_what_went_with_its_call_can_be_taken_back_and_then_saved(
    at_desk: Client, her_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    call = answer()
    keep(at_desk, call=call.pk)
    answer("102")
    pk = opened(her_desk, call=call.pk)["draft"]

    back = at_desk.post(reverse("desk:take_draft_back"), {"draft": pk}).json()["draft"]
    hers = keep(her_desk, page="page-9", revision=back["revision"], read=back["revision"] - 1)
    saved = register(at_desk, no_power_form, caller, call=call.pk)

    assert (hers.json()["why"], saved.status_code) == ("moved", 201)
    assert Ticket.objects.get().call == call


def test_what_a_colleague_may_not_see_is_not_handed_to_them_and_comes_back(
    at_desk: Client, her_desk: Client, colleague: User, no_power_form: FormVersion
) -> None:
    hidden = {**no_power_form.definition, "fields": [{**one} for one in no_power_form.definition["fields"]]}
    hidden["fields"][0]["seen_by"] = ["agent"]
    FormVersion.objects.bulk_create(
        [FormVersion(ticket_type=no_power_form.ticket_type, number=2, definition=hidden, published_at=timezone.now())]
    )
    version = FormVersion.objects.get(number=2)
    call = answer()
    keep(at_desk, call=call.pk, version=version.pk, answers={"extent": {"raw": "flat"}, "flats": {"raw": "3"}})
    answer("102")

    hers = opened(her_desk, call=call.pk)
    back = at_desk.post(reverse("desk:take_draft_back"), {"draft": hers["draft"]}).json()["draft"]

    assert hers["answers"] == {"flats": {"raw": "3"}}
    assert back["answers"] == {"extent": {"raw": "flat"}, "flats": {"raw": "3"}}


def test_somebody_who_did_not_answer_the_call_gets_nothing(at_desk: Client, her_desk: Client) -> None:
    call = answer()
    pk = keep(at_desk, call=call.pk).json()["draft"]

    attempts = [
        her_desk.post(reverse("desk:open_draft"), {"call": call.pk}),
        her_desk.post(reverse("desk:open_draft"), {"draft": pk}),
        her_desk.post(reverse("desk:drop_draft"), {"draft": pk}),
        her_desk.post(reverse("desk:open_draft_again"), {"draft": pk}),
    ]
    taken = her_desk.post(reverse("desk:take_draft_back"), {"draft": pk})
    overwritten = keep(her_desk, page="page-9", revision=9, read=1)

    assert [one.status_code for one in attempts] == [404] * 4
    assert (taken.json()["why"], overwritten.json()["why"]) == ("moved", "moved")
    assert opened(at_desk)["texts"]["location"] == "Kwiatowa 5"
    assert not FeedEvent.objects.filter(name="draft.handed_over").exists()


def test_what_is_typed_while_it_rings_belongs_to_the_agent_and_not_to_the_call(at_desk: Client) -> None:
    told = ExchangeEvent(event="newCall", exchange_id="c-1", from_raw="+48601234567", extensions=("101",))
    call = record(told=told, at=timezone.now())

    keep(at_desk, call=call.pk)

    assert opened(at_desk)["call"] == ""


def test_what_is_typed_is_kept_though_the_customer_is_not_to_be_had(at_desk: Client, caller: ServicePoint) -> None:
    kept = keep(at_desk, customer=999_999, service_point=caller.pk)

    assert kept.status_code == 200
    assert opened(at_desk)["texts"]["location"] == "Kwiatowa 5"


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ""},
        {"key": "k" * 65},
        {"page": 7},
        {"revision": 0},
        {"revision": True},
        {"revision": 2**40},
        {"read": -1},
        {"answers": []},
        {"answers": {"extent": "flat"}},
        {"answers": {"extent": {"raw": "a\0b"}}},
        {"texts": {"location": "x" * 1_001}},
        {"texts": {"location": 5}},
        {"texts": "x"},
        {"version": "x"},
        {"answers": {"note": {"raw": "x" * 300_000}}},
    ],
)
def test_what_this_page_does_not_send_is_refused(at_desk: Client, changes: dict[str, object]) -> None:
    assert keep(at_desk, **changes).status_code == 400
    assert not ReportDraft.objects.exists()


def test_old_drafts_are_erased_and_those_in_work_stay(at_desk: Client) -> None:
    now = timezone.now()
    for key, kept_at, ended_at in (
        ("in work", now, None),
        ("dropped just now", now, now),
        ("left", now - timedelta(days=8), None),
        ("dropped", now - timedelta(hours=2), now - timedelta(hours=2)),
    ):
        keep(at_desk, key=key)
        ReportDraft.objects.filter(key=key).update(kept_at=kept_at, ended_at=ended_at)

    erase_what_is_due(at=now)

    assert set(ReportDraft.objects.values_list("key", flat=True)) == {"in work", "dropped just now"}


def test_several_drafts_are_listed_the_newest_first(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    keep(at_desk, key="first", customer=caller.customer_id)
    keep(at_desk, key="second", version=no_power_form.pk)

    listed = at_desk.get(reverse("desk:drafts")).content.decode()

    assert listed.count("data-open-draft") == 2
    assert listed.index("No power") < listed.index("Kowalska Anna")


def test_a_form_published_meanwhile_does_not_change_what_was_begun(at_desk: Client, no_power_form: FormVersion) -> None:
    FormVersion.objects.bulk_create(
        [
            FormVersion(
                ticket_type=no_power_form.ticket_type,
                number=2,
                definition={**no_power_form.definition, "fields": no_power_form.definition["fields"][:1]},
                published_at=timezone.now(),
            )
        ]
    )

    drawn = at_desk.post(
        reverse("desk:form", args=["no-power"]),
        json.dumps({"version": no_power_form.pk}),
        content_type="application/json",
    ).content.decode()

    assert f'data-version="{no_power_form.pk}"' in drawn
    assert 'data-field="flats"' in drawn
