"""Rows of the same questions, asked as often as there are things to tell of: damaged devices, persons, meters."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.blocks import Block, BooleanBlock, CharBlock, IntegerBlock, StreamBlock, StreamValue, StructBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Settings, UnfitSettings
from ticketforms.labels import code_from, in_language

# Kinds that fit into a cell: one input, or a choice among few.
ROW_KINDS = (
    "text",
    "long_text",
    "integer",
    "number",
    "money",
    "yes_no",
    "yes_no_unknown",
    "choice",
    "date",
    "time",
    "phone",
    "email",
    "ppe",
    "nip",
    "meter_number",
)
_MOST_ROWS, _MOST_COLUMNS = 20, 12
_MOST_TOLD = 4
_COMMON = ("label_pl", "label_en", "code", "is_required")


class GroupKind(FieldKind):
    """A list of rows, `{code: answer}`, `minimum` to `maximum` of them; the columns are plain fields."""

    name = "group"
    label = gettext_lazy("rows of questions")
    group = groups.FRAME
    icon = "table"
    template = "ticketforms/fields/group.html"
    reading = "whole"
    operators = ("is_filled", "is_empty")

    def __init__(self, kinds: Mapping[str, FieldKind]) -> None:
        self.kinds = kinds

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        rows = {"required": False, "min_value": 1, "max_value": _MOST_ROWS}
        return {
            "minimum": IntegerBlock(**rows, label=gettext_lazy("Rows at least")),
            "maximum": IntegerBlock(**rows, label=gettext_lazy("Rows at most")),
            "fields": ColumnsBlock(
                [(kind.name, _column_block(kind, dictionaries)) for kind in self.kinds.values()],
                label=gettext_lazy("Asked in each row"),
                max_num=_MOST_COLUMNS,
                collapsed=True,
            ),
        }

    def clean(self, raw: object, settings: Settings) -> list[dict[str, Any]] | None:
        rows = [] if raw == "" else raw
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise AnswerError(_("Answer row by row."))
        told = [row for row in rows if any(_is_told(cell) for cell in row.values())]
        if not told:
            return None
        _check_count(len(told), settings)
        troubles: list[str] = []
        kept = [self._row(number, row, settings, troubles) for number, row in enumerate(rows, start=1) if row in told]
        _refuse(troubles)
        return kept

    def settle(self, value: list[dict[str, Any]], settings: Settings, given: Given) -> list[dict[str, Any]]:
        troubles: list[str] = []
        columns = {column["code"]: column for column in settings["fields"]}
        settled: list[dict[str, Any]] = []
        for number, row in enumerate(value, start=1):
            settled.append({})
            for code, answer in row.items():
                column = columns[code]
                try:
                    settled[-1][code] = self.kinds[column["kind"]].settle(answer, column["settings"], given)
                except AnswerError as error:
                    troubles.append(_at(number, column, str(error)))
        _refuse(troubles)
        return settled

    def show(self, value: list[dict[str, Any]], settings: Settings, language: str) -> str:
        columns = {column["code"]: column for column in settings["fields"]}

        def cell(code: str, answer: Any) -> str:
            column = columns[code]
            label = in_language(column["label_pl"], column["label_en"], language)
            return f"{label}: {self.kinds[column['kind']].show(answer, column['settings'], language)}"

        rows = (", ".join(cell(code, answer) for code, answer in row.items()) for row in value)
        return "; ".join(f"{number}. {row}" for number, row in enumerate(rows, start=1))

    def written(self, answer: Any) -> list[dict[str, str]]:
        rows = answer if isinstance(answer, list) else []
        return [{str(code): _cell(cell) for code, cell in row.items()} for row in rows if isinstance(row, Mapping)]

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        columns = settings.get("fields") or []
        if not columns:
            raise UnfitSettings("fields", _("Add at least one question to the row."))
        codes = [column.get("code") or code_from(column.get("label_pl") or "") for column in columns]
        if len(set(codes)) < len(codes) or not all(codes):
            raise UnfitSettings("fields", _("Give each question of the row a code of its own."))
        minimum, maximum = settings.get("minimum") or 0, settings.get("maximum") or _MOST_ROWS
        if minimum > maximum:
            raise UnfitSettings("maximum", _("More rows are wanted than are allowed: change one."))
        frozen = [self._frozen(column, code, entries_of) for column, code in zip(columns, codes, strict=True)]
        return {**settings, "fields": frozen, "minimum": minimum, "maximum": maximum}

    def _row(self, number: int, row: Mapping[str, Any], settings: Settings, troubles: list[str]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        columns = {column["code"]: column for column in settings["fields"]}
        if unknown := [str(code) for code in row if code not in columns]:
            troubles.append(
                _("Row %(number)d has no question “%(code)s”.") % {"number": number, "code": unknown[0][:50]}
            )
        for code, column in columns.items():
            try:
                answer = self.kinds[column["kind"]].clean(row.get(code, ""), column["settings"])
                if answer is None and column["is_required"]:
                    raise AnswerError(_("Answer this question."))
            except AnswerError as error:
                troubles.append(_at(number, column, str(error)))
                continue
            if answer is not None:
                kept[code] = answer
        return kept

    def _frozen(self, column: Mapping[str, Any], code: str, entries_of: EntriesOf) -> dict[str, Any]:
        kind = self.kinds.get(column.get("kind", ""))
        label = column.get("label_pl") or ""
        if kind is None or not label:
            raise UnfitSettings("fields", _("Name each question of the row in Polish and choose its kind."))
        try:
            settings = kind.freeze(column.get("settings") or {}, entries_of)
        except UnfitSettings as unfit:
            raise UnfitSettings("fields", f"“{label}”: {unfit}") from unfit
        if kind.name == "choice" and not settings.get("choices"):
            raise UnfitSettings("fields", _("“%(label)s”: this dictionary is too long for a row.") % {"label": label})
        return {
            "code": code,
            "kind": kind.name,
            "label_pl": label,
            "label_en": column.get("label_en") or "",
            "is_required": bool(column.get("is_required")),
            "settings": settings,
        }


class ColumnsBlock(StreamBlock):
    """The questions of a row, kept in drafts as any stream, told as plain fields."""

    def plain(self, columns: StreamValue) -> list[dict[str, Any]]:
        """Return the columns as plain fields."""
        return [_plain_column(child.block_type, child.value) for child in columns]

    def raw(self, columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return plain fields as a draft keeps them."""
        return [
            {"type": column["kind"], "value": {name: column.get(name) for name in _COMMON} | column.get("settings", {})}
            for column in columns
        ]


def _column_block(kind: FieldKind, dictionaries: DictionaryChoices) -> StructBlock:
    common: dict[str, Block] = {
        "label_pl": CharBlock(max_length=120, label=gettext_lazy("Polish")),
        "label_en": CharBlock(max_length=120, required=False, label=gettext_lazy("English")),
        "code": CharBlock(max_length=50, required=False, validators=[validate_slug], label=gettext_lazy("Code")),
        "is_required": BooleanBlock(required=False, label=gettext_lazy("Must be answered in each row")),
    }
    own = {name: block for name, block in kind.setting_blocks(dictionaries).items() if name not in _COMMON}
    return StructBlock(
        list((common | own).items()),
        label=kind.label,
        icon=kind.icon,
        label_format="{label_pl}",
        form_classname="struct-block tcz-fieldblock",
    )


def _plain_column(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": value["code"] or code_from(value["label_pl"]),
        "kind": kind,
        "label_pl": value["label_pl"],
        "label_en": value["label_en"] or "",
        "is_required": bool(value["is_required"]),
        "settings": {name: value[name] for name in value if name not in _COMMON and value[name] not in (None, "")},
    }


def _check_count(count: int, settings: Settings) -> None:
    minimum, maximum = settings.get("minimum") or 0, settings.get("maximum") or _MOST_ROWS
    if count < minimum:
        raise AnswerError(
            ngettext("Fill in at least %(rows)d row.", "Fill in at least %(rows)d rows.", minimum) % {"rows": minimum}
        )
    if count > maximum:
        raise AnswerError(
            ngettext("Leave at most %(rows)d row.", "Leave at most %(rows)d rows.", maximum) % {"rows": maximum}
        )


def _is_told(cell: object) -> bool:
    return cell not in (None, "", []) and not (isinstance(cell, str) and not cell.strip())


def _at(number: int, column: Mapping[str, Any], message: str) -> str:
    label = in_language(column["label_pl"], column["label_en"])
    return _("Row %(number)d, %(label)s: %(message)s") % {"number": number, "label": label, "message": message}


def _refuse(troubles: Sequence[str]) -> None:
    if troubles:
        raise AnswerError(" ".join(troubles[:_MOST_TOLD]))


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
