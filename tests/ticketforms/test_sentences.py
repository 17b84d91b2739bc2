"""A condition and a rule are told in both languages as a person would say them."""

from typing import Any

import pytest

from ticketforms.conditions import All, Clause, Not
from ticketforms.conditions.sentences import Names, rule_pieces, rule_sentence, sentence

LIGHT = {"subject": "light", "operator": "is", "value": "dim"}
STREET = {"subject": "street", "operator": "is_filled"}
SINCE = {"subject": "since", "operator": "less_than", "value": "12:00"}


class Spoken(Names):
    """Names of a small form; fields are called in English whatever the language, values by their code."""

    def subject(self, subject: str) -> str:
        return {"light": "Light", "voltage": "Voltage", "street": "Street", "since": "Since"}.get(subject, "")

    def value(self, subject: str, value: object) -> str:
        return "" if value in (None, "") else str(value)

    def is_moment(self, subject: str) -> bool:
        return subject == "since"


def _rule(when: Any, *effects: dict[str, Any]) -> dict[str, Any]:
    return {"when": when, "effects": list(effects)}


SHOW = {"effect": "show", "fields": ["voltage"]}


@pytest.mark.parametrize(
    ("condition", "english", "polish"),
    [
        (None, "always", "zawsze"),
        ({"any": []}, "never", "nigdy"),
        (LIGHT, "“Light” is “dim”", "„Light” to „dim”"),
        (LIGHT | {"value": ""}, "“Light” is …", "„Light” to …"),
        (LIGHT | {"subject": ""}, "… is “dim”", "… to „dim”"),
        (
            {"subject": "light", "operator": "is_any_of", "value": ["dim", "out", "off"]},
            "“Light” is “dim”, “out” or “off”",
            "„Light” to „dim”, „out” lub „off”",
        ),
        (
            {"not": {"subject": "light", "operator": "is_any_of", "value": ["dim", "out"]}},
            "“Light” is none of “dim” or “out”",
            "„Light” to żadne z „dim” lub „out”",
        ),
        (SINCE, "“Since” is before “12:00”", "„Since” przypada przed „12:00”"),
        (SINCE | {"subject": "light"}, "“Light” is less than “12:00”", "„Light” jest mniejsze niż „12:00”"),
        ({"not": STREET}, "“Street” is not answered", "„Street” nie ma odpowiedzi"),
        ({"not": {"not": STREET}}, "“Street” is answered", "„Street” ma odpowiedź"),
        (
            {"all": [STREET, {"any": [LIGHT, SINCE]}]},
            "“Street” is answered and (“Light” is “dim” or “Since” is before “12:00”)",
            "„Street” ma odpowiedź i („Light” to „dim” lub „Since” przypada przed „12:00”)",
        ),
        (
            {"not": {"any": [STREET, LIGHT]}},
            "it is not so that (“Street” is answered or “Light” is “dim”)",
            "nie jest tak, że („Street” ma odpowiedź lub „Light” to „dim”)",
        ),
        (All((Not(Clause("street", "is_empty")),)), "“Street” is answered", "„Street” ma odpowiedź"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Any, english: str, polish: str) -> None:
    assert sentence(condition, Spoken(), "en") == english
    assert sentence(condition, Spoken(), "pl") == polish


@pytest.mark.parametrize(
    ("effect", "english", "polish"),
    [
        ({"effect": "show", "fields": []}, "Always show …", "Zawsze pokaż …"),
        (
            {"effect": "require", "fields": ["light", "gone"], "level": "close"},
            "Always require “Light” and “gone” before closing",
            "Zawsze przed zamknięciem wymagaj „Light” i „gone”",
        ),
        (
            {"effect": "set_if_empty", "field": "light", "value": "dim"},
            "Always fill empty “Light” with “dim”",
            "Zawsze w puste „Light” wpisz „dim”",
        ),
        (
            {"effect": "restrict", "field": "light", "choices": ["dim", "out"]},
            "Always offer only “dim” and “out” in “Light”",
            "Zawsze w „Light” daj do wyboru tylko „dim” i „out”",
        ),
        (
            {"effect": "notice", "tone": "say", "text_pl": "Nie dotykać", "text_en": "Do not touch"},
            "Always have the agent say “Do not touch”",
            "Zawsze każ powiedzieć „Nie dotykać”",
        ),
        (
            {"effect": "block", "text_pl": "Za wcześnie", "text_en": ""},
            "Always refuse to save: “Za wcześnie”",
            "Zawsze nie pozwól zapisać: „Za wcześnie”",
        ),
        ({"effect": "set_priority", "priority": 1}, "Always set priority “1”", "Zawsze ustaw priorytet „1”"),
        (
            {"effect": "set_due", "amount": 22, "unit": "working_days"},
            "Always make it due in “22 working days”",
            "Zawsze ustaw termin za „22 dni robocze”",
        ),
        (
            {"effect": "set_due", "amount": 1, "unit": "hours"},
            "Always make it due in “1 hour”",
            "Zawsze ustaw termin za „1 godzinę”",
        ),
        (
            {"effect": "propose_joining"},
            "Always propose joining the open outage",
            "Zawsze zaproponuj dołączenie do otwartej awarii",
        ),
    ],
)
def test_each_effect_reads_as_a_sentence(effect: dict[str, Any], english: str, polish: str) -> None:
    assert rule_sentence(_rule(None, effect), Spoken(), "en") == english
    assert rule_sentence(_rule(None, effect), Spoken(), "pl") == polish


def test_a_rule_tells_all_it_does_and_when() -> None:
    rule = _rule(LIGHT, SHOW, {"effect": "require", "fields": ["voltage"], "level": "save"})

    assert rule_sentence(rule, Spoken(), "en") == "Show “Voltage” and require “Voltage” when “Light” is “dim”"
    assert rule_sentence(rule, Spoken(), "pl") == "Pokaż „Voltage” i wymagaj „Voltage”, gdy „Light” to „dim”"


def test_names_are_told_apart_from_the_words_between_them() -> None:
    assert rule_pieces(_rule(LIGHT, SHOW), Spoken(), "en") == [
        ("Show ", False),
        ("Voltage", True),
        (" when ", False),
        ("Light", True),
        (" is ", False),
        ("dim", True),
    ]


def test_a_rule_that_is_only_begun_reads_with_gaps() -> None:
    assert rule_sentence({}, Spoken(), "en") == "Always …"
    assert rule_sentence(_rule(None, {"effect": "unheard-of"}), Spoken(), "en") == "Always …"
