"""Entries of a dictionary, as the dictionary stood when the form was published."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, ChoiceBlock

from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Option, Settings, UnfitSettings
from ticketforms.labels import in_language


class ChoiceKind(FieldKind):
    """The code of one of the field's frozen `choices`."""

    name = "choice"
    label: str | Promise = gettext_lazy("one of a dictionary")
    icon = "radio-full"
    template = "ticketforms/fields/options.html"
    long_template = "ticketforms/fields/list.html"
    operators: tuple[str, ...] = ("is", "is_not", "is_any_of", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {"dictionary": ChoiceBlock(choices=dictionaries, label=gettext_lazy("Dictionary"))}

    def clean(self, raw: object, settings: Settings) -> Any:
        if raw == "":
            return None
        if not isinstance(raw, str) or raw not in {choice["code"] for choice in settings["choices"]}:
            raise AnswerError(_("Choose one of the listed answers."))
        return raw

    def show(self, value: Any, settings: Settings, language: str) -> str:
        return next(option.label for option in self.options(settings, language) if option.code == value)

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return tuple(
            Option(choice["code"], in_language(choice["label_pl"], choice["label_en"], language))
            for choice in settings["choices"]
        )

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        choices = entries_of(settings.get("dictionary", ""))
        if not choices:
            raise UnfitSettings("dictionary", _("Choose a dictionary with at least one entry in use."))
        return {**settings, "choices": choices}


class MultiChoiceKind(ChoiceKind):
    """Codes of several of the field's frozen `choices`, in the order of the dictionary."""

    name = "multi_choice"
    label = gettext_lazy("several of a dictionary")
    icon = "tasks"
    reading = "codes"
    template = "ticketforms/fields/checks.html"
    long_template = "ticketforms/fields/checks.html"
    operators = ("contains", "is_any_of", "is_filled", "is_empty")

    def clean(self, raw: object, settings: Settings) -> list[str] | None:
        if raw == "" or raw == []:
            return None
        chosen = raw if isinstance(raw, list) else [raw]
        codes = [choice["code"] for choice in settings["choices"]]
        if any(not isinstance(code, str) or code not in codes for code in chosen):
            raise AnswerError(_("Choose from the listed answers."))
        return [code for code in codes if code in chosen]

    def written(self, answer: Any) -> list[str]:
        return list(answer) if isinstance(answer, list | tuple) else [answer] if answer else []

    def compared_with(self, value: Any, settings: Settings) -> Any:
        known = super().compared_with(value, settings)
        return known if isinstance(value, list | tuple) else known[0]

    def show(self, value: Any, settings: Settings, language: str) -> str:
        return ", ".join(option.label for option in self.options(settings, language) if option.code in value)
