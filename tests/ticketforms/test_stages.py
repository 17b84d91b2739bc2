"""Where a ticket may go by its type; the sentences and the editor are tested elsewhere."""

from typing import Any

import pytest
from django.utils.translation import override

from ticketforms.stage_rules import stage_changes, stage_troubles
from ticketforms.stages import Flow, flow_of

INSPECTED = flow_of(
    [
        {"code": "new", "label_pl": "Nowe", "state": "open", "moves": [{"to": "seen"}]},
        {
            "code": "seen",
            "label_pl": "Obejrzane",
            "label_en": "Looked at",
            "state": "in_progress",
            "moves": [{"to": "new", "needs_reason": True}, {"to": "done"}],
        },
        {"code": "done", "label_pl": "Załatwione", "state": "closed", "moves": []},
    ]
)


def _keys(flow: Flow, state: str, code: str) -> list[str]:
    return [way.stage.key for way in flow.ways(state, code)]


def test_a_type_without_stages_goes_from_state_to_state() -> None:
    flow = flow_of([])

    assert flow.first.key == "open"
    assert _keys(flow, "open", "") == ["in_progress", "waiting", "closed", "cancelled"]
    assert _keys(flow, "waiting", "") == ["in_progress", "closed", "cancelled"]
    assert _keys(flow, "closed", "") == []


def test_a_type_with_stages_allows_only_their_moves_and_cancelling() -> None:
    assert INSPECTED.first.code == "new"
    assert _keys(INSPECTED, "open", "new") == ["seen", "cancelled"]
    assert [(way.stage.key, way.needs_reason) for way in INSPECTED.ways("in_progress", "seen")] == [
        ("new", True),
        ("done", False),
        ("cancelled", False),
    ]


def test_a_ticket_of_a_stage_that_is_gone_stands_at_the_first_of_its_state() -> None:
    assert INSPECTED.at("in_progress", "measured").code == "seen"


def test_a_ticket_in_a_state_the_type_does_not_name_still_has_a_way_on() -> None:
    assert _keys(INSPECTED, "waiting", "letter_sent") == ["seen", "done", "cancelled"]


def _stage(code: str, state: str, *moves: str, label: str = "") -> dict[str, object]:
    return {
        "code": code,
        "label_pl": label or code,
        "label_en": "",
        "state": state,
        "moves": [{"to": move, "needs_reason": False} for move in moves],
    }


SOUND = [_stage("new", "open", "seen"), _stage("seen", "in_progress", "done"), _stage("done", "closed")]


def test_sound_stages_have_nothing_against_them() -> None:
    assert stage_troubles(SOUND) == []
    assert stage_troubles([]) == []


@pytest.mark.parametrize(
    ("stages", "index", "part"),
    [
        ([_stage("seen", "in_progress", "done"), _stage("done", "closed")], 0, "state"),
        ([*SOUND, _stage("done", "closed")], 3, "code"),
        ([_stage("new", "open", "gone"), *SOUND[1:]], 0, "moves"),
        ([_stage("new", "open", "new"), *SOUND[1:]], 0, "moves"),
        ([SOUND[0], SOUND[1], _stage("done", "closed", "new")], 2, "moves"),
        ([_stage("new", "open", "seen"), _stage("seen", "waiting", "new"), _stage("done", "closed")], 0, "moves"),
        ([_stage("new", "nowhere", "seen"), *SOUND[1:]], 0, "state"),
    ],
)
def test_stages_in_which_a_ticket_would_be_stuck_are_told(stages: list[Any], index: int, part: str) -> None:
    assert (index, part) in [(where, what) for where, what, _said in stage_troubles(stages)]


def test_what_a_draft_changes_about_stages_is_told_in_words() -> None:
    after = [_stage("new", "open", "seen"), _stage("seen", "waiting", "new", "done", label="Sprawdzone"), SOUND[2]]

    with override("en"):
        told = list(stage_changes(SOUND, after))

    assert told == [
        "The stage “seen” is now called “Sprawdzone”.",
        "The stage “Sprawdzone” now counts as “waiting for the customer”.",
        "From “Sprawdzone” now: new, done.",
    ]
