"""Tabs are counted together: at once for who looks, shared where all see the same, anew when something has happened."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cms.search import counts as counting
from crm import feed
from crm.models import SavedSearch, Ticket
from crm.tickets.assigning import assign
from tests.cms.records.conftest import at_agent, at_dispatcher, point, ticket
from tests.conftest import NOW

__all__ = ["at_agent", "at_dispatcher", "point", "ticket"]


def told(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/admin/search/ticket/counts/").json()
    return answer


def number(answer: dict[str, Any], code: str) -> int:
    return int(answer["counts"][f"view={code}"]["number"])


def test_all_tabs_are_told_together_each_as_who_looks_sees_it(
    at_agent: Client, at_dispatcher: Client, ticket: Ticket, agent: User
) -> None:
    assign(ticket=ticket, to=agent, by=agent, at=NOW)
    feed.number_committed()
    saved = SavedSearch.objects.create(name="x", owner=agent, criteria={}, changed_at=NOW)

    mine, theirs = told(at_agent), told(at_dispatcher)

    assert (number(mine, "mine"), number(theirs, "mine")) == (1, 0)
    assert number(mine, "unfinished") == number(theirs, "unfinished") == 1
    assert mine["counts"][f"saved={saved.pk}"] == {"short": "1", "number": 1}
    assert mine["position"] == feed.last_position()


def test_what_all_see_alike_is_counted_once(
    at_agent: Client, at_dispatcher: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(at_agent)
    counted: list[object] = []
    count = counting.Answer.count

    def noting(answer: counting.Answer) -> object:
        counted.append(answer.asked.overview)
        return count(answer)

    monkeypatch.setattr(counting.Answer, "count", noting)
    told(at_dispatcher)

    assert counted == ["mine"]


def test_a_count_that_does_not_know_of_the_newest_event_says_so_and_is_taken_anew_in_seconds(
    at_agent: Client, ticket: Ticket, agent: User, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    feed.number_committed()
    before = told(at_agent)
    assign(ticket=ticket, to=agent, by=agent, at=NOW)
    feed.number_committed()

    at_once = told(at_agent)
    time_machine.shift(6)
    later = told(at_agent)

    assert number(before, "unassigned") == number(at_once, "unassigned") == 1
    assert at_once["position"] == before["position"] < feed.last_position()
    assert number(later, "unassigned") == 0
    assert later["position"] == feed.last_position()


def test_what_cannot_be_asked_any_more_is_told_without_a_number(at_agent: Client, agent: User, ticket: Ticket) -> None:
    gone = {"subject": "ticket.gone", "operator": "is", "value": "x"}
    saved = SavedSearch.objects.create(name="x", owner=agent, criteria=gone, changed_at=NOW)

    assert told(at_agent)["counts"][f"saved={saved.pk}"] == {"short": "–", "number": None}


def test_the_rest_is_told_another_time_when_counting_takes_long(
    at_agent: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_LONGEST", -1.0)

    assert told(at_agent) == {"counts": {}, "position": -1}
