"""Tells in words what differs between two parts of a document: what is drafted, not what agents see. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.labels import in_language
from ticketforms.package.document import Part, codes_of

_MOST_NAMED = 5
_LONGEST = 60
# Things inside a thing: how the new, the changed and those that are gone are told.
_LISTS: dict[str, tuple[str | Promise, str | Promise, str | Promise, str | Promise]] = {
    "fields": (
        gettext_lazy("New fields: %(named)s."),
        gettext_lazy("Changed fields: %(named)s."),
        gettext_lazy("Fields no longer there: %(named)s."),
        gettext_lazy("The fields come in another order."),
    ),
    "rules": (
        gettext_lazy("New rules: %(named)s."),
        gettext_lazy("Changed rules: %(named)s."),
        gettext_lazy("Rules no longer there: %(named)s."),
        gettext_lazy("The rules come in another order."),
    ),
    "stages": (
        gettext_lazy("New stages: %(named)s."),
        gettext_lazy("Changed stages: %(named)s."),
        gettext_lazy("Stages no longer there: %(named)s."),
        gettext_lazy("The stages come in another order."),
    ),
    "entries": (
        gettext_lazy("New entries: %(named)s."),
        gettext_lazy("Changed entries: %(named)s."),
        gettext_lazy("Entries no longer there: %(named)s."),
        gettext_lazy("The entries come in another order."),
    ),
    "attributes": (
        gettext_lazy("New attributes: %(named)s."),
        gettext_lazy("Changed attributes: %(named)s."),
        gettext_lazy("Attributes no longer there: %(named)s."),
        gettext_lazy("The attributes come in another order."),
    ),
}
_PARTS: dict[str, str | Promise] = {
    "label_pl": gettext_lazy("Polish label"),
    "label_en": gettext_lazy("English label"),
    "category": gettext_lazy("category"),
    "shortcut": gettext_lazy("shortcut"),
    "icon": gettext_lazy("icon"),
    "colour": gettext_lazy("colour"),
    "letter": gettext_lazy("letter"),
    "reporting": gettext_lazy("reports"),
    "is_groupable": gettext_lazy("joins outages"),
    "default_priority": gettext_lazy("priority"),
    "due_days": gettext_lazy("days to answer"),
    "reopen_days": gettext_lazy("days to reopen"),
    "state": gettext_lazy("what it is for everybody else"),
    "moves": gettext_lazy("where it leads"),
    "sort_order": gettext_lazy("order"),
    "place": gettext_lazy("used in"),
    "text_pl": gettext_lazy("text in Polish"),
    "text_en": gettext_lazy("text in English"),
    "ticket_type": gettext_lazy("only for the type"),
    "parent": gettext_lazy("lies under"),
    "replaced_by": gettext_lazy("replaced by"),
    "is_retired": gettext_lazy("retired"),
    "kind": gettext_lazy("kind"),
    "requirement": gettext_lazy("must be answered"),
    "visible_when": gettext_lazy("ask only when"),
    "settings": gettext_lazy("settings"),
    "default": gettext_lazy("filled with"),
    "when": gettext_lazy("when"),
    "effects": gettext_lazy("effects"),
    "is_enabled": gettext_lazy("switched on"),
}


def differences(before: Part | None, after: Part) -> tuple[str, ...]:
    """Return a sentence for each difference; for what was not there, how much comes with it."""
    if before is None:
        return tuple(_counts(after))
    return (*_facts(before, after), *(words for name in _LISTS for words in _listed(name, before, after)))


def _counts(part: Part) -> Iterator[str]:
    for name, (new, _changed, _gone, _order) in _LISTS.items():
        if parts := part.get(name):
            yield str(new) % {"named": _named(list(parts))}


def _facts(before: Part, after: Part) -> Iterator[str]:
    for name in sorted({*before, *after} - {"fingerprint", *_LISTS}):
        if before.get(name) != after.get(name):
            yield _("%(part)s: %(before)s → %(after)s.") % {
                "part": _PARTS.get(name, name),
                "before": _short(before.get(name)),
                "after": _short(after.get(name)),
            }


def _listed(name: str, before: Part, after: Part) -> Iterator[str]:
    new, changed, gone, order = _LISTS[name]
    were, are = codes_of(before.get(name, [])), codes_of(after.get(name, []))
    if added := [are[code] for code in are if code not in were]:
        yield str(new) % {"named": _named(added)}
    if altered := [code for code in are if code in were and _is_told(were[code], are[code])]:
        told = [f"{_name(are[code])} ({', '.join(_altered(were[code], are[code]))})" for code in altered]
        yield str(changed) % {"named": _first(told)}
    if left := [were[code] for code in were if code not in are]:
        yield str(gone) % {"named": _named(left)}
    if [code for code in were if code in are] != [code for code in are if code in were]:
        yield str(order)


def _is_told(before: Part, after: Part) -> bool:
    """Whether the change is worth a word: entries that are only retired are named apart."""
    return before != after and before | {"is_retired": True} != after


def _altered(before: Part, after: Part) -> Iterator[str]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield str(_PARTS.get(name, name))


def _named(parts: list[Part]) -> str:
    return _first([_name(part) for part in parts])


def _first(names: list[str]) -> str:
    told = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return told if more <= 0 else _("%(named)s and %(more)d more") % {"named": told, "more": more}


def _name(part: Mapping[str, Any]) -> str:
    polish = part.get("label_pl") or part.get("description_pl") or part["code"]
    return f"“{_short(in_language(polish, part.get('label_en') or part.get('description_en') or ''))}”"


def _short(value: Any) -> str:
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
