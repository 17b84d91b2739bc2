"""Makes forms with rules, and answers to them, such as no administrator would dare; many cannot be published."""

from typing import Any

from hypothesis import strategies as st

import ticketforms.kinds

CHOICES = [
    {"code": code, "label_pl": code, "label_en": "", "parent": parent}
    for code, parent in (("a", None), ("b", None), ("a1", "a"), ("a2", "a"), ("b1", "b"))
]
CODES = ["one", "two", "three", "four", "five", "six", "seven"]
KINDS = [
    "text",
    "number",
    "integer",
    "money",
    "yes_no",
    "choice",
    "cascade",
    "multi_choice",
    "date",
    "computed",
    "address",
    "notice",
    "section",
]
OPERATORS = ["is", "is_not", "is_any_of", "contains", "is_filled", "is_empty", "less_than", "at_most", "more_than"]
SURROUNDINGS = {"customer.in_arrears": "yes_no", "customer.arrears": "number", "service_point.tariff": "text"}
LEVELS = ["none", "soft", "save", "close"]

values = st.sampled_from(
    [
        "",
        "a",
        "b",
        "a1",
        "a2",
        "b1",
        "0",
        "1",
        "10",
        "9,5",
        " 9.50 ",
        "-3",
        "true",
        "yes",
        "no",
        "Łódź",
        "łódź 😀",
        "2026-11-25",
    ]
)
raw_values = st.one_of(
    values,
    st.booleans(),
    st.integers(-20, 20),
    st.lists(values, max_size=3),
    st.none(),
    st.sampled_from([{"skipped": "no light"}, {"key": "7"}, {"key": ""}, {}, [], [1]]),
)


# What each kind can be compared with; now and then something else, which is refused.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": values,
    "date": st.just("2026-11-25"),
    "number": st.sampled_from(["0", "9,5", "10", "-3"]),
    "integer": st.sampled_from(["0", "1", "10", "-3"]),
    "money": st.sampled_from(["0", "9,5", "10"]),
    "computed": st.sampled_from(["0", "9.5", "10"]),
    "cascade": st.sampled_from(["a1", "a2", "b1"]),
    "yes_no": st.booleans(),
    "choice": st.sampled_from(["a", "b", "a1"]),
    "multi_choice": st.sampled_from(["a", "b", "a1"]),
}


@st.composite
def _clauses(draw: st.DrawFn, subjects: dict[str, str]) -> dict[str, Any]:
    subject = draw(st.sampled_from(sorted(subjects)))
    kind = subjects[subject]
    operator = draw(st.sampled_from(ticketforms.kinds.KINDS[kind].operators or OPERATORS))
    value = draw(VALUES.get(kind, raw_values))
    return {"subject": subject, "operator": operator, "value": [value] if operator == "is_any_of" else value}


def _conditions(subjects: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        _clauses(subjects),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )


@st.composite
def _settings(draw: st.DrawFn, kinds: dict[str, str]) -> dict[str, Any]:
    code = draw(st.sampled_from(sorted(kinds)))
    return {"effect": "set_if_empty", "field": code, "value": draw(VALUES.get(kinds[code], raw_values))}


def _effects(kinds: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    codes = sorted(kinds)
    choices = [code for code in codes if "choice" in kinds[code]] or codes
    some = st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True)
    return st.one_of(
        some.map(lambda fields: {"effect": "show", "fields": fields}),
        st.tuples(some, st.sampled_from(LEVELS[1:])).map(
            lambda x: {"effect": "require", "fields": x[0], "level": x[1]}
        ),
        some.map(lambda fields: {"effect": "read_only", "fields": fields}),
        _settings(kinds),
        st.tuples(st.sampled_from(choices), st.lists(st.sampled_from("ab"), min_size=1)).map(
            lambda x: {"effect": "restrict", "field": x[0], "choices": x[1]}
        ),
        st.sampled_from("xy").map(lambda text: {"effect": "notice", "tone": "say", "text_pl": text, "text_en": ""}),
        st.just({"effect": "block", "text_pl": "stop", "text_en": ""}),
        st.integers(1, 4).map(lambda priority: {"effect": "set_priority", "priority": priority}),
        st.integers(1, 9).map(lambda amount: {"effect": "set_due", "amount": amount, "unit": "hours"}),
        st.just({"effect": "propose_joining"}),
    )


def _of(kinds: dict[str, str], *wanted: str) -> list[str]:
    return [code for code, kind in kinds.items() if kind in wanted]


@st.composite
def forms(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Drafted fields and rules."""
    codes = CODES[: draw(st.integers(1, len(CODES)))]
    fields: list[dict[str, Any]] = []
    kinds: dict[str, str] = {}
    for code in codes:
        kind = draw(st.sampled_from(KINDS))
        field: dict[str, Any] = {"code": code, "kind": kind, "label_pl": code, "settings": {}}
        if "choice" in kind or kind == "cascade":
            field["settings"] = {"dictionary": "letters"}
        if kind == "cascade":
            field["settings"]["narrowed_by"] = draw(st.sampled_from([*_of(kinds, "choice"), code]))
        if kind == "computed":
            numbers = [*_of(kinds, "number", "integer", "money", "computed"), "2,5"]
            some = st.sampled_from(numbers)
            field["settings"] = {"expression": f"{draw(some)} {draw(st.sampled_from('+-*/'))} ({draw(some)} - 3)"}
        field["requirement"] = draw(st.sampled_from(LEVELS))
        field["seen_by"] = draw(st.sampled_from([[], [], [], ["agent"], ["dispatcher"]]))
        field["edited_by"] = draw(st.sampled_from([[], [], [], ["agent"], ["dispatcher"]]))
        if draw(st.booleans()):
            field["visible_when"] = draw(_conditions(kinds | SURROUNDINGS))
        fields.append(field)
        kinds[code] = kind
    rules = [
        {
            "code": f"r{index}",
            "is_enabled": draw(st.sampled_from([True, True, True, False])),
            "when": draw(st.none() | _conditions(kinds | SURROUNDINGS)),
            "effects": draw(st.lists(_effects(kinds), min_size=1, max_size=2)),
        }
        for index in range(draw(st.integers(0, 5)))
    ]
    return fields, rules


answers = st.dictionaries(st.sampled_from(CODES), raw_values)
surroundings = st.fixed_dictionaries(
    {
        "customer.in_arrears": st.sampled_from([None, True, False]),
        "customer.arrears": st.sampled_from([None, "0", "120.50"]),
        "service_point.tariff": st.sampled_from([None, "G11"]),
    }
)


def letters(_dictionary: str) -> list[dict[str, Any]]:
    """The entries of the only dictionary of generated forms."""
    return [dict(choice) for choice in CHOICES]
