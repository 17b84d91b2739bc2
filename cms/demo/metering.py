"""Meters of the demo and what they stood at: a winter uses more than a summer, a meter never runs backwards."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from cms.demo.rows import Rows
from crm.models import Meter, MeterReading, ServicePoint

_WARSAW = ZoneInfo("Europe/Warsaw")
_MODELS = ("Apator OTUS 3", "Apator Norax 3", "Iskraemeco AM550", "Landis+Gyr E450", "Elster AS1440", "Pafal 12EC3")
_SHARE_OF_YEAR = (0.105, 0.095, 0.09, 0.08, 0.073, 0.067, 0.066, 0.068, 0.073, 0.085, 0.095, 0.103)
_SOURCES = MeterReading.Source


def install(rows: Rows, point: ServicePoint, *, months: int, rng: Random, at: datetime) -> Decimal:
    """Add the point's meter with a reading at the end of each of the last `months`; return a year's use in kWh."""
    is_remote = rng.random() < 0.55
    meter = rows.add(
        Meter(
            service_point=point,
            serial_number=str(90_000_000 + point.pk),
            model=rng.choice(_MODELS[2:] if is_remote else _MODELS),
            is_remote=is_remote,
            installed_date=at.date() - timedelta(days=rng.randrange(400, 3_600)),
        )
    )
    typical = 9_000 if point.tariff.startswith("C") else 2_100
    year = Decimal(round(typical * rng.lognormvariate(0, 0.45)))
    stands = Decimal(rng.randrange(800, 60_000))
    for month in reversed(range(months)):
        read_at = _months_ago(at, month)
        used = (
            year
            * Decimal(str(_SHARE_OF_YEAR[(read_at.month - 2) % 12]))
            * Decimal(str(round(rng.uniform(0.85, 1.15), 3)))
        )
        stands += used.quantize(Decimal("0.001"))
        source = (
            _SOURCES.REMOTE if is_remote else rng.choice((_SOURCES.COLLECTOR, _SOURCES.COLLECTOR, _SOURCES.CUSTOMER))
        )
        rows.add(MeterReading(meter=meter, read_at=read_at, energy_kwh=stands, source=source))
    return year


def _months_ago(at: datetime, months: int) -> datetime:
    """Midnight in Poland at the first day of a month, `months` before the present one."""
    here = at.astimezone(_WARSAW)
    years, month = divmod(here.year * 12 + here.month - 1 - months, 12)
    return datetime(years, month + 1, 1, tzinfo=_WARSAW).astimezone(at.tzinfo)
