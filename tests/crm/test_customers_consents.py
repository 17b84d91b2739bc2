"""Decisions about consent: the newest holds, and no row ever changes."""

import pytest
from django.db import DatabaseError, connection, transaction

from crm.models import Consent, ServicePoint
from tests.conftest import NOW


@pytest.mark.parametrize("statement", ["UPDATE crm_consent SET decision = 'withdrawn'", "DELETE FROM crm_consent"])
def test_the_database_refuses_to_change_a_decision(point: ServicePoint, statement: str) -> None:
    Consent.objects.create(
        customer=point.customer, purpose="survey", channel="any", decision="given", decided_at=NOW, recorded_at=NOW
    )

    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement)

    assert Consent.objects.get().decision == "given"
