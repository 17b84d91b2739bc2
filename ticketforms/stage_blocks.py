"""The editor's block of a type's stages, and the turn between a block and a plain stage. It knows no table."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, ChoiceBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

from ticketforms.data_blocks import DataBlock, DataField
from ticketforms.field_parts import CodeBlock
from ticketforms.labels import code_from
from ticketforms.stages import BaseState

PARTS = ("code", "label_pl", "label_en", "state", "moves")


class StagesField(StreamField):
    """The stages of a type; a migration need not know their blocks, so that these may change."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}


class MovesField(DataField):
    """A list of moves; whether they lead anywhere, publishing asks."""

    def clean(self, value: Any) -> Any:
        moves = super().clean(value)
        if moves is not None and not (isinstance(moves, list) and all(_is_move(move) for move in moves)):
            raise ValidationError(_("Choose where a ticket may go from here."))
        return moves


class MovesBlock(DataBlock):
    """Where a ticket may go from a stage."""

    field_class = MovesField
    controller = "tcz-moves"


def stage_blocks() -> list[tuple[str, Block]]:
    """Return the one block that stages are made of."""
    stage = StructBlock(
        [
            ("label_pl", CharBlock(max_length=60, label=_("Name in Polish"))),
            ("label_en", CharBlock(required=False, max_length=60, label=_("Name in English"))),
            ("state", ChoiceBlock(choices=BaseState.choices, label=_("For everybody else it is"))),
            ("moves", MovesBlock(label=_("From here to"))),
            ("code", CodeBlock(label=_("Code"), help_text=_("The name in packages; made by itself when left empty."))),
        ],
        label=_("stage"),
        icon="arrow-right",
        label_format="{label_pl}",
        form_classname="struct-block tcz-stageblock",
    )
    return [("stage", stage)]


def plain_stages(blocks: StreamValue) -> list[dict[str, Any]]:
    """Return the drafted stages as plain data, each with its code, made from the label where none was given."""
    return [_plain(index, child["value"]) for index, child in enumerate(blocks.raw_data, start=1)]


def stream_of_stages(stages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return plain stages as the editor keeps them."""
    return [
        {
            "type": "stage",
            # The same stage keeps its identity when a type is drafted again, so that revisions can be compared.
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"stage {stage['code']}")),
            "value": {name: stage[name] for name in PARTS if name in stage},
        }
        for stage in stages
    ]


def _plain(index: int, value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": value.get("code") or code_from(value.get("label_pl") or "") or f"stage_{index}",
        "label_pl": value.get("label_pl") or "",
        "label_en": value.get("label_en") or "",
        "state": value.get("state") or "",
        "moves": [
            {"to": move["to"], "needs_reason": bool(move.get("needs_reason"))} for move in value.get("moves") or ()
        ],
    }


def _is_move(move: Any) -> bool:
    return isinstance(move, dict) and isinstance(move.get("to"), str) and set(move) <= {"to", "needs_reason"}
