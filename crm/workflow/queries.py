"""Answers which cases there are about a customer's tickets or one of them; it changes nothing."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Case, F, IntegerField, Prefetch, Value, When, Window
from django.db.models.functions import RowNumber

from crm.models import CaseStage, Customer, Ticket, WorkflowCase, WorkflowCaseQuerySet

MOST_CASES, MOST_STAGES = 20, 30
_IS_OVER = Case(When(status__in=WorkflowCase.ONGOING, then=Value(0)), default=Value(1), output_field=IntegerField())


def cases_of_customer(customer: Customer, *, limit: int = MOST_CASES) -> list[WorkflowCase]:
    """Return the cases about the customer's tickets with those: ongoing ones first, then the newest."""
    theirs = WorkflowCase.objects.filter(ticket__customer=customer)
    marked = theirs.select_related("ticket__ticket_type__category").defer("ticket__answers", "ticket__surroundings")
    return list(_ongoing_first(marked)[:limit])


def cases_of_ticket(ticket: Ticket) -> list[WorkflowCase]:
    """Return the ticket's cases, ongoing ones first, each with its newest stages in `newest_stages`."""
    newest = Prefetch(
        "stages", queryset=CaseStage.objects.order_by("-sequence", "-pk")[:MOST_STAGES], to_attr="newest_stages"
    )
    cases = WorkflowCase.objects.filter(ticket=ticket).prefetch_related(newest)
    return list(_ongoing_first(cases)[:MOST_CASES])


def cases_of_each(*, whose: str, keys: Collection[int], limit: int = MOST_CASES) -> dict[int, list[WorkflowCase]]:
    """Return the first cases of each customer or ticket, by their keys, ongoing ones first, in two queries.

    `whose` is the path from a case to that key: "ticket_id" or "ticket__customer_id".
    """
    order = [_IS_OVER.asc(), F("occurred_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=F(whose), order_by=order)
    theirs = WorkflowCase.objects.filter(**{f"{whose}__in": keys}).annotate(place_among_cases=place)
    first = theirs.filter(place_among_cases__lte=limit).order_by("place_among_cases")
    pairs = list(first.values_list(whose, "pk"))
    cases = WorkflowCase.objects.in_bulk([pk for _owner, pk in pairs])
    found: dict[int, list[WorkflowCase]] = defaultdict(list)
    for owner, pk in pairs:
        found[owner].append(cases[pk])
    return found


def stages_of_each(cases: Collection[int], *, limit: int = MOST_STAGES) -> dict[int, list[CaseStage]]:
    """Return the newest stages of each case, by its key, the newest first, in one query."""
    place = Window(RowNumber(), partition_by=F("case_id"), order_by=[F("sequence").desc(), F("pk").desc()])
    stages = CaseStage.objects.filter(case__in=cases).annotate(place_among_stages=place)
    found: dict[int, list[CaseStage]] = defaultdict(list)
    for stage in stages.filter(place_among_stages__lte=limit).order_by("-sequence", "-pk"):
        found[stage.case_id].append(stage)
    return found


def _ongoing_first(cases: WorkflowCaseQuerySet) -> WorkflowCaseQuerySet:
    return cases.order_by(_IS_OVER, "-occurred_at", "-pk")
