"""The last reading is found by the meter's number and by its place; of several meters the newest counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.customers.readings import last_reading
from crm.models import Meter, MeterReading, ServicePoint
from tests.conftest import NOW
from ticketforms.port import LastReading, port


@pytest.fixture
def meters(point: ServicePoint) -> None:
    for number, year, stood in (("OLD1", 2010, "90000"), ("NEW1", 2024, "1234.500")):
        meter = Meter.objects.create(service_point=point, serial_number=number, installed_date=date(year, 5, 1))
        for days, less in ((10, 0), (40, 100)):
            read_at = NOW - timedelta(days=days)
            MeterReading.objects.create(meter=meter, read_at=read_at, energy_kwh=Decimal(stood) - less)


def test_the_last_reading_is_found_by_meter_and_by_place(meters: None, point: ServicePoint) -> None:
    read_at = NOW - timedelta(days=10)

    assert last_reading("NEW1") == LastReading("1234.5", read_at)
    assert last_reading("OLD1") == LastReading("90000", read_at)
    assert last_reading(point.ppe) == LastReading("1234.5", read_at)
    assert [last_reading(key) for key in ("NEW2", "", "\0")] == [None, None, None]
    assert port.last_reading is last_reading
