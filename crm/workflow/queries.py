"""Answers which cases there are about a customer's tickets or one of them; it changes nothing."""

from django.db.models import Case, IntegerField, Prefetch, Value, When

from crm.models import CaseStage, Customer, Ticket, WorkflowCase, WorkflowCaseQuerySet

MOST_CASES, MOST_STAGES = 20, 30


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


def _ongoing_first(cases: WorkflowCaseQuerySet) -> WorkflowCaseQuerySet:
    is_over = Case(When(status__in=WorkflowCase.ONGOING, then=Value(0)), default=Value(1), output_field=IntegerField())
    return cases.order_by(is_over, "-occurred_at", "-pk")
