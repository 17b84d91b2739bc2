"""Hands a deed on many tickets to the worker, a share a task; how it is done it does not know."""

from django.utils import timezone
from django_tasks import task

from crm.bulk.working import work


@task(backend="worker")
def carry_out(pk: int) -> None:
    """Do a share of the deed and come again for the rest; a second run of the same share finds nothing to do."""
    if work(pk, timezone.now):
        carry_out.enqueue(pk)
