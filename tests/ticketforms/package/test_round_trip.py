"""What is exported and imported into an empty house is exported again byte for byte."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from tests.conftest import NOW
from tests.ticketforms.made_up_definitions import documents
from ticketforms.models import Category, Dictionary, DictionaryEntry, TicketType
from ticketforms.package import apply, checked, export, plan, read, written

slow = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.django_db
@slow
@given(documents())
def test_made_up_definitions_come_back_the_same(made_up: dict[str, Any]) -> None:
    with transaction.atomic():
        apply(plan(checked(made_up)), by=None, at=NOW)
        first = written(export())
        # Nothing of the first house is left.
        for model in (TicketType, Category, DictionaryEntry, Dictionary):
            empty(model)
        apply(plan(read(first)), by=None, at=NOW)
        again = written(export())
        transaction.set_rollback(True)

    assert again == first


def empty(model: Any) -> None:
    rows = model.objects.all()
    if model is Dictionary:
        rows.update(parent=None)
    if model is DictionaryEntry:
        rows.update(parent=None, replaced_by=None)
    rows.delete()


@pytest.mark.django_db
@slow
@given(documents())
def test_a_document_that_was_read_is_written_and_read_the_same(made_up: dict[str, Any]) -> None:
    canonical = written(checked(made_up))

    assert written(read(canonical)) == canonical
