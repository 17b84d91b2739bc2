"""Work after a call lasts until the agent says so, saves, or takes the next call, and ten minutes at most."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from crm.calls.operations import ExchangeEvent, record
from crm.calls.queries import call_to_wrap_up
from crm.calls.wrapping import UnableToWrapUp, end_by_time, wrap_up
from crm.models import AgentLine, Call, FeedEvent, ServicePoint
from tests.conftest import NOW, NewUser, report_no_power
from ticketforms.models import FormVersion


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def seated(agent: User) -> User:
    AgentLine.objects.create(user=agent, extension="201")
    return agent


def take(name: str = "c", *, answered: int = 5, ended: int | None = 100) -> Call:
    """Let the agent take a call that rings at 0 by default."""
    record(told=ExchangeEvent("newCall", name, "in", "601234567", "991", "", ("201",)), at=later(answered - 5))
    call = record(told=ExchangeEvent("answer", name, extensions=("201",)), at=later(answered))
    if ended is not None:
        call = record(told=ExchangeEvent("hangup", name, cause="normalClearing"), at=later(ended))
    return call


def test_waiting_talking_and_wrap_up_are_told_apart(seated: User) -> None:
    call = wrap_up(call=take(), by=seated, at=later(130))

    assert (call.waiting_seconds, call.talk_seconds, call.wrap_up_seconds) == (5, 95, 30)
    told = FeedEvent.objects.get(name="call.wrapped_up")
    assert (told.by, told.topics, told.data["seconds"]) == (
        seated,
        [f"call:{call.pk}", f"calls:{seated.pk}"],
        30,
    )


def test_whoever_gives_up_waited_until_then(seated: User) -> None:
    record(told=ExchangeEvent("newCall", "c", "in", "601234567", "991", "", ("201",)), at=NOW)
    call = record(told=ExchangeEvent("hangup", "c", cause="cancel"), at=later(40))

    assert (call.waiting_seconds, call.talk_seconds, call.wrap_up_seconds) == (40, None, None)
    assert call_to_wrap_up(seated, later(41)) is None


def test_done_pressed_twice_counts_once(seated: User) -> None:
    call = wrap_up(call=take(), by=seated, at=later(130))

    again = wrap_up(call=call, by=seated, at=later(190))

    assert again.wrap_up_seconds == 30
    assert FeedEvent.objects.filter(name="call.wrapped_up").count() == 1


def test_nobody_ends_a_colleagues_work_nor_that_after_a_call_that_goes_on(seated: User, new_user: NewUser) -> None:
    over, going_on = take(), take("d", answered=200, ended=None)
    Call.objects.update(wrapped_up_at=None)

    with pytest.raises(UnableToWrapUp, match="whoever took"):
        wrap_up(call=over, by=new_user("supervisor"), at=later(130))
    with pytest.raises(UnableToWrapUp, match="goes on"):
        wrap_up(call=going_on, by=seated, at=later(230))

    assert set(Call.objects.values_list("wrapped_up_at", flat=True)) == {None}


def test_the_next_call_ends_the_work_after_the_one_before(seated: User) -> None:
    call = take()

    take("d", answered=145, ended=None)

    call.refresh_from_db()
    assert call.wrap_up_seconds == 45


def test_saving_ends_the_work_and_saving_more_takes_it_further(
    seated: User, no_power_form: FormVersion, point: ServicePoint
) -> None:
    call = take()
    assert call_to_wrap_up(seated, later(120)) == call

    report_no_power(no_power_form, point, seated, call=call, at=later(140))

    call.refresh_from_db()
    assert call.wrap_up_seconds == 40
    assert call_to_wrap_up(seated, later(141)) is None


def test_what_was_saved_during_the_call_leaves_no_work_unless_more_is_saved_after_it(
    seated: User, no_power_form: FormVersion, point: ServicePoint
) -> None:
    call = take(ended=None)
    report_no_power(no_power_form, point, seated, call=call, at=later(60))

    ended = record(told=ExchangeEvent("hangup", "c", cause="normalClearing"), at=later(100))
    at_its_end = ended.wrap_up_seconds
    report_no_power(no_power_form, point, seated, call=call, at=later(125))

    call.refresh_from_db()
    assert (at_its_end, call.wrap_up_seconds) == (0, 25)


def test_a_call_that_ends_while_its_agent_is_in_the_next_one_leaves_no_work(seated: User) -> None:
    first = take(ended=None)
    take("d", answered=50, ended=None)

    ended = record(told=ExchangeEvent("hangup", "c", cause="normalClearing"), at=later(100))

    assert (ended.pk, ended.wrap_up_seconds) == (first.pk, 0)


def test_what_nobody_ends_is_done_after_ten_minutes_whenever_it_is_looked_for(seated: User) -> None:
    call = take()
    assert end_by_time(at=later(699)) == []

    ended = end_by_time(at=later(5000))

    assert (ended, ended[0].wrap_up_seconds) == ([call], 600)
    assert end_by_time(at=later(6000)) == []


def test_of_a_call_from_before_yesterday_nobody_knows_how_long_the_work_took(seated: User) -> None:
    take()

    assert end_by_time(at=later(200_000)) == []
    assert Call.objects.get().wrap_up_seconds is None


def test_done_too_late_counts_ten_minutes(seated: User) -> None:
    assert wrap_up(call=take(), by=seated, at=later(2000)).wrap_up_seconds == 600
