"""Entries of a dictionary: as it stood when the form was published, or, of a long dictionary, as it stands now."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, BooleanBlock

from ticketforms.kinds.base import (
    AnswerError,
    DictionaryChoices,
    EntriesOf,
    FieldKind,
    Given,
    Option,
    Settings,
    UnfitSettings,
)
from ticketforms.kinds.dictionary_block import DictionaryBlock, EarlierFieldBlock
from ticketforms.kinds.entries import Entry, long_dictionaries
from ticketforms.kinds.options import BETWEEN_NODES, branch_of, offered_options, tree_options
from ticketforms.labels import in_language
from ticketforms.storing import is_storable

# A version holds the entries of a dictionary up to this many; of a longer one it holds the name.
MOST_FROZEN = 300
_LONGEST_CODE = 50


def is_long(settings: Settings) -> bool:
    """Whether the field's entries are not in the version, but asked of the dictionary."""
    return bool(settings.get("is_long"))


class ChoiceKind(FieldKind):
    """The code of one of the field's frozen `choices`, or of an entry of its long dictionary."""

    name = "choice"
    label: str | Promise = gettext_lazy("one of a dictionary")
    icon = "radio-full"
    template = "ticketforms/fields/options.html"
    long_template = "ticketforms/fields/list.html"
    operators: tuple[str, ...] = ("is", "is_not", "is_any_of", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {"dictionary": DictionaryBlock(choices=dictionaries, label=gettext_lazy("Dictionary"))}

    def clean(self, raw: object, settings: Settings) -> Any:
        if raw == "":
            return None
        if not isinstance(raw, str) or not _may_be(raw, settings):
            raise AnswerError(_("Choose one of the listed answers."))
        return raw

    def settle(self, value: Any, settings: Settings, given: Given) -> Any:
        if not _was_kept(value, given):
            _check_in_use(value, settings, given)
        return value

    def show(self, value: Any, settings: Settings, language: str) -> str:
        if is_long(settings):
            found = _entry(value, settings)
            return in_language(found.label_pl, found.label_en, language) if found else str(value)
        choice = next(choice for choice in settings["choices"] if choice["code"] == value)
        return in_language(choice["label_pl"], choice["label_en"], language)

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return offered_options(settings.get("choices", ()), language, on=timezone.localdate())

    def compared_with(self, value: Any, settings: Settings) -> Any:
        known = super().compared_with(value, settings)
        if is_long(settings) and isinstance(known, str) and _entry(known, settings) is None:
            raise AnswerError(_("The dictionary has no entry “%(code)s”: choose another.") % {"code": known})
        return known

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        code = settings.get("dictionary", "")
        if not code:
            raise UnfitSettings("dictionary", _("Choose a dictionary."))
        choices = entries_of(code)
        if not choices:
            raise UnfitSettings(
                "dictionary",
                _("The dictionary “%(code)s” is not there any more or offers no entry: choose another or add entries.")
                % {"code": code},
            )
        if len(choices) > MOST_FROZEN:
            return {**settings, "is_long": True}
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

    def settle(self, value: Any, settings: Settings, given: Given) -> Any:
        for code in value:
            if not _was_kept(code, given):
                _check_in_use(code, settings, given)
        return value

    def written(self, answer: Any) -> list[str]:
        return list(answer) if isinstance(answer, list | tuple) else [answer] if answer else []

    def compared_with(self, value: Any, settings: Settings) -> Any:
        known = super().compared_with(value, settings)
        return known if isinstance(value, list | tuple) else known[0]

    def show(self, value: Any, settings: Settings, language: str) -> str:
        chosen = [choice for choice in settings["choices"] if choice["code"] in value]
        return ", ".join(in_language(choice["label_pl"], choice["label_en"], language) for choice in chosen)

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        frozen = super().freeze(settings, entries_of)
        if is_long(frozen):
            raise UnfitSettings(
                "dictionary",
                _("Several can be chosen of at most %(most)s entries: choose a shorter dictionary.")
                % {"most": MOST_FROZEN},
            )
        return frozen


class CascadeKind(ChoiceKind):
    """One of the entries that belong to the entry that an earlier field chose."""

    name = "cascade"
    label = gettext_lazy("one of a dictionary, narrowed by an earlier choice")
    icon = "list-ul"
    template = "ticketforms/fields/entry.html"
    long_template = "ticketforms/fields/entry.html"

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return super().setting_blocks(dictionaries) | {"narrowed_by": EarlierFieldBlock()}

    def settle(self, value: Any, settings: Settings, given: Given) -> Any:
        super().settle(value, settings, given)
        chosen = given.values.get(settings["narrowed_by"])
        belongs_to = _parent(value, settings) or None
        if belongs_to == chosen:
            return value
        if chosen is None:
            raise AnswerError(_("Answer first the question that this one depends on."))
        raise AnswerError(
            _("“%(entry)s” does not belong to what was chosen before: choose again.")
            % {"entry": _label(value, settings)}
        )

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        if not settings.get("narrowed_by"):
            raise UnfitSettings("narrowed_by", _("Choose the earlier field whose answer narrows this one."))
        return super().freeze(settings, entries_of)

    def check_earlier(self, settings: Settings, earlier: Mapping[str, Mapping[str, Any]]) -> None:
        above = earlier.get(settings["narrowed_by"])
        if above is None or "dictionary" not in above["settings"] or above["kind"] == MultiChoiceKind.name:
            raise UnfitSettings(
                "narrowed_by", _("Only an earlier field, answered by one entry of a dictionary, can narrow this one.")
            )
        if is_long(settings) or is_long(above["settings"]):
            return
        offered = {choice["code"] for choice in above["settings"]["choices"]}
        if not any(choice.get("parent") in offered for choice in settings["choices"]):
            raise UnfitSettings(
                "narrowed_by",
                _("No entry of this dictionary belongs to an entry of “%(field)s”: choose another field.")
                % {"field": in_language(above["label_pl"], above["label_en"])},
            )


class TreeKind(ChoiceKind):
    """A node of a dictionary whose entries belong to one another; it is shown with all that is above it."""

    name = "tree"
    label = gettext_lazy("one of a tree")
    icon = "list-ol"
    template = "ticketforms/fields/entry.html"
    long_template = "ticketforms/fields/entry.html"

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        ends = BooleanBlock(required=False, label=gettext_lazy("Only the ends of branches"))
        return super().setting_blocks(dictionaries) | {"ends_only": ends}

    def clean(self, raw: object, settings: Settings) -> Any:
        value = super().clean(raw, settings)
        if value is not None and settings.get("ends_only") and _has_branches(value, settings):
            raise AnswerError(_("“%(entry)s” has branches: choose one of them.") % {"entry": _label(value, settings)})
        return value

    def show(self, value: Any, settings: Settings, language: str) -> str:
        if is_long(settings):
            found = _entry(value, settings)
            labels = [*found.path, (found.label_pl, found.label_en)] if found else [(str(value), "")]
        else:
            labels = [(node["label_pl"], node["label_en"]) for node in branch_of(settings["choices"], value)]
        return BETWEEN_NODES.join(in_language(polish, english, language) for polish, english in labels)

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return tree_options(
            settings.get("choices", ()),
            language,
            on=timezone.localdate(),
            ends_only=bool(settings.get("ends_only")),
        )


def _may_be(code: str, settings: Settings) -> bool:
    if is_long(settings):
        return len(code) <= _LONGEST_CODE and is_storable(code)
    return any(choice["code"] == code for choice in settings["choices"])


def _entry(code: str, settings: Settings, given: Given | None = None) -> Entry | None:
    on = timezone.localdate(given.at) if given else timezone.localdate()
    return long_dictionaries.find(settings["dictionary"], code, on)


def _choice(code: str, settings: Settings) -> Mapping[str, Any]:
    return next((choice for choice in settings["choices"] if choice["code"] == code), {})


def _was_kept(code: str, given: Given) -> bool:
    """Whether the ticket holds this answer already: what went out of use since may stay."""
    held = [answer.get("value") for answer in given.kept.values()]
    return code in held or any(isinstance(value, list) and code in value for value in held)


def _check_in_use(code: str, settings: Settings, given: Given) -> None:
    if not is_long(settings):
        ends = _choice(code, settings).get("valid_to")
        if ends and timezone.localdate(given.at).isoformat() >= ends:
            raise AnswerError(
                _("“%(entry)s” is not used any more: choose another.") % {"entry": _label(code, settings)}
            )
        return
    found = _entry(code, settings, given)
    if found is None:
        raise AnswerError(_("Choose one of the listed answers."))
    if not found.is_in_use:
        words = {"entry": in_language(found.label_pl, found.label_en), "other": found.replaced_by}
        raise AnswerError(
            _("“%(entry)s” is not used any more: choose “%(other)s”.") % words
            if found.replaced_by
            else _("“%(entry)s” is not used any more: choose another.") % words
        )


def _label(code: str, settings: Settings) -> str:
    found = _entry(code, settings) if is_long(settings) else _choice(code, settings)
    if isinstance(found, Entry):
        return in_language(found.label_pl, found.label_en)
    return in_language(found["label_pl"], found["label_en"]) if found else code


def _parent(code: str, settings: Settings) -> str:
    if is_long(settings):
        found = _entry(code, settings)
        return found.parent if found else ""
    return _choice(code, settings).get("parent", "")


def _has_branches(code: str, settings: Settings) -> bool:
    if is_long(settings):
        found = _entry(code, settings)
        return bool(found and found.has_branches)
    return any(choice.get("parent") == code for choice in settings["choices"])
