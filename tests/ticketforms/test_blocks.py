"""What the editor holds and plain drafts are the same thing: each turns into the other and back."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from ticketforms.blocks import plain_fields, stream_of
from ticketforms.definition import PARTS, REQUIREMENTS, whole_field
from ticketforms.kinds import KINDS
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish
from ticketforms.rule_blocks import plain_rules, stream_of_rules

CODES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = WORDS.filter(bool)
CLAUSES = st.fixed_dictionaries(
    {"subject": CODES, "operator": st.sampled_from(["is", "is_not"]), "value": st.one_of(NAMES, st.booleans())}
)
CONDITIONS = st.recursive(
    CLAUSES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
ANY_CONDITION = st.one_of(st.none(), CONDITIONS)
DEFAULTS = st.one_of(st.none(), st.builds(lambda value: {"value": value}, NAMES), st.just({"from": "reporter.phone"}))
FIELDS = st.fixed_dictionaries(
    {
        "code": CODES,
        "kind": st.sampled_from([name for name, kind in KINDS.items() if kind.is_question and name != "computed"]),
        "label_pl": NAMES,
        "label_en": WORDS,
        "help_pl": WORDS,
        "say_en": WORDS,
        "error_pl": WORDS,
        "requirement": st.sampled_from(REQUIREMENTS),
        "default": DEFAULTS,
        "personal": st.sampled_from(["none", "personal", "sensitive"]),
        "retention_days": st.one_of(st.none(), st.integers(1, 3000)),
        "is_searchable": st.booleans(),
        "is_column": st.booleans(),
        "is_dimension": st.booleans(),
        "visible_when": ANY_CONDITION,
    }
).map(whole_field)
RULES = st.lists(
    st.fixed_dictionaries(
        {
            "code": CODES,
            "description_pl": WORDS,
            "description_en": WORDS,
            "is_enabled": st.booleans(),
            "when": ANY_CONDITION,
            "effects": st.lists(
                st.builds(lambda fields: {"effect": "show", "fields": fields}, st.lists(CODES)), max_size=3
            ),
        }
    ),
    max_size=5,
    unique_by=lambda rule: rule["code"],
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(FIELDS, max_size=4, unique_by=lambda field: field["code"]))
def test_fields_come_out_of_the_editor_as_they_went_in(fields: list[dict[str, Any]]) -> None:
    held = TicketType(fields=json.dumps(stream_of(fields))).fields

    given_back = plain_fields(held)

    kept = [{name: value for name, value in field.items() if name != "settings"} for field in given_back]
    assert kept == [{name: value for name, value in field.items() if name != "settings"} for field in fields]
    again = plain_fields(TicketType(fields=json.dumps(stream_of(given_back))).fields)
    assert again == given_back


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RULES)
def test_rules_come_out_of_the_editor_as_they_went_in(rules: list[dict[str, Any]]) -> None:
    held = TicketType(rules=json.dumps(stream_of_rules(rules))).rules

    assert plain_rules(held) == rules


def test_rules_that_nobody_named_get_codes_of_their_own() -> None:
    shows = {"effects": [{"effect": "propose_joining"}], "when": None}
    stream = stream_of_rules([shows | {"code": "same"}, shows | {"code": "same"}, shows])
    stream += [
        {"type": "rule", "value": {"description_pl": "Napięcie!", "effects": None}},
        {"type": "rule", "value": {"description_pl": "", "effects": None}},
    ]

    codes = [rule["code"] for rule in plain_rules(TicketType(rules=json.dumps(stream)).rules)]

    assert codes == ["same", "same_2", "rule_3", "napiecie", "rule_5"]


@pytest.mark.parametrize(("must", "level"), [(True, "save"), (False, "none")])
def test_an_old_draft_opens_and_publishes_as_it_was_meant(
    no_power_form: FormVersion, agent: User, must: bool, level: str
) -> None:
    ticket_type = no_power_form.ticket_type
    old = {"label_pl": "Ile?", "label_en": "", "help_pl": "", "code": "many", "is_required": must, "minimum": 1}
    revision = ticket_type.save_revision(user=agent)
    revision.content["fields"] = json.dumps([{"type": "number", "value": old, "id": "a"}])
    revision.content.pop("rules")
    revision.save()
    ticket_type.refresh_from_db()

    version = publish(ticket_type=ticket_type, revision=revision, by=None, at=NOW)

    (field,) = version.definition["fields"]
    assert (field["code"], field["requirement"], field["visible_when"]) == ("many", level, None)
    assert set(PARTS) <= set(field)
