"""The editor's block of a type's rules, and the turn between a block and a plain rule. It knows no table."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, BlockGroup, BooleanBlock, CharBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

from ticketforms.data_blocks import ConditionBlock, EffectsBlock
from ticketforms.field_parts import CodeBlock
from ticketforms.labels import code_from

PARTS = ("code", "description_pl", "description_en", "is_enabled", "when", "effects")
LONGEST_CODE = 50


class RulesField(StreamField):
    """The rules of a form; a migration need not know their blocks, so that these may change."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}


def rule_blocks() -> list[tuple[str, Block]]:
    """Return the one block that rules are made of: when, then; what it is for and its code stand behind the cog."""
    rule = StructBlock(
        [
            ("when", ConditionBlock(label=_("When"))),
            ("effects", EffectsBlock(label=_("Then"))),
            ("is_enabled", BooleanBlock(required=False, default=True, label=_("Switched on"))),
            ("description_pl", CharBlock(required=False, max_length=240, label=_("What it is for, in Polish"))),
            ("description_en", CharBlock(required=False, max_length=240, label=_("What it is for, in English"))),
            ("code", CodeBlock(label=_("Code"), help_text=_("The name in packages; made by itself when left empty."))),
        ],
        label=_("rule"),
        icon="tasks",
        label_format="{description_pl}",
        form_classname="struct-block tcz-ruleblock",
        form_layout=BlockGroup(
            children=["when", "effects", "is_enabled"], settings=["description_pl", "description_en", "code"]
        ),
    )
    return [("rule", rule)]


def plain_rules(blocks: StreamValue) -> list[dict[str, Any]]:
    """Return the drafted rules as plain data, each with a code of its own, made where none was given."""
    rules: list[dict[str, Any]] = []
    given = {child.value["code"] for child in blocks if child.value["code"]}
    taken: set[str] = set()
    for index, child in enumerate(blocks, start=1):
        value = child.value
        wanted = value["code"] or code_from(value["description_pl"] or "") or f"rule_{index}"
        code = _free(wanted, taken if value["code"] else taken | given)
        taken.add(code)
        rules.append(_plain(code, value))
    return rules


def stream_of_rules(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return plain rules as the editor keeps them."""
    return [_raw_block(index, rule) for index, rule in enumerate(rules, start=1)]


def _free(wanted: str, taken: set[str]) -> str:
    """Two rules of one code would be taken for one: the later gets a number."""
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted[: LONGEST_CODE - 4]}_{number}"
    return code


def _plain(code: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "description_pl": value["description_pl"] or "",
        "description_en": value["description_en"] or "",
        "is_enabled": bool(value["is_enabled"]),
        "when": value["when"],
        "effects": value["effects"] or [],
    }


def _raw_block(index: int, rule: Mapping[str, Any]) -> dict[str, Any]:
    code = rule.get("code") or f"rule_{index}"
    value = {"is_enabled": True} | {name: rule[name] for name in PARTS if name in rule} | {"code": code}
    # The same rule keeps its identity when a form is drafted again, so that revisions can be compared.
    return {"type": "rule", "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"rule {code}")), "value": value}
