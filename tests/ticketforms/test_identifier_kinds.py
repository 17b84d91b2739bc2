"""Numbers that others give are checked as their makers say, and kept without what was written for the eye."""

import pytest
from django.utils.translation import override

from cms.demo.identifiers import ppe
from ticketforms.kinds import KINDS, AnswerError


@pytest.mark.parametrize(
    ("kind", "raw", "kept", "shown"),
    [
        ("nip", "123-456-32-18", "1234563218", "123-456-32-18"),
        ("nip", " 1234563218 ", "1234563218", "123-456-32-18"),
        ("pesel", "44051401359", "44051401359", "44051401359"),
        ("pesel", "02070803628", "02070803628", "02070803628"),
        ("regon", "123456785", "123456785", "123456785"),
        ("regon", "12345678512347", "12345678512347", "12345678512347"),
        ("meter_number", "ab 123/45", "AB123/45", "AB123/45"),
    ],
)
def test_a_right_number_is_kept_without_blanks(kind: str, raw: str, kept: str, shown: str) -> None:
    assert KINDS[kind].clean(raw, {}) == kept
    assert KINDS[kind].show(kept, {}, "pl") == shown


def test_a_ppe_number_is_checked_as_gs1_says() -> None:
    right = ppe(12345)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    swapped = right[:15] + right[16] + right[15] + right[17]

    assert KINDS["ppe"].clean(f"{right[:3]} {right[3:]}", {}) == right
    for number in {wrong, swapped} - {right}:
        with override("en"), pytest.raises(AnswerError, match="one of its digits is wrong"):
            KINDS["ppe"].clean(number, {})


@pytest.mark.parametrize(
    ("kind", "raw", "advice"),
    [
        ("ppe", "59032240012345678", "18 digits"),
        ("ppe", "٥٩٠٣٢٢٤٠٠١٢٣٤٥٦٧٨٥", "18 digits"),
        ("ppe", 590322400123456785, "18 digits"),
        ("nip", "1234563217", "digits is wrong"),
        ("nip", "123456321", "10 digits"),
        ("pesel", "44051401358", "digits is wrong"),
        # The check digit fits, but there is no 31st of February.
        ("pesel", "44023101353", "digits is wrong"),
        ("pesel", "4405140135a", "11 digits"),
        ("regon", "123456784", "digits is wrong"),
        ("regon", "1234567", "9 or 14 digits"),
        ("meter_number", "a", "letters and digits"),
        ("meter_number", "ąę123", "letters and digits"),
        ("meter_number", ["123456"], "meter's plate"),
    ],
)
def test_a_wrong_number_is_refused(kind: str, raw: object, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS[kind].clean(raw, {})


def test_meters_are_numbered_as_the_pattern_says() -> None:
    settings = KINDS["meter_number"].freeze({"pattern": "[0-9]{8}", "example": "12345678"}, lambda _code: [])

    assert KINDS["meter_number"].clean("1234 5678", settings) == "12345678"
    with override("en"), pytest.raises(AnswerError, match="like 12345678"):
        KINDS["meter_number"].clean("1234567", settings)
