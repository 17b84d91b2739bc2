"""What tests of outages share: reports by telephone, and an outage in each state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from crm.models import ServicePoint
from outages.intake import TakenReport
from outages.models import Outage
from outages.repair.operations import confirm
from tests.conftest import NOW, Town, report_no_power
from ticketforms.models import FormVersion

Reporting = Callable[..., TakenReport]


@pytest.fixture
def report(no_power_form: FormVersion, agent: User) -> Reporting:
    """Take a report of lost power at a service point, some minutes after noon."""

    def take(point: ServicePoint, *, minute: int = 0, **changes: Any) -> TakenReport:
        return report_no_power(no_power_form, point, agent, at=NOW + timedelta(minutes=minute), **changes)

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
