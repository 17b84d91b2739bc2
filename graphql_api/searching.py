"""Lets a system search by criteria as people do: what its scopes do not open it may not look for either."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import override
from graphql import GraphQLError

from crm.criteria import pages
from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import fitting_of
from crm.criteria.errors import CriteriaError
from crm.criteria.fitting import Fitting
from crm.criteria.reading import checked
from crm.criteria.subjects import Viewer
from crm.models import SavedSearch
from graphql_api.asking import Asking
from graphql_api.paging import Cut, Page, Place
from ticketforms.conditions import All

LONGEST = 20_000
_WRONG: dict[str, Any] = {"code": "BAD_CRITERIA", "clause": []}
_TICKETS, _CUSTOMERS = ("tickets:read", "customers:read"), ("customers:read",)
_SCOPES: Mapping[str, tuple[str, ...]] = {
    "crm.view_ticket": _TICKETS,
    "crm.view_sensitive_answers": ("tickets:sensitive",),
    "crm.view_customer": _CUSTOMERS,
    "crm.view_servicepoint": _CUSTOMERS,
    "crm.view_meter": _CUSTOMERS,
    "crm.view_call": _CUSTOMERS,
    "crm.view_workflowcase": _TICKETS,
    "crm.view_billingcard": ("billing:read",),
    "outages.view_outage": ("outages:read",),
    "outages.view_device": ("outages:read",),
}


@dataclass(frozen=True)
class Wanted:
    """What to look for beside other arguments: criteria as JSON text, and a shared search by its number."""

    criteria: str | None = None
    saved_search: int | None = None

    @property
    def is_search(self) -> bool:
        return self.criteria is not None or self.saved_search is not None


def viewer_of(asking: Asking) -> Viewer:
    """Return what the token's scopes let criteria look at; “me” is the system's own account."""
    return Viewer(
        may=lambda permission: asking.may(*_SCOPES.get(permission, ())),
        roles=frozenset(asking.reader.roles),
        user_id=asking.token.account_id,
    )


def search(
    asking: Asking, root: str, wanted: Wanted, gate: QuerySet[Any], *, sort: pages.Sort, moment: str | None, cut: Cut
) -> Page:
    """Return a page of what fits; raises `GraphQLError` that says which clause is wrong.

    A page may be short though more follows: its end is then as far as the search came in its time.
    """
    asking.note_search()
    place = pages.Place(cut.behind.pk) if cut.behind else None
    found = pages.read_page(gate, _fitting(asking, root, wanted), sort, place=place, size=cut.first)
    rows = list(found.rows)
    cursors = [_cursor(row, moment) for row in rows]
    further = None
    if found.next and not found.is_whole:
        further = _cursor(gate.model._base_manager.get(pk=found.next.pk), moment)
    return Page(rows, cursors, found.next is not None, cut.behind is not None, further)


def _fitting(asking: Asking, root: str, wanted: Wanted) -> Fitting:
    seen_by = viewer_of(asking)
    at = Moment(asking.at, seen_by.user_id)
    conditions = []
    # What is wrong is told in the language of the rest of this API.
    with override("en"):
        known = subjects(root, seen_by)
        for raw in _raw(root, wanted):
            try:
                conditions.append(checked(raw, known, root))
            except CriteriaError as error:
                raise GraphQLError(str(error), extensions=_WRONG | {"clause": list(error.path)}) from error
        return fitting_of(All(tuple(conditions)), root, known, at)


def _raw(root: str, wanted: Wanted) -> list[object]:
    found: list[object] = []
    if wanted.criteria is not None:
        if len(wanted.criteria) > LONGEST:
            raise GraphQLError(f"criteria has at most {LONGEST:,} characters.", extensions=_WRONG)
        try:
            found.append(json.loads(wanted.criteria))
        except (ValueError, RecursionError):
            raise GraphQLError('criteria is JSON text, such as {"all": []}.', extensions=_WRONG) from None
    if wanted.saved_search is not None:
        kept = SavedSearch.objects.filter(pk=wanted.saved_search, root=root, is_shared=True, shared_with=[]).first()
        if kept is None:
            raise GraphQLError("savedSearch is the number of a search of these that is shared with everyone.")
        found.append(kept.criteria)
    return found


def _cursor(row: Model, moment: str | None) -> str:
    return Place(row.pk, getattr(row, moment) if moment else None).cursor
