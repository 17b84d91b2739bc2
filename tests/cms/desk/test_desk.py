"""The desk's doors: a call pops with its caller, the place tells what is known, a report is taken or refused whole."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.calls.operations import ExchangeEvent, record
from crm.models import AgentLine, BillingCard, Call, CustomerPhone, FeedEvent, ServicePoint, Ticket
from crm.tickets.completing import complete_answers
from outages.models import EstimateTold, Outage
from outages.repair.operations import set_estimate
from tests.conftest import NOW, Town
from ticketforms.models import FormVersion

NUMBER = "+48601234567"


@pytest.fixture
def at_desk(client: Client, agent: User) -> Client:
    AgentLine.objects.create(user=agent, extension="101")
    client.force_login(agent)
    return client


@pytest.fixture
def caller(town: Town) -> ServicePoint:
    point = town.household("Kowalska Anna", "ST1A")
    CustomerPhone.objects.create(customer=point.customer, number=NUMBER, is_primary=True)
    return point


def ring(number: str = NUMBER, *, exchange_id: str = "c-1", event: str = "answer", extension: str = "101") -> Call:
    told = ExchangeEvent(
        event=event,
        exchange_id=exchange_id,
        direction="in",
        from_raw=number,
        to_raw="991",
        queue="faults",
        extensions=(extension,),
        cause="",
    )
    return record(told=told, at=timezone.now())


def report(client: Client, form: FormVersion, **changes: object) -> Any:
    body = {"version": form.pk, "answers": {"extent": "flat"}, "key": "key-1", **changes}
    return client.post(reverse("desk:register"), json.dumps(body), content_type="application/json")


def test_a_known_number_pops_with_its_name(at_desk: Client, caller: ServicePoint) -> None:
    call = ring()

    page = at_desk.get(reverse("desk:desk")).content.decode()

    assert f'data-call="{call.pk}"' in page
    assert f'data-customer="{caller.customer_id}"' in page
    assert "Kowalska Anna" in page


def test_several_people_at_one_number_are_offered_never_guessed(
    at_desk: Client, caller: ServicePoint, town: Town
) -> None:
    husband = town.household("Kowalski Jan", "ST1A")
    CustomerPhone.objects.create(customer=husband.customer, number=NUMBER)
    ring()

    bar = at_desk.get(reverse("desk:call")).content.decode()

    assert 'data-customer=""' in bar
    assert [bar.index(name) for name in ("Kowalska Anna", "Kowalski Jan")] == sorted(
        bar.index(name) for name in ("Kowalska Anna", "Kowalski Jan")
    )


def test_a_ringing_call_is_previewed_with_the_callers_place_outage_and_open_tickets(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    report(at_desk, no_power_form, customer=caller.customer_id, service_point=caller.pk)
    Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=NOW, status="confirmed")
    call = ring(event="newCall")

    bar = at_desk.get(reverse("desk:call"), {"call": call.pk}).content.decode()

    assert caller.street_line in bar
    assert "1423" in bar
    assert "1 open ticket" in bar


def test_several_people_are_named_while_it_rings_and_chosen_only_when_it_is_answered(
    at_desk: Client, caller: ServicePoint, town: Town
) -> None:
    husband = town.household("Kowalski Jan", "ST1A")
    CustomerPhone.objects.create(customer=husband.customer, number=NUMBER)

    ringing = at_desk.get(reverse("desk:call"), {"call": ring(event="newCall").pk}).content.decode()
    answered = at_desk.get(reverse("desk:call"), {"call": ring().pk}).content.decode()

    assert "Kowalski Jan" in ringing
    assert (ringing.count("data-choose-customer"), answered.count("data-choose-customer")) == (0, 3)


def test_calls_that_wait_are_listed_the_answered_ones_first_and_nobody_elses(
    at_desk: Client, caller: ServicePoint, dispatcher: User
) -> None:
    AgentLine.objects.create(user=dispatcher, extension="102")
    rings = ring("+48222222222", exchange_id="c-1", event="newCall")
    answered = ring("anonymous", exchange_id="c-2")
    hers = ring("+48333333333", exchange_id="c-3", extension="102")
    over = ring("+48444444444", exchange_id="c-4", event="hangup")

    listed = at_desk.get(
        reverse("desk:waiting"), {"calls": f"{rings.pk},{answered.pk},{hers.pk},{over.pk}"}
    ).content.decode()

    assert listed.count(f'data-take-call="{answered.pk}"') == 1
    assert listed.count("data-take-call") == 1
    assert listed.index("withheld number") < listed.index("22 222 22 22")
    assert "33" not in listed
    assert "44" not in listed


def test_what_to_speak_of_first_is_the_outage_then_the_open_ticket_of_the_last_month(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    # With nobody else below the device one report would already point at it.
    town.household("Nowak Ewa", "ST1A")
    about = {"customer": caller.customer_id, "service_point": caller.pk}

    def first() -> list[str]:
        known = at_desk.get(reverse("desk:known"), about).content.decode()
        return [tag for tag in known.split("<") if "data-pop-first" in tag]

    nothing = first()
    report(at_desk, no_power_form, **about)
    ticket = Ticket.objects.get()
    of_ticket = first()
    outage = Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=NOW, status="confirmed")
    of_outage = first()
    key = outage.pk
    outage.delete()
    Ticket.objects.update(reported_at=timezone.now() - timedelta(days=31))
    of_old_ticket = first()

    assert (nothing, of_old_ticket) == ([], [])
    assert [reverse("records:ticket", args=[ticket.pk]) in tag for tag in of_ticket] == [True]
    assert [f'data-tell-outage="{key}"' in tag for tag in of_outage] == [True]


@pytest.mark.parametrize(
    "number", ["", "anonymous", "unknown", "0", "+", "+48", "abc", "sip:x@y", "9" * 64, "991", "\u202e1"]
)
def test_no_number_breaks_what_pops(at_desk: Client, number: str) -> None:
    call = ring(number)

    page = at_desk.get(reverse("desk:desk"))
    who = at_desk.get(reverse("desk:who"), {"call": call.pk})
    wait = at_desk.get(reverse("desk:waiting"), {"calls": call.pk})

    assert (page.status_code, who.status_code, wait.status_code) == (200, 200, 200)
    assert f'data-call="{call.pk}"' in page.content.decode()


def test_a_withheld_number_pops_as_an_unknown_caller(at_desk: Client, caller: ServicePoint) -> None:
    call = ring("anonymous")

    bar = at_desk.get(reverse("desk:call")).content.decode()
    assert f'data-call="{call.pk}"' in bar
    assert "withheld number" in bar
    assert "anonymous" not in bar
    assert 'name="location"' in at_desk.get(reverse("desk:who"), {"call": call.pk}).content.decode()


def test_the_place_tells_its_outage_and_the_promise(
    at_desk: Client, caller: ServicePoint, town: Town, agent: User
) -> None:
    outage = Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=NOW, status="confirmed")

    known = at_desk.get(
        reverse("desk:known"), {"customer": caller.customer_id, "service_point": caller.pk}
    ).content.decode()

    assert f'data-tell-outage="{outage.pk}"' in known
    assert "1423" in known


def test_what_the_caller_was_told_is_kept_with_the_call(
    at_desk: Client, caller: ServicePoint, town: Town, dispatcher: User
) -> None:
    outage = Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=NOW, status="confirmed")
    estimate = set_estimate(
        outage=outage, restores_at=NOW + timedelta(days=365), source="dispatcher", by=dispatcher, at=NOW
    )
    call = ring()

    answer = at_desk.post(reverse("desk:told"), {"call": call.pk, "customer": caller.customer_id, "outage": outage.pk})

    told = EstimateTold.objects.get()
    assert answer.status_code == 200
    assert (told.estimate, told.call, told.customer) == (estimate, call, caller.customer)


def test_a_report_holds_its_call(at_desk: Client, caller: ServicePoint, no_power_form: FormVersion) -> None:
    call = ring()

    answer = report(at_desk, no_power_form, customer=caller.customer_id, service_point=caller.pk, call=call.pk)

    ticket = Ticket.objects.get()
    assert answer.status_code == 201
    assert ticket.number in answer.json()["html"]
    assert (ticket.customer, ticket.service_point, ticket.call) == (caller.customer, caller, call)


def test_saving_twice_makes_one_ticket(at_desk: Client, caller: ServicePoint, no_power_form: FormVersion) -> None:
    for _ in range(2):
        report(at_desk, no_power_form, customer=caller.customer_id, service_point=caller.pk)

    assert Ticket.objects.get().call_count == 1


def test_wrong_answers_are_named_by_field_and_nothing_is_saved(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    answer = report(at_desk, no_power_form, answers={"extent": "moon"}, customer=caller.customer_id)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"extent"}
    assert not Ticket.objects.exists()
    assert not FeedEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"version": "x"}, 400),
        ({"version": 10**30}, 400),
        ({"version": None}, 400),
        ({"answers": []}, 400),
        ({"location": 7}, 400),
        ({"location": "a\u0000b"}, 400),
        ({"reporter_name": "x" * 201}, 400),
        ({"customer": "abc"}, 404),
        ({"customer": 999_999}, 404),
        ({"call": 999_999}, 404),
        ({"customer": ""}, 409),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion, changes: dict[str, object], status: int
) -> None:
    answer = report(at_desk, no_power_form, **{"customer": caller.customer_id, **changes})

    assert answer.status_code == status
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"null", "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b'{"version": ' + b"9" * 5_000 + b"}", "application/json"),
        (b"version=1", "application/x-www-form-urlencoded"),
        (b"broken", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_nobody_can_read_is_refused(client: Client, agent: User, body: bytes, content_type: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)
    strict.cookies["csrftoken"] = token = "t" * 32

    answer = strict.post(reverse("desk:register"), body, content_type=content_type, headers={"X-CSRFToken": token})

    assert answer.status_code == 400
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("name", ["customer", "service_point", "call", "outage"])
@pytest.mark.parametrize("key", ["0", "-1", "abc", "1.5", "\0", "٣", "²", "9" * 25, "9" * 5_000])
def test_what_is_no_key_is_nowhere_found(at_desk: Client, name: str, key: str) -> None:
    doors = {"outage": "desk:told"}

    answer = at_desk.post(reverse(doors.get(name, "desk:attach")), {name: key})

    assert answer.status_code == 404
    assert not EstimateTold.objects.exists()


def test_somebody_elses_call_is_not_to_be_had(at_desk: Client, caller: ServicePoint, dispatcher: User) -> None:
    AgentLine.objects.create(user=dispatcher, extension="102")
    call = ring(extension="102")

    assert at_desk.get(reverse("desk:who"), {"call": call.pk}).status_code == 404


def test_a_call_that_a_colleague_took_over_is_still_to_be_written_down(
    at_desk: Client, caller: ServicePoint, dispatcher: User, no_power_form: FormVersion
) -> None:
    AgentLine.objects.create(user=dispatcher, extension="102")
    ring()
    call = ring(extension="102")

    bar = at_desk.get(reverse("desk:call"), {"call": call.pk}).content.decode()
    report(at_desk, no_power_form, customer=caller.customer_id, service_point=caller.pk, call=call.pk)

    assert 'data-state="elsewhere"' in bar
    assert "dispatcher" in bar
    assert Ticket.objects.get().call == call


def test_who_has_no_telephone_line_is_told_why_no_call_comes(client: Client, agent: User) -> None:
    client.force_login(agent)

    without, _created = client.get(reverse("desk:call")).content, AgentLine.objects.create(user=agent, extension="1")

    assert without != client.get(reverse("desk:call")).content


def test_a_stranger_is_found_by_words_and_the_call_becomes_theirs(at_desk: Client, caller: ServicePoint) -> None:
    call = ring("+48222222222")

    found = at_desk.post(reverse("desk:find"), {"text": "kowalska"}).content.decode()
    at_desk.post(reverse("desk:attach"), {"call": call.pk, "customer": caller.customer_id})

    call.refresh_from_db()
    assert f'data-choose-customer="{caller.customer_id}"' in found
    assert call.customer == caller.customer


@pytest.mark.parametrize("name", ["desk:desk", "desk:call", "desk:who", "desk:known"])
def test_who_may_not_take_reports_does_not_see_the_desk(client: Client, db: None, name: str) -> None:
    client.force_login(User.objects.create_user("stranger"))

    assert client.get(reverse(name)).status_code in (302, 403)


def test_the_known_panel_asks_as_often_for_twenty_tickets_as_for_two(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion, django_assert_max_num_queries: Any
) -> None:
    keys = {"customer": caller.customer_id, "service_point": caller.pk}

    def tickets(count: int) -> None:
        Ticket.objects.bulk_create(
            Ticket(
                ticket_type=no_power_form.ticket_type,
                form_version=no_power_form,
                customer=caller.customer,
                service_point=caller,
                reported_at=NOW,
            )
            for _ in range(count)
        )

    def queries() -> int:
        with django_assert_max_num_queries(60) as asked:
            at_desk.get(reverse("desk:known"), keys)
        return len(asked)

    tickets(2)
    at_desk.get(reverse("desk:known"), keys)
    few = queries()
    tickets(18)

    assert queries() == few


@pytest.mark.parametrize(("permission", "is_shown"), [("view_billingcard", True), (None, False)])
def test_what_a_customer_owes_is_shown_only_to_whom_the_role_allows_it(
    client: Client, caller: ServicePoint, permission: str | None, is_shown: bool
) -> None:
    BillingCard.objects.create(customer=caller.customer, overdue_30="77.30", source="SAP", as_of=NOW)
    clerk = User.objects.create_user("counter")
    granted = {"access_admin", "add_ticket", "view_customer", permission}
    clerk.user_permissions.set(Permission.objects.filter(codename__in=granted))
    client.force_login(clerk)

    who = client.get(reverse("desk:who"), {"customer": caller.customer_id}).content.decode()

    assert caller.customer.name in who
    assert ("77" in who) is is_shown


def test_a_save_whose_answer_was_lost_is_made_once_and_what_was_changed_since_is_a_correction(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    place = {"customer": caller.customer_id, "service_point": caller.pk}
    report(at_desk, no_power_form, **place)

    same = report(at_desk, no_power_form, **place)
    ticket = Ticket.objects.get()
    assert (same.status_code, ticket.answer_changes.count()) == (201, 0)
    changed = report(at_desk, no_power_form, **place, answers={"extent": "street", "flats": "6"})

    ticket.refresh_from_db()
    assert (changed.status_code, changed.json()["ticket"], Ticket.objects.count()) == (201, ticket.pk, 1)
    assert ticket.answers["extent"]["value"] == "street"
    assert ticket.answer_changes.get().before["extent"]["value"] == "flat"
    assert ticket.call_count == 1


def test_a_changed_caller_is_told_to_be_missing_from_what_the_first_try_registered(
    at_desk: Client, no_power_form: FormVersion
) -> None:
    report(at_desk, no_power_form, location="Polna 7", reporter_name="Nowak")

    again = report(at_desk, no_power_form, location="Polna 7", reporter_name="Nowacka")

    assert "<strong>" in again.json()["html"]
    assert Ticket.objects.get().reporter_name == "Nowak"


def test_another_place_after_a_lost_answer_is_told_and_registered_by_the_next_press(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    other = town.household("Nowak Ewa", "ST1B")
    report(at_desk, no_power_form, customer=caller.customer_id, service_point=caller.pk)
    first = Ticket.objects.get()
    changed = {"customer": other.customer_id, "service_point": other.pk}

    refused = report(at_desk, no_power_form, **changed)

    assert (refused.status_code, refused.json()["renew"]) == (409, True)
    assert first.number in refused.json()["message"]
    assert Ticket.objects.count() == 1
    assert report(at_desk, no_power_form, **changed, key="key-2").status_code == 201


def test_a_lost_answer_to_a_repeated_report_tells_what_was_changed_since(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    place = {"customer": caller.customer_id, "service_point": caller.pk}
    report(at_desk, no_power_form, **place, key="first")
    report(at_desk, no_power_form, **place, key="second")

    same = report(at_desk, no_power_form, **place, key="second").json()["html"]
    changed = report(at_desk, no_power_form, **place, key="second", answers={"extent": "street", "flats": "6"})

    assert "<strong>" not in same
    assert "<strong>" in changed.json()["html"]
    assert Ticket.objects.get().call_count == 2


def test_a_ticket_that_a_colleague_corrected_is_not_corrected_back_by_a_second_try(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion, dispatcher: User
) -> None:
    place = {"customer": caller.customer_id, "service_point": caller.pk}
    report(at_desk, no_power_form, **place)
    ticket = Ticket.objects.get()
    answers = {"extent": "street", "flats": "9"}
    complete_answers(ticket=ticket, raw_answers=answers, by=dispatcher, at=timezone.now())

    again = report(at_desk, no_power_form, **place)

    ticket.refresh_from_db()
    assert "<strong>" in again.json()["html"]
    assert ticket.answers["extent"]["value"] == "street"
