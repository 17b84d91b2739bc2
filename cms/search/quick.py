"""The ready-made filters of the list of tickets as an address may hold them: codes, nothing that a person typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from crm.criteria.errors import CriteriaError
from crm.criteria.reading import checked
from crm.criteria.subjects import Subject

FILTERS: Mapping[str, str] = {"state": "ticket.state", "type": "ticket.type", "queue": "ticket.queue"}
_FLAGS: Mapping[str, Mapping[str, Any]] = {
    "mine": {"subject": "ticket.author", "operator": "is", "value": "me"},
    "hazards": {"subject": "ticket.is_hazard", "operator": "is", "value": True},
}
_UNFINISHED = {"subject": "ticket.is_open", "operator": "is", "value": True}


def clauses_in(query: QueryDict, known: Mapping[str, Subject]) -> list[Mapping[str, Any]]:
    """Return the filters of an address as clauses; one that is not known is left out, as the page then shows."""
    clauses: list[Mapping[str, Any]] = []
    for name, subject in FILTERS.items():
        code = query.get(name, "")
        if name == "state" and code == "unfinished":
            clauses.append(_UNFINISHED)
        elif code and code in _codes(subject, known):
            clauses.append({"subject": subject, "operator": "is_any_of", "value": [code]})
    clauses += [clause for name, clause in _FLAGS.items() if query.get(name)]
    return [clause for clause in clauses if _is_fit(clause, known)]


def only_choice(criteria: Any, subject: str) -> str:
    """Return the one value that criteria, all of which must hold, leave a choice; "" when they leave more."""
    parts: Sequence[Any] = criteria.get("all", [criteria]) if isinstance(criteria, Mapping) else []
    for part in parts if isinstance(parts, list | tuple) else []:
        if isinstance(part, Mapping) and part.get("subject") == subject and part.get("operator") in ("is", "is_any_of"):
            value = part.get("value")
            values = value if isinstance(value, list) else [value]
            if len(values) == 1 and isinstance(values[0], str):
                return values[0]
    return ""


def _codes(subject: str, known: Mapping[str, Subject]) -> set[str]:
    found = known.get(subject)
    return {str(code) for code, _label in found.choices()} if found and found.choices else set()


def _is_fit(clause: Mapping[str, Any], known: Mapping[str, Subject]) -> bool:
    try:
        checked(clause, known, "ticket")
    except CriteriaError:
        return False
    return True
