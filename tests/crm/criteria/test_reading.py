"""What criteria are refused for, and where."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from crm.criteria.catalogue import subjects
from crm.criteria.errors import CriteriaError
from crm.criteria.reading import checked
from crm.criteria.subjects import Viewer
from ticketforms.conditions import All, plain

ALL = Viewer(may=lambda permission: True)


def nested(levels: int) -> dict[str, Any]:
    raw: dict[str, Any] = {"subject": "ticket.state", "operator": "is", "value": "open"}
    for _level in range(levels):
        raw = {"all": [raw]}
    return raw


def test_criteria_of_every_shape_come_back_typed(db: None) -> None:
    known = subjects("ticket", ALL)
    raw = {
        "any": [
            {"subject": "ticket.state", "operator": "is_any_of", "value": ["open", "waiting"]},
            {"not": {"all": [{"subject": "billing.balance", "operator": "less_than", "value": "1 200,50"}]}},
            {"subject": "customer.phone", "operator": "is", "value": "0-601 234 567"},
        ]
    }

    read = plain(checked(raw, known, "ticket"))

    assert read["any"][1] == {
        "not": {"all": [{"subject": "billing.balance", "operator": "less_than", "value": "1200.5"}]}
    }
    assert read["any"][2]["value"] == "+48601234567"
    assert checked(None, known, "ticket") == All(())


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("open", ()),
        ({"all": "open"}, ()),
        ({"all": [{"subject": "ticket.state", "operator": "is", "value": "open"}, []]}, (1,)),
        ({"all": [{"any": [{"subject": "ticket.colour", "operator": "is", "value": "x"}]}]}, (0, 0)),
        ({"subject": "ticket.state", "operator": "looks_like", "value": "open"}, ()),
        ({"subject": "ticket.state", "operator": ["is"], "value": "open"}, ()),
        ({"subject": "ticket.state", "operator": "is", "value": {"$ne": 1}}, ()),
        ({"subject": "ticket.state", "operator": "is_any_of", "value": []}, ()),
        ({"subject": "ticket.location", "operator": "contains", "value": "x" * 10_000}, ()),
        ({"subject": "ticket.location", "operator": "contains", "value": "a\x00b"}, ()),
        ({"subject": "ticket.text", "operator": "contains", "value": "%%%"}, ()),
        ({"subject": "ticket.calls", "operator": "at_least", "value": "1e999999"}, ()),
        ({"subject": "ticket.calls", "operator": "at_least", "value": "NaN"}, ()),
        ({"subject": "ticket.calls", "operator": "at_least", "value": True}, ()),
        ({"subject": "ticket.reported_at", "operator": "within", "value": {"last": 10**9, "unit": "days"}}, ()),
        ({"subject": "ticket.reported_at", "operator": "within", "value": {"from": "99999-01-01"}}, ()),
        ({"subject": "ticket.reported_at", "operator": "within", "value": {"from": "2026-02-30"}}, ()),
        ({"subject": "ticket.number", "operator": "is", "value": "abc"}, ()),
        (nested(40), ()),
        (nested(5_000), ()),
        ({"any": [nested(0)] * 101}, ()),
        ({"any": [{"all": []}] * 10_000}, ()),
        ({"subject": "ticket.state", "operator": "is", "value": "open", "more": 1}, ()),
        ({"all": [], "of": "outage"}, ()),
        ({"all": [], "of": ["case"]}, ()),
        ({"any": [], "of": "case"}, ()),
        ({"all": [{"subject": "ticket.state", "operator": "is", "value": "open"}], "of": "case"}, (0,)),
    ],
)
def test_what_is_no_criterion_is_refused_with_a_sentence_and_its_place(db: None, raw: Any, path: tuple[int]) -> None:
    with pytest.raises(CriteriaError) as refused:
        checked(raw, subjects("ticket", ALL), "ticket")

    assert refused.value.path == path
    assert str(refused.value).endswith(".")


def test_groups_about_one_thing_stand_in_one_another_twice_at_most(db: None) -> None:
    known = subjects("customer", ALL)
    twice = {"all": [{"all": [], "of": "ticket"}], "of": "outage"}

    assert plain(checked(twice, known, "customer")) == twice
    with pytest.raises(CriteriaError, match="dissolve"):
        checked({"all": [twice], "of": "service_point"}, known, "customer")


def test_money_is_not_there_for_who_may_not_see_it(register: User) -> None:
    dispatcher = Viewer(may=lambda permission: permission not in ("crm.view_billingcard", "crm.view_meter"))

    known = subjects("ticket", dispatcher)

    assert "ticket.state" in known
    assert not [name for name in known if name.startswith(("billing.", "meter."))]
    with pytest.raises(CriteriaError):
        checked({"subject": "billing.balance", "operator": "less_than", "value": "0"}, known, "ticket")


def test_an_unknown_root_is_refused(db: None) -> None:
    with pytest.raises(CriteriaError):
        subjects("invoice", ALL)
