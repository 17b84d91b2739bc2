"""Where a ticket may go by its type; the sentences and the editor are tested elsewhere."""

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
