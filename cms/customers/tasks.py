"""Hands the comparison of everybody with everybody to the worker; how it is done it does not know."""

from django.utils import timezone
from django_tasks import task

from crm.customers.everywhere import find_everywhere


@task(backend="worker")
def find_duplicates() -> int:
    """Look for duplicates everywhere; run a second time, it finds the same. Return how many are to be decided."""
    return find_everywhere(at=timezone.now()).pairs
