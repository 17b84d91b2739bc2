"""Writes down who saw whose personal data on a screen; whether they may see them is decided elsewhere.

One row a person, a thing and a quarter of an hour: whoever works with a ticket all day does not fill the list with it.
What a system was told or an export holds is written down there, each time.
"""

from datetime import datetime

from crm.models import PersonalDataRead

LONGEST_READER = 120
_QUARTER = 15 * 60


def note_seen(*, subject: str, reader: str, door: str, at: datetime) -> None:
    """Write down that somebody saw a thing at a door, once a quarter of an hour; one statement, whoever else writes."""
    read = PersonalDataRead(
        subject=subject, reader=reader[:LONGEST_READER], door=door, read_at=at, quarter=int(at.timestamp()) // _QUARTER
    )
    PersonalDataRead.objects.bulk_create([read], ignore_conflicts=True)


def reads_of(*subjects: str, most: int) -> list[PersonalDataRead]:
    """Return who saw these things, newest first."""
    return list(PersonalDataRead.objects.filter(subject__in=subjects).order_by("-read_at", "-pk")[:most])
