"""A field that is worked out from others and that nobody answers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, CharBlock, IntegerBlock

from ticketforms.kinds import formula, groups
from ticketforms.kinds.base import DictionaryChoices, EntriesOf, FieldKind, Settings, UnfitSettings
from ticketforms.kinds.figures import shown_number


class ComputedKind(FieldKind):
    """The result of `expression` over the answers, rounded half up to `places`; frozen as the tree `formula`."""

    name = "computed"
    label = gettext_lazy("calculated")
    group = groups.NUMBERS
    icon = "sliders"
    template = "ticketforms/fields/computed.html"
    reading = "computed"
    operators = ("is", "is_not", "less_than", "at_most", "more_than", "at_least", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {
            "expression": CharBlock(
                max_length=formula.LONGEST,
                label=gettext_lazy("Calculation"),
                help_text=gettext_lazy("Codes of fields, numbers, + - * / and parentheses: (to_pay - paid) / 12."),
            ),
            "places": IntegerBlock(
                required=False,
                min_value=0,
                max_value=formula.MOST_PLACES,
                default=2,
                label=gettext_lazy("Places after the comma"),
            ),
            "unit": CharBlock(required=False, max_length=12, label=gettext_lazy("Unit")),
        }

    def clean(self, raw: object, settings: Settings) -> str | None:
        """Return the number a rule compares with; what is sent for the field itself is of no account."""
        written = str(raw).replace(",", ".").replace(" ", "") if isinstance(raw, str | int | float) else ""
        return formula.value({"field": "it"}, {"it": written}, formula.MOST_PLACES) if written else None

    def depends_on(self, settings: Settings) -> tuple[str, ...]:
        return formula.fields_of(settings["formula"])

    def computed(self, settings: Settings, values: Mapping[str, Any]) -> str | None:
        return formula.value(settings["formula"], values, settings["places"])

    def show(self, value: str, settings: Settings, language: str) -> str:
        return f"{shown_number(value, language)} {settings.get('unit', '')}".strip()

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        try:
            tree = formula.parse(settings.get("expression") or "")
        except formula.FormulaError as error:
            raise UnfitSettings("expression", str(error)) from error
        places = settings.get("places")
        return {**settings, "formula": tree, "places": 2 if places is None else places}
