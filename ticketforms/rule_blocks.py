"""The editor's blocks for a type's rules, and the turn between a block and a plain rule. It knows no table."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, BooleanBlock, CharBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

from ticketforms.rules import DataBlock, RuleBlock

PARTS = ("code", "description_pl", "description_en", "is_enabled", "when", "effects")


class RulesField(StreamField):
    """The rules of a form; a migration need not know their blocks, so that these may change."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}


def rule_blocks() -> list[tuple[str, Block]]:
    """Return the one block that rules are made of."""
    rule = StructBlock(
        [
            ("description_pl", CharBlock(required=False, max_length=240, label=gettext_lazy("Polish"))),
            ("description_en", CharBlock(required=False, max_length=240, label=gettext_lazy("English"))),
            ("is_enabled", BooleanBlock(required=False, default=True, label=gettext_lazy("Switched on"))),
            ("when", RuleBlock(required=False, label=gettext_lazy("When"))),
            ("effects", DataBlock(required=False, label=gettext_lazy("Then"))),
            ("code", CharBlock(required=False, max_length=50, label=gettext_lazy("Code"))),
        ],
        label=gettext_lazy("rule"),
        icon="tasks",
    )
    return [("rule", rule)]


def plain_rules(blocks: StreamValue) -> list[dict[str, Any]]:
    """Return the drafted rules as plain data; a rule without a code is given one from its place."""
    return [_plain(index, child.value) for index, child in enumerate(blocks, start=1)]


def stream_of_rules(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return plain rules as the editor keeps them."""
    return [_raw_block(index, rule) for index, rule in enumerate(rules, start=1)]


def _plain(index: int, value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": value["code"] or f"rule_{index}",
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
