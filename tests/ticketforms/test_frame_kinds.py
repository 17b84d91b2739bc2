"""Headings and lines take no answer; an emergency instruction keeps that it was carried out."""

import pytest
from django.utils.translation import override

from ticketforms.kinds import KINDS, AnswerError


@pytest.mark.parametrize("kind", ["section", "notice", "info"])
def test_a_part_of_the_frame_takes_no_answer(kind: str) -> None:
    assert KINDS[kind].is_question is False
    assert KINDS[kind].clean("", {}) is None
    with override("en"), pytest.raises(AnswerError, match="takes no answer"):
        KINDS[kind].clean("heard", {})


@pytest.mark.parametrize(
    ("raw", "kept"), [(True, True), ("true", True), ("1", True), ("", None), (False, None), ("false", None)]
)
def test_an_instruction_was_carried_out_or_is_open(raw: object, kept: bool | None) -> None:
    assert KINDS["emergency"].clean(raw, {}) is kept


@pytest.mark.parametrize("raw", ["perhaps", 5, ["true"], {"a": 1}, None])
def test_an_instruction_is_not_confirmed_by_anything(raw: object) -> None:
    with override("en"), pytest.raises(AnswerError, match="Confirm"):
        KINDS["emergency"].clean(raw, {})


@pytest.mark.parametrize(
    ("acknowledged_by", "polish", "english"),
    [("told", "Powiedziano dzwoniącemu", "I have told the caller"), ("done", "Zrobione", "Done")],
)
def test_the_confirmation_is_kept_in_words(acknowledged_by: str, polish: str, english: str) -> None:
    settings = {"acknowledged_by": acknowledged_by}

    assert KINDS["emergency"].show(True, settings, "pl") == polish
    assert [option.label for option in KINDS["emergency"].options(settings, "en")] == [english]
