"""A drafted field in a document: which parts it may have, checked by the editor's own blocks."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from wagtail.blocks import Block, StreamBlock

from ticketforms.blocks import field_blocks, plain_fields, stream_of
from ticketforms.conditions import Clause, ConditionError, parse, plain
from ticketforms.conditions.tree import All, Condition, Not
from ticketforms.conditions.tree import Any as AnyOf
from ticketforms.definition import PARTS
from ticketforms.kinds import KINDS, FieldKind
from ticketforms.kinds.group import ColumnsBlock
from ticketforms.package.document import Part, terse
from ticketforms.package.tidying import tidied

Say = Callable[[str, str], None]
VALUELESS = ("is_filled", "is_empty")
# Checked apart from their blocks, which hold them as they come.
_BY_HAND = ("visible_when", "default", "settings", "code")


@cache
def _blocks() -> StreamBlock:
    """The editor's own, but for the dictionaries that it offers: whether one exists is no question of shape."""
    return StreamBlock(field_blocks(list))


def canonical_fields(fields: list[Part]) -> list[Part]:
    """Return drafted fields as a document has them; the editor's blocks read them first, as they will on import."""
    blocks = _blocks().to_python(stream_of(fields))
    return [_canonical(field) for field in plain_fields(blocks)]


def _canonical(field: Mapping[str, Any]) -> Part:
    settings = {name: bare(value) for name, value in field["settings"].items() if value not in (None, "", [], {})}
    whole = tidied({**{name: bare(value) for name, value in field.items()}, "settings": settings})
    return terse(whole | {"visible_when": canonical_condition(whole["visible_when"])}, PARTS)


def canonical_condition(condition: Any) -> Any:
    """Return a condition in its shortest plain form; what is no condition, as it is."""
    if not condition:
        return None
    try:
        return plain(_bare_questions(parse(condition)))
    except ConditionError:
        return condition


def _bare_questions(condition: Condition) -> Condition:
    match condition:
        case All(parts=parts):
            return All(tuple(map(_bare_questions, parts)))
        case AnyOf(parts=parts):
            return AnyOf(tuple(map(_bare_questions, parts)))
        case Not(part=part):
            return Not(_bare_questions(part))
        case Clause(subject=subject, operator=operator) if operator in VALUELESS:
            return Clause(subject, operator)
    return condition


def bare(value: Any) -> Any:
    """Return a value as the document has it: a decimal fraction is text, so that it stays what was typed."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: bare(inner) for name, inner in value.items()}
    if isinstance(value, str | int) or value is None:
        return value
    return [bare(inner) for inner in value]


def read_field(found: dict[str, Any], place: str, say: Say) -> Part:
    """Return a field in canonical shape; each place that no editor could show is said."""
    told: list[str] = []

    def tell(where: str, message: str) -> None:
        told.append(where)
        say(where, message)

    kind = KINDS.get(found["kind"]) if isinstance(found.get("kind"), str) else None
    if kind is None:
        tell(f"{place}.kind", _("This kind of field is not known here."))
        return {}
    for name in sorted(set(found) - {"kind", "code", "label_pl", *PARTS}):
        tell(f"{place}.{name[:50]}", _("This part is not known: remove it, or mend its name."))
    _check_code(found.get("code"), place, tell)
    field = {"label_pl": "", **found, "settings": _settings(kind, found.get("settings", {}), place, tell)}
    blocks = _blocks().child_blocks[kind.name].child_blocks
    for name in sorted({"label_pl", *PARTS} & set(found) - set(_BY_HAND)):
        if name not in blocks and found[name] not in (PARTS[name], None):
            tell(f"{place}.{name}", _("A field of this kind has no such part."))
        elif name in blocks:
            field[name] = _cleaned(blocks[name], found[name], f"{place}.{name}", tell)
    check_condition(found.get("visible_when"), f"{place}.visible_when", tell)
    _check_default(found.get("default"), f"{place}.default", tell)
    return {} if told else canonical_fields([field])[0]


def _check_code(code: Any, place: str, say: Say) -> None:
    try:
        validate_slug(code if isinstance(code, str) else "")
    except ValidationError:
        say(f"{place}.code", _("Give the field a code of letters and digits."))
    else:
        if len(code) > 50:
            say(f"{place}.code", _("Shorten the code to 50 characters."))


def _settings(kind: FieldKind, found: Any, place: str, say: Say) -> Part:
    if not isinstance(found, dict):
        say(f"{place}.settings", _("Give names with values here."))
        return {}
    settings: Part = {}
    blocks = kind.setting_blocks(list)
    for name, value in found.items():
        if name not in blocks:
            say(f"{place}.settings.{name[:50]}", _("A field of this kind has no such setting."))
        else:
            settings[name] = _cleaned(blocks[name], value, f"{place}.settings.{name}", say)
    return settings


def _cleaned(block: Block, value: Any, place: str, say: Say) -> Any:
    """An unfinished draft travels too, so nothing is asked for; what is there must be what the block can hold."""
    if value in (None, "", False, []):
        return value
    try:
        cleaned = block.clean(block.to_python(_held(block, value)))
    except ValidationError as error:
        say(place, " ".join(_messages(error)))
    except (TypeError, ValueError, ArithmeticError, AttributeError, KeyError):
        say(place, _("This value does not fit here."))
    else:
        return bare(cleaned) if isinstance(cleaned, str | int | Decimal | date) else value
    return None


def _held(block: Block, value: Any) -> Any:
    """Return a plain value as the block holds it."""
    if not isinstance(block, ColumnsBlock):
        return value
    for column in value:
        if column["kind"] not in block.child_blocks:
            raise ValidationError(_("“%(kind)s” is no kind for a row.") % {"kind": str(column["kind"])[:50]})
    return block.raw(value)


def _messages(error: ValidationError) -> list[str]:
    try:
        return [str(message) for message in error.messages]
    except (AttributeError, TypeError):
        return [_("This value does not fit here.")]


def check_condition(condition: Any, place: str, say: Say) -> None:
    """Say what stands against a condition; nothing is always."""
    if condition is None:
        return
    try:
        _check_values(parse(condition))
    except ConditionError as error:
        say(place, str(error))


def _check_values(condition: Condition) -> None:
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                _check_values(part)
        case Not(part=part):
            _check_values(part)
        case Clause(value=value):
            values = value if isinstance(value, list) else [value]
            if not all(one is None or isinstance(one, str | int | float) for one in values):
                raise ConditionError(_("A condition compares with texts, numbers, yes and no, and lists of them."))


def _check_default(default: Any, place: str, say: Say) -> None:
    match default:
        case None:
            return
        case {"from": str(), **rest} if not rest:
            return
        case {"value": _value, **rest} if not rest:
            return
    say(place, _("Choose what the field is filled with, or nothing."))
