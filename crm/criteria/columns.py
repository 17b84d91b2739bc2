"""The columns of a list: what each row has of the chosen subjects, in two queries however many rows and columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, OuterRef, Subquery
from django.utils.translation import gettext as _

from crm.criteria.comparing import Moment
from crm.criteria.errors import CriteriaError
from crm.criteria.pages import Sort
from crm.criteria.roots import SORTED_BY
from crm.criteria.subjects import Subject
from crm.criteria.telling import value_words

MOST_COLUMNS = 24


@dataclass(frozen=True)
class Cell:
    """What a row has of a subject: its first value in words, and how many more there are."""

    text: str
    more: int = 0


def checked_columns(raw: object, known: Mapping[str, Subject]) -> list[str]:
    """Return the names of columns that there are for the viewer, each once; raises `CriteriaError`."""
    if raw is None:
        return []
    if not isinstance(raw, list | tuple) or not all(isinstance(name, str) for name in raw):
        raise CriteriaError(_("Choose the columns from the list."))
    names = list(dict.fromkeys(raw))
    if len(names) > MOST_COLUMNS:
        raise CriteriaError(_("Choose at most %(most)d columns.") % {"most": MOST_COLUMNS})
    return [name for name in names if name in known and known[name].is_column]


def checked_sort(raw: object, root: str, known: Mapping[str, Subject]) -> tuple[str, bool]:
    """Return the subject to sort by, and whether from its end; what cannot be sorted by is left for the usual order."""
    if isinstance(raw, Mapping) and (subject := known.get(str(raw.get("by")))) and sort_of(subject, root):
        return subject.name, bool(raw.get("descending"))
    return SORTED_BY[root]


def sort_of(subject: Subject, root: str, *, descending: bool = False) -> Sort | None:
    """Return the order that the subject gives to a list of the root, `None` where it gives none."""
    if not subject.sort_path or subject.table.name != root:
        return None
    return Sort(subject.sort_path, descending, subject.sorts_empty)


def cells(
    root: str, rows: Sequence[Model], names: Sequence[str], known: Mapping[str, Subject], moment: Moment
) -> dict[int, list[Cell]]:
    """Return the cells of each row by its key, in the order of the names."""
    if not rows:
        return {}
    model = type(rows[0])
    told: dict[str, Any] = {}
    for place, name in enumerate(names):
        subject = known[name]
        if subject.table.name == root:
            told[f"cell_{place}"] = subject.shown_column(moment)
        else:
            found = subject.rows_of(root)
            told[f"cell_{place}"] = Subquery(
                found.annotate(cell=subject.shown_column(moment)).order_by("pk").values("cell")[:1]
            )
            told[f"more_{place}"] = Subquery(
                found.order_by().annotate(one=OuterRef("pk")).values("one").annotate(n=Count("pk")).values("n")
            )
    found_rows = model._base_manager.filter(pk__in=[row.pk for row in rows]).annotate(**told).values("pk", *told)
    words = [value_words(known[name]) for name in names]
    return {
        row["pk"]: [
            Cell(words[place](row[f"cell_{place}"]), max(0, (row.get(f"more_{place}") or 1) - 1))
            for place in range(len(names))
        ]
        for row in found_rows
    }
