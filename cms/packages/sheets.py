"""The sheets of a workbook and their columns: what each is called, what it means, what may be chosen in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.packages.cells import CODE, CODES, CONDITION, DATA, EXACTLY, FLAG, NUMBER, TEXT, Meaning
from ticketforms.kinds import KINDS
from ticketforms.models import Category, Dictionary, DictionaryAttribute, DictionaryEntry, TextTemplate, TicketType
from ticketforms.package.facts import facts_of

TYPES, SURVEY, RULES, STAGES = "types", "survey", "rules", "stages"
DICTIONARIES, ATTRIBUTES, CHOICES, CATEGORIES = "dictionaries", "attributes", "choices", "categories"
TEXTS = "texts"
SHEETS = (TYPES, SURVEY, RULES, STAGES, DICTIONARIES, ATTRIBUTES, CHOICES, CATEGORIES, TEXTS)
# More than this no sheet is read; the longest dictionary and the longest forms stay far below.
MOST_ROWS = {CHOICES: 200_000}
MOST_ROWS_ELSEWHERE, MOST_COLUMNS = 20_000, 300
SETTING, ATTRIBUTE = "settings.", "attributes."
# What stands beside a rule once, and what stands beside each of its effects.
RULE_FACTS = ("description_pl", "description_en", "is_enabled", "when")


@dataclass(frozen=True)
class Column:
    """One column: its name in the first row, what people call it, and the list it is chosen from, if any."""

    name: str
    label: str | Promise
    meaning: Meaning = TEXT
    choices: str = ""
    width: int = 16


def columns_of(sheet: str, attributes: Iterable[str] = ()) -> list[Column]:
    """Return the columns of a sheet; `attributes` are those that any entry has."""
    match sheet:
        case "types":
            return [
                *_facts(TicketType, first=("code", "label_pl", "label_en", "shortcut")),
                Column("category", _("category"), CODE, CATEGORIES),
                Column("fingerprint", _("mark of the export; leave it as it is"), CODE, width=20),
            ]
        case "survey":
            return [*_SURVEY, *_settings()]
        case "rules":
            return _RULES
        case "stages":
            return _STAGES
        case "dictionaries":
            return [
                *_facts(Dictionary, first=("code", "label_pl", "label_en")),
                Column("parent", _("lies under"), CODE, DICTIONARIES),
            ]
        case "attributes":
            return [
                Column("dictionary", _("dictionary"), CODE, DICTIONARIES),
                *_facts(DictionaryAttribute, first=("code", "label_pl", "label_en")),
            ]
        case "choices":
            return [
                Column("dictionary", _("dictionary"), CODE, DICTIONARIES),
                *_facts(DictionaryEntry, first=("code", "label_pl", "label_en"), without=("attributes",)),
                Column("parent", _("belongs to"), CODE),
                Column("replaced_by", _("replaced by"), CODE),
                *(Column(f"{ATTRIBUTE}{name}", _("attribute"), EXACTLY) for name in sorted(set(attributes))),
            ]
        case "texts":
            return [
                *_facts(TextTemplate, first=("code", "label_pl", "label_en", "place", "text_pl", "text_en")),
                Column("ticket_type", _("only for the type"), CODE, TYPES),
                Column("category", _("only for the category"), CODE, CATEGORIES),
            ]
    return _facts(Category, first=("code", "label_pl", "label_en", "letter", "colour"))


def _facts(model: type[models.Model], first: tuple[str, ...], without: tuple[str, ...] = ()) -> list[Column]:
    facts = facts_of(model)
    names = [*first, *(name for name in facts if name not in first and name not in without)]
    return [_fact(model, facts[name].column) for name in names]


def _fact(model: type[models.Model], column: models.Field) -> Column:
    label, is_long = column.verbose_name, column.name.startswith(("label", "synonyms"))
    match column:
        case models.BooleanField():
            return Column(column.name, label, FLAG, "yes or no", 10)
        case models.IntegerField():
            return Column(column.name, label, NUMBER, width=10)
        case models.CharField() if column.choices:
            return Column(column.name, label, CODE, f"{model.__name__}.{column.name}", 12)
    is_code = isinstance(column, models.SlugField | models.DateField)
    return Column(column.name, label, CODE if is_code else TEXT, width=32 if is_long else 16)


def _settings() -> list[Column]:
    """Every setting that any kind of field has, those of the most kinds first."""
    kinds_of: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for name in kind.setting_blocks(list):
            kinds_of.setdefault(name, []).append(kind.name)
    names = sorted(kinds_of, key=lambda name: (name != "dictionary", -len(kinds_of[name]), name))
    return [
        Column(
            f"{SETTING}{name}",
            ", ".join(kinds_of[name]),
            DATA,
            DICTIONARIES if name == "dictionary" else "",
            width=18,
        )
        for name in names
    ]


_SURVEY = [
    Column("type", _("ticket type"), CODE, TYPES),
    Column("code", _("code"), CODE, width=20),
    Column("kind", _("kind"), CODE, "kinds"),
    Column("label_pl", _("question in Polish"), width=40),
    Column("label_en", _("question in English"), width=40),
    Column("requirement", _("must be answered"), CODE, "requirements", 12),
    Column("visible_when", _("ask only when"), CONDITION, width=44),
    Column("help_pl", _("help in Polish"), width=32),
    Column("help_en", _("help in English"), width=32),
    Column("say_pl", _("to say in Polish"), width=32),
    Column("say_en", _("to say in English"), width=32),
    Column("error_pl", _("own error message in Polish"), width=32),
    Column("error_en", _("own error message in English"), width=32),
    Column("default", _("filled with"), DATA),
    Column("default_from", _("filled from"), CODE, "surroundings", 20),
    Column("seen_by", _("roles that see it"), CODES),
    Column("edited_by", _("roles that answer it"), CODES),
    Column("personal", _("personal data"), CODE, "personal", 12),
    Column("retention_days", _("days it is kept"), NUMBER, width=12),
    Column("is_searchable", _("found by search"), FLAG, "yes or no", 12),
    Column("is_column", _("column of lists"), FLAG, "yes or no", 12),
    Column("is_dimension", _("counted in reports"), FLAG, "yes or no", 12),
]
_RULES = [
    Column("type", _("ticket type"), CODE, TYPES),
    Column("code", _("code"), CODE, width=20),
    Column("description_pl", _("description in Polish"), width=32),
    Column("description_en", _("description in English"), width=32),
    Column("is_enabled", _("switched on"), FLAG, "yes or no", 12),
    Column("when", _("when; empty is always"), CONDITION, width=44),
    Column("effect", _("what it does"), CODE, "effects"),
    Column("fields", _("to which fields"), CODES, width=24),
    Column("level", _("must be answered"), CODE, "levels", 12),
    Column("value", _("value"), DATA),
    Column("choices", _("choices that are left"), CODES, width=24),
    Column("tone", _("tone"), CODE, "tones", 10),
    Column("text_pl", _("text in Polish"), width=40),
    Column("text_en", _("text in English"), width=40),
    Column("priority", _("priority"), NUMBER, width=10),
    Column("queue", _("queue"), CODE),
    Column("amount", _("due after"), NUMBER, width=10),
    Column("unit", _("unit of time"), CODE, "units", 14),
]
_STAGES = [
    Column("type", _("ticket type"), CODE, TYPES),
    Column("code", _("code"), CODE, width=20),
    Column("label_pl", _("name in Polish"), width=32),
    Column("label_en", _("name in English"), width=32),
    Column("state", _("for everybody else it is"), CODE, "states"),
    Column("moves", _("from here to"), CODES, width=32),
    Column("moves_with_reason", _("from here with a reason to"), CODES, width=32),
]
