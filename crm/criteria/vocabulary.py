"""What the criteria editor offers to choose from, in the reader's language, as plain data; the browser draws it."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.criteria.columns import sort_of
from crm.criteria.comparing import Person
from crm.criteria.periods import NAMED, UNITS
from crm.criteria.reading import MOST_CLAUSES, MOST_LEVELS
from crm.criteria.register import GROUPS
from crm.criteria.sentences import THE_SAME
from crm.criteria.subjects import EMPTINESS, SEVERAL, Subject
from crm.criteria.telling import period_names
from ticketforms.conditions.phrases import comparison

# A longer list of choices is sent all the same: it is searched in the browser.
_NEGATED = ("is", "is_any_of", "contains", "begins_with", "within")


def vocabulary(root: str, known: Mapping[str, Subject]) -> dict[str, Any]:
    """Return the subjects by group, each with its comparisons and choices, the periods, and the people.

    An operator `not X` stands for the condition's opposite: the editor writes it as `{"not": …}`.
    """
    language = "en" if (get_language() or "pl").startswith("en") else "pl"
    names = period_names()

    def of_others(subject: Subject) -> bool:
        # What the list is of comes first: most criteria are about that.
        return subject.group != root

    return {
        "root": root,
        "groups": [[code, str(label)] for code, label in GROUPS.items() if _has(code, known)],
        "subjects": [_subject(subject, root, language) for subject in sorted(known.values(), key=of_others)],
        "periods": [[name, names[name]] for name in NAMED],
        "units": [[unit, _units()[unit]] for unit in UNITS],
        "people": [[Person.ME, _("me")], *_people()],
        "without_value": list(EMPTINESS),
        "several": {one: _several(one, known) for one in (root, *SEVERAL[root])},
        "most_levels": MOST_LEVELS,
        "most_clauses": MOST_CLAUSES,
    }


def _has(group: str, known: Mapping[str, Subject]) -> bool:
    return any(subject.group == group for subject in known.values())


def _several(root: str, known: Mapping[str, Subject]) -> list[list[str]]:
    """The things of which a thing may have several, as a group names them."""
    tables = {subject.table.name for subject in known.values()}
    return [[name, str(THE_SAME[name])] for name in SEVERAL.get(root, ()) if name in tables]


def _subject(subject: Subject, root: str, language: str) -> dict[str, Any]:
    is_moment = subject.comparing.control == "moment"
    operators = [[name, comparison(name, language, is_moment=is_moment)] for name in subject.operators]
    operators += [
        [f"not {name}", comparison(name, language, is_moment=is_moment, is_negated=True)]
        for name in subject.operators
        if name in _NEGATED and not (name == "is" and "is_not" in subject.operators) and not subject.flag
    ]
    return {
        "name": subject.name,
        "label": str(subject.label),
        "group": subject.group,
        "kind": subject.comparing.name,
        "control": subject.comparing.control,
        "operators": operators,
        "choices": [[code, str(label)] for code, label in subject.choices()] if subject.choices else None,
        "lookup": subject.lookup,
        "unit": str(subject.unit),
        "is_retired": subject.is_retired,
        "is_column": subject.is_column,
        "is_sortable": sort_of(subject, root) is not None,
    }


def _units() -> dict[str, str]:
    return {
        "minutes": _("minutes"),
        "hours": _("hours"),
        "days": _("days"),
        "weeks": _("weeks"),
        "months": _("months"),
    }


def _people() -> list[list[str]]:
    users = get_user_model().objects.filter(is_active=True).order_by("last_name", "username")
    return [
        [username, f"{first} {last}".strip() or username]
        for username, first, last in users.values_list("username", "first_name", "last_name")
    ]
