"""A published version does not change, whoever asks the database."""

import pytest
from django.db import DatabaseError, transaction

from ticketforms.models import FormVersion


def test_the_database_refuses_to_change_a_version(no_power_form: FormVersion) -> None:
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        FormVersion.objects.filter(pk=no_power_form.pk).update(definition={"fields": []})

    kept = FormVersion.objects.get(pk=no_power_form.pk)
    assert kept.definition == no_power_form.definition


def test_the_database_refuses_to_delete_a_version(no_power_form: FormVersion) -> None:
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        FormVersion.objects.filter(pk=no_power_form.pk)._raw_delete("default")

    assert FormVersion.objects.filter(pk=no_power_form.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_can_still_empty_the_table(no_power_form: FormVersion) -> None:
    assert FormVersion.objects.count() == 1
