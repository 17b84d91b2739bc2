"""A pattern an administrator wrote cannot stop the server; one that cannot be read is refused at publishing."""

import time

import pytest
from django.utils.translation import override

from tests.conftest import NOW, draft_no_power
from ticketforms.kinds import KINDS, AnswerError, UnfitSettings
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import UnableToPublish, publish


def _no_entries(_code: str) -> list[dict[str, str]]:
    return []


@pytest.mark.parametrize(
    ("pattern", "raw", "is_taken"),
    [
        ("[A-Z]{2}[0-9]{4}", "AB1234", True),
        ("[A-Z]{2}[0-9]{4}", "AB12345", False),
        ("[A-Z]{2}[0-9]{4}", "xAB1234", False),
        (r"\p{Lu}\p{Ll}+", "Łąka", True),
        ("a|b", "ab", False),
        ("(?i)abc", "ABC", True),
    ],
)
def test_the_whole_answer_has_to_fit(pattern: str, raw: str, is_taken: bool) -> None:
    settings = KINDS["text"].freeze({"pattern": pattern}, _no_entries)

    if is_taken:
        assert KINDS["text"].clean(raw, settings) == raw
    else:
        with override("en"), pytest.raises(AnswerError, match=r"check it\.$"):
            KINDS["text"].clean(raw, settings)


def test_an_example_tells_how_to_write_it() -> None:
    settings = KINDS["text"].freeze({"pattern": "[0-9]{2}-[0-9]{3}", "example": "62-001"}, _no_entries)

    with override("en"), pytest.raises(AnswerError, match="Write it like 62-001"):
        KINDS["text"].clean("62001", settings)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+b", "(.*)*x", "([a-z]+)*[0-9]"])
def test_a_pattern_that_explodes_elsewhere_is_read_at_once(pattern: str) -> None:
    settings = KINDS["text"].freeze({"pattern": pattern}, _no_entries)
    started = time.perf_counter()

    with pytest.raises(AnswerError):
        KINDS["text"].clean("a" * 3999 + "!", settings)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("pattern", ["[", "(", "a{1001}", "(a{1000}){1000}", "(?=a)b", r"(a)\1", "*", "a" * 201])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with override("en"), pytest.raises(UnfitSettings, match="write a simpler one") as unfit:
        KINDS["text"].freeze({"pattern": pattern}, _no_entries)

    assert unfit.value.setting == "pattern"


@pytest.mark.parametrize("kind", ["text", "meter_number"])
def test_an_example_that_does_not_fit_is_refused(kind: str) -> None:
    with pytest.raises(UnfitSettings) as unfit:
        KINDS[kind].freeze({"pattern": "[0-9]+", "example": "A1"}, _no_entries)

    assert unfit.value.setting == "example"


def test_a_form_with_a_pattern_that_explodes_is_not_published_and_nothing_is_lost(no_power_type: TicketType) -> None:
    asked = {"code": "sign", "kind": "text", "label_pl": "Znak", "settings": {"pattern": "(a{1000}){1000}"}}
    draft = draft_no_power([asked])

    with override("en"), pytest.raises(UnableToPublish, match="The pattern cannot be used"):
        publish(ticket_type=draft, by=None, at=NOW)

    assert not FormVersion.objects.exists()
    kept = TicketType.objects.get().get_latest_revision_as_object().fields[0].value
    assert kept["pattern"] == "(a{1000}){1000}"


def test_lengths_are_checked_and_have_to_make_sense() -> None:
    settings = KINDS["text"].freeze({"min_length": 2, "max_length": 3}, _no_entries)

    assert KINDS["text"].clean("ab", settings) == "ab"
    with override("en"), pytest.raises(AnswerError, match="at least 2"):
        KINDS["text"].clean("a", settings)
    with pytest.raises(UnfitSettings) as unfit:
        KINDS["text"].freeze({"min_length": 4, "max_length": 3}, _no_entries)
    assert unfit.value.setting == "min_length"
