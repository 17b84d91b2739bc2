"""Hands a deed on many tickets to the worker, a share a task; how it is done it does not know."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from crm.bulk.working import work
from crm.models import BulkChange


@task(backend="worker")
def carry_out(pk: int) -> None:
    """Do a share of the deed and come again for the rest; a second run of the same share finds nothing to do."""
    with override(_language_of(pk)):
        is_more = work(pk, timezone.now)
    if is_more:
        carry_out.enqueue(pk)


def _language_of(pk: int) -> str:
    """The language of whoever asked: they read why something could not be done."""
    chosen = BulkChange.objects.filter(pk=pk).values_list(
        "asked_by__wagtail_userprofile__preferred_language", flat=True
    )
    return chosen.first() or settings.LANGUAGE_CODE
