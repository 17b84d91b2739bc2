"""A month of the register, day by day: faults with everyone who called about them, and all other matters."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from cms.demo.aftermath import Aftermath
from cms.demo.chronicle import Chronicle
from cms.demo.faults import Fault, Faults
from cms.demo.filling import Filling
from cms.demo.month import Day, days
from cms.demo.network import Network
from cms.demo.places import Places
from cms.demo.register import Register
from cms.demo.rows import Rows
from cms.demo.scale import Scale
from cms.demo.staff import Staff
from ticketforms.models import FormVersion

_NO_POWER = "no-power"
_SHARE_OF_FAULTS, _SHARE_IN_A_STORM = 0.26, 0.72
_CALLS_WITHOUT_TICKET = 0.07
# How often people call about what, where no fault is behind it.
_MATTERS = {
    "no-power": 14,
    "hazard": 3,
    "one-phase": 3,
    "voltage": 5,
    "street-light": 8,
    "tree": 3,
    "meter-fault": 4,
    "meter-reading": 13,
    "bill-complaint": 9,
    "discount": 3,
    "payment": 14,
    "instalments": 3,
    "connection": 4,
    "reconnection": 2,
    "planned-outage": 5,
    "damage": 2,
    "data-change": 6,
    "illegal": 1,
    "compliment": 2,
    "satisfaction": 4,
    "question": 9,
}
# Calls begin before their report, and a fault is told from its first report on once its last has come.
_SLACK = timedelta(minutes=40)


def write_month(
    rows: Rows,
    *,
    places: Places,
    network: Network,
    staff: Staff,
    forms: Sequence[FormVersion],
    scale: Scale,
    tickets: int,
    rng: Random,
    until: datetime,
    now: datetime,
) -> None:
    """Add exactly that many tickets of the month before `until`, with calls, outages and events up to `now`."""
    by_code = {form.ticket_type.code: form for form in forms}
    chronicle = Chronicle(rows)
    filling = Filling(rng, keeps=scale.answers_kept_a_day)
    register = Register(rows, chronicle, places, staff, tells_of_calls=scale.tells_of_calls, rng=rng, now=now)
    faults = Faults(rows, places, network, rng=rng, now=now)
    aftermath = Aftermath(rows, chronicle, staff, rng=rng)
    for day in days(until=until, tickets=tickets):
        for at, code, place, fault in _reports(day, faults, len(places), rng):
            chronicle.write_until(at - _SLACK)
            if fault is None:
                register.write(by_code[code], filling, place=place, at=at)
                if rng.random() < _CALLS_WITHOUT_TICKET:
                    register.call(rng.randrange(len(places)), reported_at=at, agent=None)
                continue
            fault.tickets.append(register.write(by_code[code], filling, place=place, at=at, end=fault.end))
            if len(fault.tickets) == len(fault.reported_from):
                aftermath.follow(fault)
    chronicle.write_until(now)


def _reports(day: Day, faults: Faults, places: int, rng: Random) -> Iterator[tuple[datetime, str, int, Fault | None]]:
    """Yield the day's reports in their order: when, about what, from which place, and the fault behind it."""
    left = day.tickets
    reports: list[tuple[datetime, str, int, Fault | None]] = []
    of_faults = round(left * (_SHARE_IN_A_STORM if day.is_stormy else _SHARE_OF_FAULTS))
    while of_faults > 1:
        fault = faults.happen(
            reports=min(of_faults, rng.choice((2, 3, 3, 4, 5, 6, 8))), at=day.moment(rng), is_stormy=day.is_stormy
        )
        if fault is None:
            break
        both = zip(fault.reported_at, fault.reported_from, strict=True)
        reports += [(at, _NO_POWER, place, fault) for at, place in both]
        of_faults -= len(fault.reported_from)
    codes = rng.choices(list(_MATTERS), list(_MATTERS.values()), k=left - len(reports))
    reports += [(day.moment(rng), code, rng.randrange(places), None) for code in codes]
    reports.sort(key=lambda report: (report[0], report[2]))
    yield from reports
