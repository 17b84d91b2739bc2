"""What the rule editor offers to choose from, in the reader's language, as plain data; the browser draws it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ticketforms.conditions.phrases import comparison
from ticketforms.conditions.tree import OPERATORS
from ticketforms.effects import EFFECTS
from ticketforms.kinds import KINDS, FieldKind
from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.surroundings import SUBJECTS

# A longer dictionary is searched while its entry is typed.
MOST_SENT = 60
# Comparisons offered negated too, unless the kind has the operator that says the same.
_NEGATED = {"is": "is_not", "is_any_of": None, "contains": None}
_MOMENTS = frozenset({"date", "time", "datetime-local"})


def vocabulary(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Return kinds with their comparisons, the surroundings, short dictionaries, effects and the editor's words."""
    visible = Dictionary.objects.visible_to(user)
    large = _large(visible)
    return {
        "kinds": {kind.name: _kind(kind) for kind in KINDS.values()},
        "operators": {name: comparison(name, _language()) for name in OPERATORS}
        | {f"not {name}": comparison(name, _language(), is_negated=True) for name in OPERATORS},
        "surroundings": list(_surroundings()),
        "dictionaries": _entries(visible, large),
        "large": large,
        "effects": [[name, effect_names()[name]] for name in EFFECTS],
        "levels": [
            ["soft", _("or a reason why not")],
            ["save", _("before saving")],
            ["close", _("before closing")],
        ],
        "tones": [["say", _("say")], ["ask", _("ask")], ["do", _("do")], ["warn", _("beware")]],
        "units": [
            ["minutes", _("minutes")],
            ["hours", _("hours")],
            ["days", _("days")],
            ["working_days", _("working days")],
        ],
        "words": _words(),
    }


def _language() -> str:
    return "en" if (get_language() or "pl").startswith("en") else "pl"


def _kind(kind: FieldKind) -> dict[str, Any]:
    language = _language()
    is_moment = kind.control.get("type") in _MOMENTS
    operators = [[name, comparison(name, language, is_moment=is_moment)] for name in kind.operators]
    negated = [name for name in _NEGATED if name in kind.operators and _NEGATED[name] not in kind.operators]
    operators += [[f"not {name}", comparison(name, language, is_negated=True)] for name in negated]
    return {
        "operators": operators,
        "reading": kind.reading,
        "control": dict(kind.control),
        "choices": _fixed_choices(kind, language),
    }


def _fixed_choices(kind: FieldKind, language: str) -> list[list[str]] | None:
    """Return what may be answered whatever the field's settings are; `None` where they decide."""
    if kind.reading == "flag" or "dictionary" in kind.setting_blocks(list):
        return None
    try:
        return [[option.code, option.label] for option in kind.options({}, language)] or None
    except KeyError:
        return None


def _surroundings() -> Iterable[dict[str, Any]]:
    groups = _groups()
    for subject in SUBJECTS.values():
        if subject.kind in KINDS:
            yield {
                "code": subject.name,
                "kind": subject.kind,
                "label": str(subject.label),
                "group": groups[subject.name.partition(".")[0]],
                "choices": [[code, str(label)] for code, label in subject.choices()] or None,
            }


def _large(visible: QuerySet[Dictionary]) -> list[str]:
    in_use = Count("entries", filter=Q(entries__is_retired=False), distinct=True)
    counted = visible.annotate(in_use=in_use).filter(in_use__gt=MOST_SENT)
    return list(counted.order_by("code").values_list("code", flat=True))


def _entries(visible: QuerySet[Dictionary], large: list[str]) -> dict[str, list[list[str]]]:
    sent = DictionaryEntry.objects.in_use(timezone.localdate()).filter(dictionary__in=visible.values("pk"))
    found: dict[str, list[list[str]]] = {}
    for entry in sent.exclude(dictionary__code__in=large).select_related("dictionary"):
        found.setdefault(entry.dictionary.code, []).append([entry.code, entry.label])
    return found


def _groups() -> dict[str, str]:
    return {
        "ticket": _("The ticket"),
        "reporter": _("Who reports"),
        "customer": _("The customer"),
        "service_point": _("The place"),
        "outage": _("The outage at the place"),
        "agent": _("The agent"),
        "time": _("The time"),
    }


def effect_names() -> dict[str, str]:
    """Return what each effect is called where it is chosen."""
    return {
        "show": _("show fields"),
        "require": _("require an answer"),
        "read_only": _("make read-only"),
        "set_if_empty": _("fill in if empty"),
        "restrict": _("narrow the choices"),
        "notice": _("tell the agent"),
        "block": _("refuse to save"),
        "set_priority": _("set the priority"),
        "set_queue": _("choose the queue"),
        "set_due": _("set when it is due"),
        "propose_joining": _("propose joining the outage"),
    }


def _words() -> dict[str, str]:
    return {
        "always": _("Always."),
        "answers": _("Answers"),
        "add": _("Condition"),
        "add_group": _("Group of conditions"),
        "moves_none": _("Name another stage first."),
        "moves_end": _("A ticket that is over goes nowhere: it is opened again."),
        "with_reason": _("with a reason"),
        "add_effect": _("Effect"),
        "amount": _("How long"),
        "unit": _("Unit of time"),
        "choices": _("Choices that are left"),
        "choose": _("choose"),
        "choose_field": _("choose a field"),
        "condition": _("Condition"),
        "group": _("Group of conditions"),
        "effect": _("What the rule does"),
        "field": _("Field"),
        "fields": _("Fields"),
        "operator": _("Comparison"),
        "value": _("Value"),
        "level": _("When it must be answered"),
        "tone": _("The agent is to"),
        "text_pl": _("in Polish"),
        "text_en": _("in English"),
        "priority": _("Priority"),
        "queue": _("Queue"),
        "match": _("Which of these must hold"),
        "all": _("all of these hold"),
        "any": _("at least one of these holds"),
        "not_all": _("not all of these hold"),
        "not_any": _("none of these holds"),
        "missing": _("not in the form"),
        "up": _("Move up"),
        "down": _("Move down"),
        "make_group": _("Put into a group"),
        "ungroup": _("Dissolve the group"),
        "remove": _("Remove"),
        "remove_group": _("Remove the group"),
        "remove_effect": _("Remove"),
        "type_entry": _("type to search"),
        "yes": _("yes"),
        "no": _("no"),
        "nothing": _("nothing"),
        "fixed": _("always the same"),
        "default": _("Filled in with"),
        "time": _("13:45"),
    }
