"""Says in words what publishing would change for agents. Pure: it compares two definitions."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.definition import upgraded
from ticketforms.labels import in_language

Definition = Mapping[str, Any]


def changes_between(present: Definition, drafted: Definition) -> tuple[str, ...]:
    """Return a sentence for each difference, in the order of the drafted form; none when agents see the same."""
    before = {field["code"]: field for field in upgraded(present)["fields"]}
    after = {field["code"]: field for field in upgraded(drafted)["fields"]}
    sentences: list[str] = []
    for code, field in after.items():
        if code in before:
            sentences += _of_field(before[code], field)
        else:
            sentences.append(_("New: “%(field)s”.") % {"field": _name(field)})
    sentences += [
        _("No longer there: “%(field)s”.") % {"field": _name(before[code])} for code in before if code not in after
    ]
    if [code for code in before if code in after] != [code for code in after if code in before]:
        sentences.append(_("The questions come in another order."))
    return tuple(sentences)


def _name(field: Mapping[str, Any]) -> str:
    return in_language(field["label_pl"], field["label_en"])


def _of_field(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    name = {"field": _name(after)}
    if _name(before) != _name(after):
        yield _("“%(before)s” is now “%(field)s”.") % (name | {"before": _name(before)})
    if before["kind"] != after["kind"]:
        yield _("“%(field)s” is answered in another way.") % name
    if before["requirement"] != after["requirement"]:
        yield (
            _("“%(field)s” must be answered.")
            if after["requirement"] == "save"
            else _("“%(field)s” may be left empty.")
        ) % name
    if before["visible_when"] and not after["visible_when"]:
        yield _("“%(field)s” is always asked.") % name
    elif before["visible_when"] != after["visible_when"]:
        yield _("“%(field)s” is asked by another rule.") % name
    offered, offers = _choices(before), _choices(after)
    for label in [offers[code] for code in offers if code not in offered]:
        yield _("“%(field)s” also offers “%(choice)s”.") % (name | {"choice": label})
    for label in [offered[code] for code in offered if code not in offers]:
        yield _("“%(field)s” no longer offers “%(choice)s”.") % (name | {"choice": label})
    if _limits(before) != _limits(after):
        yield _("“%(field)s” has other limits.") % name
    if _help(before) != _help(after):
        yield _("“%(field)s” has another help text.") % name


def _help(field: Mapping[str, Any]) -> str:
    return in_language(field.get("help_pl") or "", field.get("help_en") or "")


def _choices(field: Mapping[str, Any]) -> dict[str, str]:
    choices = field["settings"].get("choices", [])
    return {choice["code"]: in_language(choice["label_pl"], choice["label_en"]) for choice in choices}


def _limits(field: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field["settings"].items() if name not in {"choices", "dictionary"}}
