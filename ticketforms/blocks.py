"""The editor's blocks: one a field kind, and the turn between a block and a plain field. It knows no table."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from wagtail.blocks import Block, StreamValue, StructBlock
from wagtail.fields import StreamField

from ticketforms import field_parts
from ticketforms.definition import PARTS, whole_field
from ticketforms.kinds import KINDS, DictionaryChoices, FieldKind
from ticketforms.kinds.group import ColumnsBlock
from ticketforms.labels import code_from

_OWN = ("code", "label_pl", *(name for name in PARTS if name != "settings"))


class UnfitField(ValueError):
    """A plain field that no block can hold; the message names what it has too much or too little."""


class FormFieldsField(StreamField):
    """The fields of a form; a migration need not know them, so a new kind needs none."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}


class FieldBlock(StructBlock):
    """The block of one field; it reads drafts from before there were levels of requirement."""

    def to_python(self, value: Mapping[str, Any]) -> Any:
        return super().to_python(_levelled(value))

    def bulk_to_python(self, values: Sequence[Mapping[str, Any]]) -> Any:
        return super().bulk_to_python([_levelled(value) for value in values])


def field_blocks(dictionaries: DictionaryChoices) -> list[tuple[str, Block]]:
    """Return a block for each kind; `dictionaries` are offered where a kind takes its answers from one."""
    return [(kind.name, _field_block(kind, dictionaries)) for kind in KINDS.values()]


def plain_fields(blocks: StreamValue) -> list[dict[str, Any]]:
    """Return the drafted fields as plain data; a field without a code is given one from its label."""
    return [_plain(child.block_type, child.value) for child in blocks]


def stream_of(fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return plain fields as the editor keeps them; raises `UnfitField` for a part the editor does not know."""
    return [_raw_block(field) for field in fields]


def _field_block(kind: FieldKind, dictionaries: DictionaryChoices) -> FieldBlock:
    required = field_parts.requirement() if kind.is_question else {}
    first = field_parts.labels() | required | kind.setting_blocks(dictionaries) | field_parts.condition()
    groups = field_parts.details(is_question=kind.is_question)
    rest = {name: part for parts in groups.values() for name, part in parts.items()}
    return FieldBlock(
        list((first | rest).items()),
        label=kind.label,
        icon=kind.icon,
        group=kind.group,
        label_format="{label_pl}",
        form_classname=f"struct-block tcz-fieldblock tcz-fieldblock--{kind.name}",
        form_layout=field_parts.layout(first, groups),
    )


def _levelled(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**value, "requirement": "save"} if value.get("is_required") and "requirement" not in value else value


def _plain(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value[name] for name in value if name not in _OWN}
    common = {name: value.get(name) or empty for name, empty in PARTS.items() if name != "settings"}
    return whole_field(
        {
            **common,
            "code": value["code"] or code_from(value["label_pl"]),
            "kind": kind,
            "label_pl": value["label_pl"],
            "settings": {name: _simple(setting) for name, setting in own.items() if setting not in (None, "")},
        }
    )


def _simple(setting: Any) -> Any:
    if isinstance(setting, StreamValue) and isinstance(setting.stream_block, ColumnsBlock):
        columns = setting.stream_block.plain(setting)
        return [
            {**column, "settings": {n: _simple(one) for n, one in column["settings"].items()}} for column in columns
        ]
    if isinstance(setting, Decimal):
        return int(setting) if setting == setting.to_integral_value() else str(setting)
    return setting


def _raw_block(field: Mapping[str, Any]) -> dict[str, Any]:
    code, kind = field["code"], KINDS.get(field["kind"])
    if kind is None:
        raise UnfitField(_("Field “%(code)s” is of an unknown kind.") % {"code": code})
    settings, blocks = field.get("settings") or {}, kind.setting_blocks(list)
    if unknown := sorted(set(settings) - set(blocks)):
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
        "value": {name: value for name, value in whole_field(field).items() if name in _OWN}
        | _raw_settings(settings, blocks),
    }


def _raw_settings(settings: Mapping[str, Any], blocks: Mapping[str, Block]) -> dict[str, Any]:
    return {
        name: block.raw(setting) if isinstance(block := blocks[name], ColumnsBlock) else setting
        for name, setting in settings.items()
    }
