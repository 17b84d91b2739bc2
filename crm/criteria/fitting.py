"""Criteria as the database is asked them: it knows the forms of the question, not when which of them is asked."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from crm.criteria.subjects import Lead


@dataclass(frozen=True)
class Fitting:
    """One condition; the same as alternatives, each with its own indexes, where “or” stands; and what leads to it."""

    whole: Q
    alternatives: tuple[Q, ...] = ()
    lead: Lead | None = None

    def narrowed(self, further: Q) -> "Fitting":
        """Return what also fulfils another condition."""
        return replace(self, whole=self.whole & further, alternatives=tuple(one & further for one in self.alternatives))

    def forms(self, gate: QuerySet[Any], *columns: str) -> list[QuerySet[Any]]:
        """Return columns of all that fits, in each form in which it can be asked at once; every row once."""
        asked = [gate.filter(self.whole).order_by().values_list(*columns)]
        if len(self.alternatives) > 1:
            first, *others = (gate.filter(one).order_by().values_list(*columns) for one in self.alternatives)
            asked.append(first.union(*others))
        return asked
