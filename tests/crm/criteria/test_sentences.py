"""Criteria as people read them."""

import pytest
from django.utils.translation import override

from crm.criteria.catalogue import subjects
from crm.criteria.reading import checked
from crm.criteria.sentences import criteria_sentence
from crm.criteria.subjects import Viewer
from crm.criteria.vocabulary import vocabulary

ALL = Viewer(may=lambda permission: True)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (None, "always"),
        (
            {"subject": "ticket.state", "operator": "is_any_of", "value": ["open", "waiting"]},
            "“Ticket: state” is “open” or “waiting for the customer”",
        ),
        (
            {
                "all": [
                    {"subject": "ticket.reported_at", "operator": "within", "value": {"last": 7, "unit": "days"}},
                    {"not": {"subject": "ticket.location", "operator": "begins_with", "value": "ul"}},
                ]
            },
            "“Ticket: reported” is within “last 7 days” and “Ticket: place in words” does not begin with “ul”",
        ),
        (
            {"subject": "billing.balance", "operator": "at_least", "value": "12.5"},
            "“Account: balance” is at least “12.5 PLN”",
        ),
        ({"subject": "ticket.assignee", "operator": "is", "value": "me"}, "“Ticket: assigned to” is “me”"),
    ],
)
def test_criteria_are_told_as_a_sentence(db: None, raw: object, told: str) -> None:
    known = subjects("ticket", ALL)

    with override("en"):
        assert criteria_sentence(checked(raw, known, "ticket"), known) == told


def test_what_holds_of_one_and_the_same_thing_is_told_as_such(db: None) -> None:
    known = subjects("customer", ALL)
    group = {
        "all": [
            {"subject": "ticket.state", "operator": "is", "value": "open"},
            {"subject": "ticket.priority", "operator": "is", "value": "4"},
        ],
        "of": "ticket",
    }
    about = "“Ticket: state” is “open” and “Ticket: priority” is “4, single”"

    with override("en"):
        assert criteria_sentence(checked(group, known, "customer"), known) == f"there is a ticket of which: {about}"
        without = criteria_sentence(checked({"not": group}, known, "customer"), known)
        assert without == f"there is no ticket of which: {about}"


def test_the_editors_words_hold_every_subject_once_with_its_comparisons(db: None) -> None:
    known = subjects("ticket", ALL)

    words = vocabulary("ticket", known)

    assert [subject["name"] for subject in words["subjects"]] == list(known)
    assert {subject["group"] for subject in words["subjects"]} == {code for code, _label in words["groups"]}
    state = next(subject for subject in words["subjects"] if subject["name"] == "ticket.state")
    assert ["not is_any_of", "is none of"] in state["operators"]
    assert ["open", "open"] in state["choices"]
