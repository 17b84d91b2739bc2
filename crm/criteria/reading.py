"""Reads criteria that somebody wrote or sent, and says what is wrong with them; it searches nothing."""

from collections.abc import Mapping, Sequence
from typing import Any as AnyType

from django.utils.translation import gettext as _

from crm.criteria.comparing import UnfitValue
from crm.criteria.errors import CriteriaError
from crm.criteria.subjects import EMPTINESS, SEVERAL, Subject
from ticketforms.conditions import All, Any, Clause, Condition, Not

MOST_LEVELS, MOST_CLAUSES, MOST_PARTS = 8, 100, 200
# Groups about one thing within groups about one thing: each is looked for anew for every row of the one around it.
MOST_OF = 2


def checked(raw: object, known: Mapping[str, Subject], root: str) -> Condition:
    """Return the criteria with typed values; nothing at all is criteria that everything fulfils.

    `known` are the subjects that the reader may look at about rows of the root. Raises `CriteriaError`.
    """
    if raw is None or raw == "" or raw == {}:
        return All(())
    _count(raw)
    return _read(raw, known, (root,), ())


def _count(raw: object) -> None:
    """Refuse too much before anything is read; without recursion, since depth is what may be too much."""
    waiting: list[tuple[object, int]] = [(raw, 0)]
    clauses = parts = 0
    while waiting:
        each, depth = waiting.pop()
        parts += 1
        if depth > MOST_LEVELS:
            raise CriteriaError(_("Groups are nested more than %(most)d deep: dissolve some.") % {"most": MOST_LEVELS})
        if isinstance(each, Mapping):
            clauses += "subject" in each
            for name in ("all", "any"):
                inner = each.get(name)
                if isinstance(inner, list | tuple):
                    waiting += [(part, depth + 1) for part in inner[: MOST_PARTS + 1]]
            if "not" in each:
                waiting.append((each["not"], depth + 1))
        if clauses > MOST_CLAUSES or parts > MOST_PARTS:
            raise CriteriaError(_("These are too many criteria: use at most %(most)d.") % {"most": MOST_CLAUSES})


def _read(raw: object, known: Mapping[str, Subject], about: tuple[str, ...], path: tuple[int, ...]) -> Condition:
    if not isinstance(raw, Mapping):
        raise CriteriaError(_("This is no condition: choose what to look at."), path)
    if isinstance(raw.get("all"), list | tuple) and set(raw) <= {"all", "of"}:
        if of := raw.get("of") or "":
            _check_of(of, known, about, path)
            about = (*about, of)
        return All(_parts(raw["all"], known, about, path), of)
    if set(raw) == {"any"} and isinstance(raw["any"], list | tuple):
        return Any(_parts(raw["any"], known, about, path))
    if set(raw) == {"not"}:
        return Not(_read(raw["not"], known, about, path))
    if "subject" not in raw or not set(raw) <= {"subject", "operator", "value"}:
        raise CriteriaError(_("This is no condition: choose what to look at."), path)
    return _clause(raw, known, about[-1], path)


def _parts(
    raw: Sequence[object], known: Mapping[str, Subject], about: tuple[str, ...], path: tuple[int, ...]
) -> tuple[Condition, ...]:
    return tuple(_read(part, known, about, (*path, place)) for place, part in enumerate(raw))


def _check_of(of: object, known: Mapping[str, Subject], about: tuple[str, ...], path: tuple[int, ...]) -> None:
    """Refuse a group about a thing of which there are not several, or in too many others; `about` are those around."""
    if of not in SEVERAL.get(about[-1], ()) or not any(subject.table.name == of for subject in known.values()):
        raise CriteriaError(_("There is only one of these, or it is not for you: choose something else."), path)
    if len(about) > MOST_OF:
        raise CriteriaError(_("Too many groups, each about one thing, stand in one another: dissolve some."), path)


def _clause(raw: Mapping[AnyType, AnyType], known: Mapping[str, Subject], root: str, path: tuple[int, ...]) -> Clause:
    name, operator = raw.get("subject"), raw.get("operator")
    if not isinstance(name, str) or not name:
        raise CriteriaError(_("Choose what to look at."), path)
    subject = known.get(name)
    if subject is None:
        raise CriteriaError(
            _("“%(subject)s” is not there, or not for you: choose something else.") % {"subject": name[:60]}, path
        )
    if not subject.table.is_reached_from(root):
        raise CriteriaError(
            _("“%(subject)s” does not belong to what this group is about: move it out of the group.")
            % {"subject": subject.label},
            path,
        )
    if not isinstance(operator, str) or operator not in subject.operators:
        raise CriteriaError(_("“%(subject)s” cannot be compared so: choose again.") % {"subject": subject.label}, path)
    if operator in EMPTINESS:
        return Clause(name, operator)
    try:
        return Clause(name, operator, subject.comparing.read(operator, raw.get("value")))
    except UnfitValue as error:
        raise CriteriaError(f"{subject.label}: {error}", path) from error
