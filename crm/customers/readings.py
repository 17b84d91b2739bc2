"""What meters stood at when they were last read."""

from crm.models import Meter
from ticketforms.port import LastReading
from ticketforms.storing import storable


def last_reading(key: str) -> LastReading | None:
    """Return the newest reading of the meter with this number, or of the newest at the place with this PPE."""
    known = storable(key)
    meter = Meter.objects.filter(serial_number=known).first() or Meter.objects.filter(service_point__ppe=known).first()
    newest = meter.readings.first() if meter else None
    return LastReading(_plain(str(newest.energy_kwh)), newest.read_at) if newest else None


def _plain(written: str) -> str:
    """Without the zeros that a column adds."""
    return written.rstrip("0").rstrip(".") if "." in written else written
