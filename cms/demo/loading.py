"""JOURNEY: an empty installation becomes a distributor with customers, a month of tickets and two outages going on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import connection, transaction

from cms.demo import (
    billing,
    cases,
    crews,
    definitions,
    history,
    keeping,
    metering,
    neighbours,
    network,
    people,
    queues,
    stage,
    today,
)
from cms.demo.logins import ensure_logins, issue_api_token
from cms.demo.places import Places
from cms.demo.rows import Rows
from cms.demo.scale import Scale
from cms.demo.staff import Staff
from crm import feed
from crm.customers.everywhere import find_everywhere
from crm.customers.vocabulary import learn_all
from crm.models import Customer, Ticket
from outages.models import Device

_POINTS_A_CUSTOMER = 1.25
_TODAY = timedelta(hours=4)


class UnableToLoad(RuntimeError):
    """The demo would mix with what is there; the message says what to do."""


@dataclass(frozen=True)
class Loaded:
    """What stands after loading."""

    customers: int
    tickets: int
    rows: int


def load(*, scale: Scale, seed: int, at: datetime, data_dir: Path) -> Loaded:
    """Fill an empty installation; the same scale, seed and moment give the same demo.

    Raises `UnableToLoad` when there are customers, tickets or devices already: then nothing changes.
    """
    moment = at.replace(microsecond=0)
    with transaction.atomic():
        _refuse_a_second_time()
        _check_foreign_keys_at_once()
        logins = ensure_logins(data_dir=data_dir)
        forms = definitions.load(by=logins["administrator"], at=moment - timedelta(days=120))
        queues.staff_queues(logins)
        staff = Staff.of(logins, crews.hire(Random(f"{seed} crews")))
        rows = Rows()
        grid = network.build(rows, service_points=int(scale.customers * _POINTS_A_CUSTOMER))
        chosen = stage.choose(grid)
        places = _settle(rows, grid, chosen, scale=scale, seed=seed, at=moment)
        has_shift = scale.tickets >= today.TICKETS and scale.customers >= today.FEWEST_CUSTOMERS
        history.write_month(
            rows,
            places=places,
            network=grid,
            staff=staff,
            forms=forms,
            scale=scale,
            tickets=scale.tickets - (today.TICKETS if has_shift else 0),
            rng=Random(f"{seed} month"),
            until=moment - _TODAY,
            now=moment,
        )
        rows.write()
        learn_all()
        if has_shift:
            shift = today.Today(
                places=places,
                network=grid,
                stage=chosen,
                staff=staff,
                forms={form.ticket_type.code: form for form in forms},
                rng=Random(f"{seed} today"),
                now=moment,
            )
            shift.live()
        cases.hand_over(at=moment)
    neighbours.have_told(at=moment)
    # Only now: a token kept of a load that was rolled back would open nothing.
    issue_api_token(data_dir=data_dir, at=moment)
    feed.number_committed()
    if has_shift:
        find_everywhere(at=moment)
    return Loaded(len(set(places.customers)), Ticket.objects.count(), rows.written)


def _refuse_a_second_time() -> None:
    if Customer.objects.exists() or Ticket.objects.exists() or Device.objects.exists():
        raise UnableToLoad("There are customers, tickets or devices already: the demo needs an empty database.")


def _check_foreign_keys_at_once() -> None:
    """Checked only at the end, a million customers' keys would wait in the server's memory."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _settle(rows: Rows, grid: network.Network, chosen: stage.Stage, *, scale: Scale, seed: int, at: datetime) -> Places:
    places = Places()
    rng, money, kept = (Random(f"{seed} {what}") for what in ("people", "meters and money", "agreements"))
    for settler in people.settle(
        rows, places, grid.loads, first=chosen.houses, customers=scale.customers, rng=rng, at=at
    ):
        used = [
            metering.install(rows, point, months=scale.months_of_readings, rng=money, at=at) for point in settler.points
        ]
        account = keeping.keep(rows, settler.customer, settler.points, is_rich=scale.tells_of_calls, rng=kept, at=at)
        billing.open_account(
            rows,
            settler.customer,
            account=account,
            year_kwh=sum(used, start=used[0] * 0),
            is_disconnected=any(not point.is_connected for point in settler.points),
            bills=scale.bills_a_customer,
            rng=money,
            at=at,
        )
    return places
