"""Missed and abandoned calls become one callback a number; speaking to whoever called ends it."""

import threading
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from crm.callbacks.operations import UnableToCallBack, ask_for_callback, finish, give_back, take
from crm.callbacks.queries import done, waiting, waiting_count
from crm.calls.ends import end_forgotten
from crm.calls.operations import ExchangeEvent, record
from crm.models import AgentLine, Call, Callback, CallbackReason, CustomerPhone, FeedEvent, ServicePoint
from tests.conftest import NOW, NewUser, Town

NUMBER = "+48601234567"
Why, Outcome = CallbackReason.Why, Callback.Outcome
pytestmark = pytest.mark.django_db


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def rings(name: str, number: str = "601 234 567", *, direction: str = "in", at: int = 0) -> None:
    ours, theirs = "991", number
    numbers = (theirs, ours) if direction == "in" else (ours, theirs)
    record(told=ExchangeEvent("newCall", name, direction, *numbers, "", ("201",)), at=later(at))


def answers(name: str, *, at: int = 0) -> None:
    record(told=ExchangeEvent("answer", name, extensions=("201",)), at=later(at))


def ends(name: str, cause: str, *, at: int = 0) -> None:
    record(told=ExchangeEvent("hangup", name, cause=cause), at=later(at))


def misses(name: str, number: str = "601 234 567", *, cause: str = "noAnswer", at: int = 0) -> None:
    rings(name, number, at=at)
    ends(name, cause, at=at + 20)


@pytest.fixture
def seated(agent: User) -> User:
    AgentLine.objects.create(user=agent, extension="201")
    return agent


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        ("cancel", Why.ABANDONED),
        ("normalClearing", Why.ABANDONED),
        ("noAnswer", Why.MISSED),
        ("busy", Why.MISSED),
        ("congestion", Why.MISSED),
        ("notFound", Why.MISSED),
        ("", Why.MISSED),
    ],
)
def test_an_unanswered_call_asks_for_a_callback(cause: str, why: str) -> None:
    misses("c", cause=cause)

    line = waiting()[0]
    assert (line.callback.number, line.callback.wanted_at) == (NUMBER, later(20))
    assert [(reason.why, reason.call and reason.call.exchange_id) for reason in line.reasons] == [(why, "c")]
    told = FeedEvent.objects.get(name="callback.asked")
    assert told.topics == [f"callback:{line.callback.pk}", "callbacks"]
    assert told.data == {"callback": line.callback.pk, "state": "open", "taken_by": None}


def test_many_missed_calls_of_a_number_are_one_callback_since_the_first() -> None:
    for number in range(5):
        misses(f"c{number}", at=number * 60)

    line = waiting()[0]
    assert waiting_count() == 1
    assert (line.callback.wanted_at, len(line.reasons), line.whys) == (later(20), 5, ["missed call"])


def test_a_hangup_told_again_asks_once() -> None:
    misses("c")

    ends("c", "noAnswer", at=90)

    assert len(waiting()[0].reasons) == 1


@pytest.mark.parametrize("number", ["", "anonymous", "☎", "e4"])
def test_a_withheld_number_asks_for_nothing(number: str) -> None:
    misses("c", number)

    assert not Callback.objects.exists()


def test_a_forwarded_call_and_one_from_a_telephone_of_ours_ask_for_nothing(seated: User) -> None:
    misses("c", cause="forwarded")
    misses("d", "201")

    assert not Callback.objects.exists()


def test_a_call_that_timed_out_ringing_asks_for_a_callback(seated: User) -> None:
    rings("c")

    end_forgotten(at=later(600))

    assert [reason.why for reason in waiting()[0].reasons] == [Why.MISSED]


def test_a_later_answered_call_from_the_number_ends_it(seated: User) -> None:
    misses("c")
    rings("d", "0-601 234 567", at=60)
    answers("d", at=65)

    over = done()[0].callback
    assert (over.outcome, over.done_by, over.done_at) == (Outcome.CALLED_US, seated, later(65))
    assert over.done_in == Call.objects.get(exchange_id="d")
    assert waiting_count() == 0


def test_a_call_of_ours_counts_as_an_attempt_until_somebody_answers(seated: User) -> None:
    misses("c")
    rings("d", direction="out", at=60)
    ends("d", "noAnswer", at=80)
    ends("d", "noAnswer", at=81)
    tried = Callback.objects.get()
    rings("e", direction="out", at=120)
    answers("e", at=130)

    assert (tried.attempts, tried.attempted_at, tried.state) == (1, later(80), "open")
    over = Callback.objects.get()
    assert (over.outcome, over.done_by) == (Outcome.REACHED, seated)


def test_whatever_order_an_answered_calls_events_come_in_nothing_is_owed(seated: User) -> None:
    for number, story in enumerate(permutations(range(3))):
        for step in story:
            if step == 0:
                rings(f"c{number}")
            elif step == 1:
                answers(f"c{number}", at=5)
            else:
                ends(f"c{number}", "normalClearing", at=50)

        assert waiting_count() == 0, story


def test_an_end_that_is_told_after_the_caller_was_spoken_to_asks_for_nothing(seated: User) -> None:
    rings("c")
    rings("d", at=30)
    answers("d", at=35)

    ends("c", "cancel", at=60)

    assert waiting_count() == 0


def test_a_wish_and_a_worse_restoration_time_join_the_callback_that_waits(seated: User, point: ServicePoint) -> None:
    misses("c")

    asked = ask_for_callback(
        number="601234567",
        why=Why.ASKED,
        at=later(60),
        customer=point.customer,
        note="after work",
        not_before=later(9000),
        by=seated,
    )
    ask_for_callback(number=NUMBER, why=Why.TOLD, at=later(90), note="14:30 became 18:00")

    line = waiting()[0]
    assert (line.callback, line.customer, line.callback.not_before) == (asked, point.customer, later(9000))
    assert [reason.why for reason in line.reasons] == [Why.MISSED, Why.ASKED, Why.TOLD]
    assert line.notes == ["after work", "14:30 became 18:00"]


@pytest.mark.parametrize("number", ["", "anonymous", "12"])
def test_a_number_that_cannot_be_called_is_refused(db: None, number: str) -> None:
    with pytest.raises(UnableToCallBack):
        ask_for_callback(number=number, why=Why.ASKED, at=NOW)

    assert not Callback.objects.exists()
    assert not FeedEvent.objects.exists()


def test_the_one_customer_who_has_the_number_is_named_and_of_two_neither(town: Town) -> None:
    anna, jan = (town.household(name, "ST1A").customer for name in ("Kowalska Anna", "Kowalski Jan"))
    CustomerPhone.objects.create(customer=anna, number=NUMBER)
    misses("c")
    alone = waiting()[0]
    CustomerPhone.objects.create(customer=jan, number=NUMBER)

    both = waiting()[0]

    assert (alone.customer, alone.candidates) == (anna, 0)
    assert (both.customer, both.candidates) == (None, 2)


def test_whoever_waits_longest_stands_first() -> None:
    for name, number, at in (("b", "602", 60), ("a", "601", 0), ("c", "603", 30)):
        misses(name, f"{number} 000 000", at=at)

    assert [line.callback.number[3:6] for line in waiting()] == ["601", "603", "602"]


def test_a_callback_is_taken_given_back_and_taken_over_knowingly(seated: User, new_user: NewUser) -> None:
    colleague = new_user("supervisor")
    misses("c")
    callback = Callback.objects.get()

    taken = take(callback=callback, seen=None, by=seated, at=later(60))
    with pytest.raises(UnableToCallBack, match="took this callback meanwhile"):
        take(callback=callback, seen=None, by=colleague, at=later(61))
    with pytest.raises(UnableToCallBack, match="do not have"):
        give_back(callback=callback, by=colleague, at=later(62))
    unmoved = Callback.objects.get().taken_by
    over = take(callback=callback, seen=seated.pk, by=colleague, at=later(63))
    free = give_back(callback=callback, by=colleague, at=later(64))

    assert (taken.taken_by, unmoved, over.taken_by, free.taken_by) == (seated, seated, colleague, None)
    names = FeedEvent.objects.filter(subject=f"callback:{callback.pk}").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["callback.asked", "callback.taken", "callback.taken", "callback.given_back"]


def test_giving_up_needs_a_reason_and_what_is_done_stays_done(seated: User) -> None:
    misses("c")
    callback = Callback.objects.get()

    with pytest.raises(UnableToCallBack, match="why"):
        finish(callback=callback, outcome=Outcome.GIVEN_UP, note=" ", by=seated, at=later(60))
    assert Callback.objects.get().state == "open"
    over = finish(callback=callback, outcome=Outcome.GIVEN_UP, note="wrong number", by=seated, at=later(61))
    with pytest.raises(UnableToCallBack, match="done already"):
        finish(callback=callback, outcome=Outcome.REACHED, note="", by=seated, at=later(62))
    with pytest.raises(UnableToCallBack, match="done already"):
        take(callback=callback, seen=None, by=seated, at=later(62))

    assert (over.outcome, over.note, over.done_by) == (Outcome.GIVEN_UP, "wrong number", seated)


def test_after_one_is_done_the_next_missed_call_opens_another(seated: User) -> None:
    misses("c")
    finish(callback=Callback.objects.get(), outcome=Outcome.REACHED, note="", by=seated, at=later(60))

    misses("d", at=600)

    assert (Callback.objects.count(), waiting_count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_missed_calls_at_one_moment_make_one_callback() -> None:
    starts = threading.Barrier(6)

    def miss(name: str) -> None:
        starts.wait(10)
        misses(name)
        connection.close()

    calls = [threading.Thread(target=miss, args=(f"c{number}",)) for number in range(6)]
    for one in calls:
        one.start()
    for one in calls:
        one.join(30)

    assert Callback.objects.count() == 1
    assert CallbackReason.objects.count() == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_an_answer_and_the_end_of_a_missed_call_at_one_moment_leave_nothing_owed(agent: User) -> None:
    AgentLine.objects.create(user=agent, extension="201")
    starts = threading.Barrier(2)
    for turn in range(8):
        number = f"60100000{turn}"
        rings(f"missed {turn}", number)
        rings(f"taken {turn}", number, at=30)

    def tell(event: ExchangeEvent) -> None:
        record(told=event, at=later(40))
        connection.close()

    for turn in range(8):
        events = (
            ExchangeEvent("hangup", f"missed {turn}", cause="cancel"),
            ExchangeEvent("answer", f"taken {turn}", extensions=("201",)),
        )

        def at_once(event: ExchangeEvent) -> None:
            starts.wait(10)
            tell(event)

        both = [threading.Thread(target=at_once, args=(event,)) for event in events]
        for one in both:
            one.start()
        for one in both:
            one.join(30)

    assert waiting_count() == 0
