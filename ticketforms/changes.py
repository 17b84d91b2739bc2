"""Says in words what publishing would change for agents. Pure: it compares two definitions, of any format."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ticketforms.conditions.sentences import rule_sentence
from ticketforms.definition import Definition, upgraded
from ticketforms.field_changes import changes_of_field, name_of
from ticketforms.labels import in_language
from ticketforms.naming import FormNames


def changes_between(present: Definition, drafted: Definition) -> tuple[str, ...]:
    """Return a sentence for each difference, in the order of the drafted form; none when agents see the same."""
    old, new = upgraded(present), upgraded(drafted)
    # What is gone is still called what it was.
    names = FormNames([*old["fields"], *new["fields"]], get_language() or "pl")
    return (*_of_fields(old["fields"], new["fields"], names), *_of_rules(old["rules"], new["rules"], names))


def _of_fields(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]], names: FormNames) -> Iterator[str]:
    before, after = _by_code(old), _by_code(new)
    for code, field in after.items():
        if code in before:
            yield from changes_of_field(before[code], field, names)
        else:
            yield _("New: “%(field)s”.") % {"field": name_of(field)}
    for code in before:
        if code not in after:
            yield _("No longer there: “%(field)s”.") % {"field": name_of(before[code])}
    if _is_reordered(before, after):
        yield _("The questions come in another order.")


def _of_rules(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]], names: FormNames) -> Iterator[str]:
    """A rule that is switched off stands in no version: it reads as one that does not apply any more."""
    before, after = _by_code(old), _by_code(new)
    for code, rule in after.items():
        told = {"rule": _rule_name(rule), "sentence": rule_sentence(rule, names, names.language)}
        if code not in before:
            yield _("New rule “%(rule)s”: %(sentence)s.") % told
        elif (before[code]["when"], before[code]["effects"]) != (rule["when"], rule["effects"]):
            yield _("The rule “%(rule)s” now reads: %(sentence)s.") % told
    for code in before:
        if code not in after:
            yield _("The rule “%(rule)s” does not apply any more.") % {"rule": _rule_name(before[code])}
    if _is_reordered(before, after):
        yield _("The rules run in another order.")


def _by_code(things: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {thing["code"]: thing for thing in things}


def _is_reordered(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return [code for code in before if code in after] != [code for code in after if code in before]


def _rule_name(rule: Mapping[str, Any]) -> str:
    return in_language(rule.get("description_pl") or "", rule.get("description_en") or "") or str(rule["code"])
