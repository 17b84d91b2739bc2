"""What tests of outages share: reports by telephone, and an outage in each state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from crm.models import ServicePoint
from outages.intake import TakenReport, register_report
from outages.models import Outage
from outages.repair.operations import confirm
from tests.conftest import NOW, Town
from ticketforms.models import FormVersion

Reporting = Callable[..., TakenReport]


@pytest.fixture
def report(no_power_form: FormVersion, agent: User) -> Reporting:
    """Take a report of lost power at a service point, some minutes after noon."""

    def take(point: ServicePoint, *, minute: int = 0, key: str | None = None, **changes: Any) -> TakenReport:
        moment: datetime = NOW + timedelta(minutes=minute)
        told: dict[str, Any] = {
            "raw_answers": {"extent": "flat"},
            "customer": point.customer,
            "idempotency_key": key,
            "reported_at": moment,
        }
        return register_report(
            form_version=no_power_form, service_point=point, by=agent, at=moment, **{**told, **changes}
        )

    return take


@pytest.fixture
def predicted(town: Town, report: Reporting) -> Outage:
    """The LV circuit ST1A with two reports."""
    report(town.household("Ala", "ST1A"))
    outage = report(town.household("Ela", "ST1A"), minute=1).outage
    assert outage is not None
    return outage


@pytest.fixture
def confirmed(predicted: Outage, dispatcher: User) -> Outage:
    return confirm(outage=predicted, by=dispatcher, at=NOW + timedelta(minutes=2))
