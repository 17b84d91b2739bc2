"""The editor's blocks: one a field kind, and the turn between a block and a plain field. It knows no table."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, BlockGroup, BooleanBlock, CharBlock, StreamValue, StructBlock
from wagtail.fields import StreamField

from ticketforms.kinds import KINDS, DictionaryChoices, FieldKind
from ticketforms.labels import code_from
from ticketforms.rules import RuleBlock

_OWN = ("code", "label_pl", "label_en", "help_pl", "help_en", "is_required", "visible_when")


class UnfitField(ValueError):
    """A plain field that no block can hold; the message names what it has too much or too little."""


class FormFieldsField(StreamField):
    """The fields of a form; a migration need not know them, so a new kind needs none."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}


class CodeBlock(CharBlock):
    """A field's code; `code.js` makes it from the label while it is new."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs["data-controller"] = "tcz-code"


def field_blocks(dictionaries: DictionaryChoices) -> list[tuple[str, Block]]:
    """Return a block for each kind; `dictionaries` are offered where a kind takes its answers from one."""
    return [(kind.name, _field_block(kind, dictionaries)) for kind in KINDS.values()]


def plain_fields(blocks: StreamValue) -> list[dict[str, Any]]:
    """Return the drafted fields as plain data; a field without a code is given one from its label."""
    return [_plain(child.block_type, child.value) for child in blocks]


def stream_of(fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return plain fields as the editor keeps them; raises `UnfitField` for a part the editor does not know."""
    return [_raw_block(field) for field in fields]


def _field_block(kind: FieldKind, dictionaries: DictionaryChoices) -> StructBlock:
    parts: dict[str, Block] = {
        "label_pl": CharBlock(max_length=240, label=gettext_lazy("Polish")),
        "label_en": CharBlock(max_length=240, required=False, label=gettext_lazy("English")),
    }
    own = kind.setting_blocks(dictionaries)
    required = {"is_required": BooleanBlock(required=False, label=gettext_lazy("Must be answered"))}
    hidden: dict[str, Block] = {
        "help_pl": CharBlock(max_length=240, required=False, label=gettext_lazy("Help in Polish")),
        "help_en": CharBlock(max_length=240, required=False, label=gettext_lazy("Help in English")),
        "code": CodeBlock(
            max_length=50,
            required=False,
            validators=[validate_slug],
            label=gettext_lazy("Code"),
            help_text=gettext_lazy("The name in reports and interfaces; made from the label when left empty."),
        ),
    }
    rule: dict[str, Block] = {"visible_when": RuleBlock(required=False, label=gettext_lazy("Ask only when"))}
    if kind.is_question:
        parts |= required
    parts |= own | rule
    return StructBlock(
        list((parts | hidden).items()),
        label=kind.label,
        icon=kind.icon,
        label_format="{label_pl}",
        form_classname=f"struct-block tcz-fieldblock tcz-fieldblock--{kind.name}",
        form_layout=BlockGroup(children=list(parts), settings=list(hidden)),
    )


def _plain(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value[name] for name in value if name not in _OWN}
    return {
        "code": value["code"] or code_from(value["label_pl"]),
        "kind": kind,
        "label_pl": value["label_pl"],
        "label_en": value["label_en"] or "",
        "help_pl": value["help_pl"] or "",
        "help_en": value["help_en"] or "",
        "is_required": bool(value.get("is_required")),
        "visible_when": value["visible_when"],
        "settings": {name: _simple(setting) for name, setting in own.items() if setting not in (None, "")},
    }


def _simple(setting: Any) -> Any:
    if isinstance(setting, Decimal):
        return int(setting) if setting == setting.to_integral_value() else str(setting)
    return setting


def _raw_block(field: Mapping[str, Any]) -> dict[str, Any]:
    code, kind = field["code"], KINDS.get(field["kind"])
    if kind is None:
        raise UnfitField(_("Field “%(code)s” is of an unknown kind.") % {"code": code})
    settings = field.get("settings") or {}
    if unknown := sorted(set(settings) - set(kind.setting_blocks(list))):
        raise UnfitField(
            _("Field “%(code)s” has unknown settings: %(unknown)s.") % {"code": code, "unknown": ", ".join(unknown)}
        )
    try:
        validate_slug(code)
    except ValidationError as error:
        raise UnfitField(_("“%(code)s” cannot be a code: use letters, digits, - and _.") % {"code": code}) from error
    return {
        "type": kind.name,
        # The same field keeps its identity when a form is drafted again, so that revisions can be compared.
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, code)),
        "value": {name: field[name] for name in _OWN if name in field} | dict(settings),
    }
