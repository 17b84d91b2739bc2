"""Definitions as nobody would write them, for tests that must hold for all: every kind, every setting, every effect."""

from typing import Any

from hypothesis import strategies as st
from wagtail import blocks

from ticketforms.definition import REQUIREMENTS
from ticketforms.kinds import KINDS
from ticketforms.package import FORMAT

_codes = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
# What XML and databases can hold; line breaks of one kind.
_letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t")
texts = st.text(_letters, max_size=20)
_labels = st.text(_letters, min_size=1, max_size=20).filter(str.strip)
_data = st.one_of(texts, st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), st.lists(texts, max_size=2))
_dates = st.dates().map(lambda day: day.isoformat())


def _said(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the parts, or none."""
    return st.fixed_dictionaries({}, optional=parts)


def _by_code(parts: st.SearchStrategy[dict[str, Any]], most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(parts, max_size=most, unique_by=lambda part: part["code"])


_scalars = st.one_of(texts, st.booleans(), st.integers(-999, 999), st.floats(-9, 9))
_clauses = st.one_of(
    st.fixed_dictionaries(
        {"subject": _codes, "operator": st.sampled_from(["is", "is_not", "contains", "at_least"]), "value": _scalars}
    ),
    st.fixed_dictionaries(
        {"subject": _codes, "operator": st.just("is_any_of"), "value": st.lists(_scalars, min_size=1, max_size=3)}
    ),
    st.fixed_dictionaries({"subject": _codes, "operator": st.just("is_empty")}),
)
_conditions = st.recursive(
    _clauses,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)


def _setting(block: blocks.Block) -> st.SearchStrategy[Any]:
    match block:
        case blocks.BooleanBlock():
            return st.booleans()
        case blocks.IntegerBlock():
            return st.integers(1, 40)
        case blocks.DecimalBlock() | blocks.FloatBlock():
            return st.decimals(0, 99, places=2).map(lambda number: float(number) if number % 2 else str(number))
        case blocks.ChoiceBlock():
            return st.sampled_from([code for code, _label in block.field.choices if code] or ["extent"])
    return st.one_of(texts, _codes)


@st.composite
def _settings(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    settings = {}
    for name, block in KINDS[kind].setting_blocks(list).items():
        value = draw(st.none() | _setting(block))
        try:
            block.clean(block.to_python(value))
        except Exception:  # whatever a block says against a made-up value, it is not what is tried here
            continue
        if value not in (None, ""):
            settings[name] = value
    return settings


@st.composite
def _fields(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    field: dict[str, Any] = {"code": draw(_codes), "kind": kind, "label_pl": draw(_labels)}
    field |= draw(_said(label_en=texts, help_pl=texts, say_en=texts, visible_when=_conditions))
    if KINDS[kind].is_question:
        default = st.one_of(_data.map(lambda value: {"value": value}), _codes.map(lambda name: {"from": f"a.{name}"}))
        field |= draw(
            _said(
                requirement=st.sampled_from(REQUIREMENTS),
                default=default,
                retention_days=st.integers(1, 999),
                is_searchable=st.booleans(),
                error_pl=texts,
            )
        )
    if settings := draw(_settings(kind)):
        field["settings"] = settings
    return field


_effects = st.one_of(
    st.fixed_dictionaries({"effect": st.just("show"), "fields": st.lists(_codes, max_size=3)}),
    st.fixed_dictionaries(
        {"effect": st.just("require"), "fields": st.lists(_codes, max_size=2), "level": st.just("soft")}
    ),
    st.fixed_dictionaries({"effect": st.just("set_if_empty"), "field": _codes, "value": _data}),
    st.fixed_dictionaries({"effect": st.just("restrict"), "field": _codes, "choices": st.lists(_codes, max_size=2)}),
    st.fixed_dictionaries({"effect": st.just("notice"), "tone": st.just("say"), "text_pl": texts}),
    st.fixed_dictionaries({"effect": st.just("set_due"), "amount": st.integers(1, 99), "unit": st.just("hours")}),
    st.just({"effect": "propose_joining"}),
)
_rules = st.builds(
    lambda needed, said: needed | said,
    st.fixed_dictionaries({"code": _codes, "effects": st.lists(_effects, max_size=3)}),
    _said(description_pl=texts, is_enabled=st.booleans(), when=_conditions),
)
_labelled = st.fixed_dictionaries({"code": _codes, "label_pl": _labels}, optional={"label_en": texts})
_entries = st.builds(
    lambda needed, said: needed | said,
    _labelled,
    _said(
        abbreviation=texts,
        synonyms=texts,
        is_retired=st.booleans(),
        colour=st.sampled_from(["red", "green"]),
        valid_from=_dates,
        attributes=st.dictionaries(_codes, st.one_of(_scalars, st.none()), max_size=2),
    ),
)


_moves = st.builds(lambda to, needs: {"to": to, "needs_reason": needs}, st.sampled_from("abc"), st.booleans())
_stages = st.builds(
    lambda one, state, moves: (
        {**one, "label_pl": one["label_pl"][:60], "state": state, "moves": moves}
        | ({"label_en": one["label_en"][:60]} if "label_en" in one else {})
    ),
    _labelled,
    st.sampled_from(["open", "waiting", "closed"]),
    st.lists(_moves, max_size=3, unique_by=lambda move: move["to"]),
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document that could be imported, not yet in canonical shape."""
    categories = draw(_by_code(st.builds(lambda one: one | {"letter": "X"}, _labelled), 3))
    dictionaries = draw(_by_code(_labelled, 3))
    for place, dictionary in enumerate(dictionaries):
        dictionary["entries"] = draw(_by_code(_entries, 4))
        dictionary["attributes"] = draw(_by_code(_labelled, 2))
        if place and draw(st.booleans()):
            dictionary["parent"] = dictionaries[0]["code"]
        above = dictionaries[0]["entries"] if "parent" in dictionary else dictionary["entries"]
        for number, entry in enumerate(dictionary["entries"]):
            earlier = above if "parent" in dictionary else above[:number]
            if earlier and draw(st.booleans()):
                entry["parent"] = draw(st.sampled_from(earlier))["code"]
            if number and draw(st.booleans()):
                entry["replaced_by"] = dictionary["entries"][0]["code"]
    types = draw(_by_code(_labelled, 3)) if categories else []
    for place, one in enumerate(types):
        one |= {"shortcut": f"T{place}", "category": draw(st.sampled_from(categories))["code"]}
        one |= draw(_said(is_groupable=st.booleans(), default_priority=st.integers(1, 4), due_days=st.integers(0, 99)))
        one |= {"fields": draw(_by_code(_fields(), 4)), "rules": draw(_by_code(_rules, 3))}
        one |= {"stages": draw(_by_code(_stages, 3))}
    prepared = draw(_by_code(_labelled, 3))
    for one in prepared:
        one["text_pl"] = draw(texts).replace("{", "").strip() or "x"
        one |= draw(_said(place=st.sampled_from(["note", "resolution", "reply"])))
        is_of_one_type: bool = draw(st.booleans())
        if types and is_of_one_type:
            one |= {"ticket_type": types[0]["code"], "category": categories[0]["code"]}
    return {
        "format": FORMAT,
        "categories": categories,
        "dictionaries": dictionaries,
        "types": types,
        "texts": prepared,
    }


__all__ = ["documents", "texts"]
