"""Measures finding a customer, a list by criteria, and the Main Card, beside the statements a person would type.

    python manage.py demo --customers 1000000 --tickets 2000000      (once, on PostgreSQL)
    python benchmarks/register.py --runs 50
    python benchmarks/register.py --sweep                            (every criterion that can be chosen, one by one)

The limit in the same run is `register_by_hand.py`: one statement for the same rows. Figures are milliseconds of the
database, as Django waits for it, and of the whole call; ratios are of the first. It only reads.
"""

import argparse
import math
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import django

# Milliseconds; a typed statement that takes longer is not the best one.
_LONGEST_TYPED = 5_000
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")


@dataclass
class Taken:
    """What one way of answering took, a figure a run, and how often it showed the same rows as the other."""

    database: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    statements: int = 0


@contextmanager
def measured(taken: Taken) -> Iterator[None]:
    """Add what happens inside to the figures."""
    from django.db import connection

    spent = 0.0

    def wrapper(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - began
            taken.statements += 1

    began = time.perf_counter()
    with connection.execute_wrapper(wrapper):
        yield
    taken.whole.append((time.perf_counter() - began) * 1000)
    taken.database.append(spent * 1000)


def by_hand(sql: str, values: Mapping[str, Any]) -> list[int]:
    """Run one typed statement; returns the keys in its first column."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def compare(name: str, cases: Sequence[tuple[Callable[[], list[int]], Callable[[], list[int]]]]) -> None:
    """Answer each case both ways, in turn, and print the medians."""
    ours, hand, same = Taken(), Taken(), 0
    for answer, typed in cases:
        # Whoever comes second finds the pages of the disk warm: both are run once before they are measured.
        answer(), typed()
        with measured(ours):
            shown = answer()
        with measured(hand):
            wanted = typed()
        same += set(shown) == set(wanted)
    limit = statistics.median(hand.database)
    own, high = statistics.median(ours.database), _high(ours.database)
    print(
        f"{name:46} {own:8.1f} ms {high:8.1f} p95 {ours.statements / len(cases):5.1f} statements"
        f" {statistics.median(ours.whole):8.1f} ms whole | by hand {limit:8.1f} ms {_high(hand.database):8.1f} p95"
        f" | {own / limit:5.1f} × | same rows {same}/{len(cases)}"
    )


def _high(figures: list[float]) -> float:
    return sorted(figures)[max(0, round(len(figures) * 0.95) - 1)]


def finding(user: Any, runs: int, chance: random.Random) -> None:
    """Look for customers who are there, as agents type them."""
    from django.utils import timezone
    from register_by_hand import FIND

    from crm.customers.matching import fold
    from crm.customers.words import with_letters
    from crm.models import Meter, ServicePoint
    from outages.finding import search_people

    now = timezone.now()
    last = ServicePoint.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sampled = ServicePoint.objects.filter(pk__in=chance.sample(range(1, last + 1), min(last, runs * 3)))
    places = list(sampled.select_related("customer").prefetch_related("customer__phones")[:runs])
    cases: dict[str, list[tuple[str, dict[str, Any]]]] = {name: [] for name in FIND}
    for place in places:
        words = place.customer.folded_name.split()
        cases["name"].append((place.customer.name, {"words": " & ".join(f"'{word}':*" for word in words)}))
        street = fold(place.street or place.town).split()
        where = f"{place.street or place.town} {place.building}{f' m. {place.flat}' if place.flat else ''}"
        buildings = [place.building.upper(), place.building, *with_letters(place.building)]
        named = {"building": place.building, "buildings": buildings, "flat": place.flat}
        lexemes = [f"'{word}':*" if not word.isdigit() else f"'{word}'" for word in street]
        cases["address"].append((where, named | {"words": " & ".join(lexemes)}))
        cases["PPE"].append((place.ppe, {"number": place.ppe}))
        for phone in list(place.customer.phones.all())[:1]:
            cases["telephone"].append((phone.number.removeprefix("+48"), {"number": phone.number}))
            ending = phone.number[-6:]
            cases["end of a telephone"].append((ending, {"backwards": f"{ending[::-1]}%"}))
    for meter in Meter.objects.filter(service_point__in=places)[:runs]:
        cases["meter"].append((meter.serial_number, {"number": meter.serial_number}))

    def answer(typed: str) -> list[int]:
        return [hit.customer.pk for hit in search_people(typed, limit=9, user=user, at=now).hits]

    everything = []
    for name, asked in cases.items():
        pairs = [
            (lambda typed=typed: answer(typed), lambda name=name, given=given: by_hand(FIND[name], given | {"at": now}))
            for typed, given in asked
        ]
        if pairs:
            compare(f"find by {name}", pairs)
        everything += pairs
    compare("find, all of them", everything)


def listing(user: Any, runs: int) -> None:
    """Read the first page of lists by three levels of criteria with an answer of a form."""
    from django.utils import timezone
    from register_by_hand import CRITERIA

    from cms.search.answering import Reading, answer_to
    from cms.search.asked import Asked
    from crm.bounded import at_most

    now = timezone.now()
    values = {"month": _days_ago(now, 30)}
    everything = []
    for name, (criteria, ways) in CRITERIA.items():

        def page(criteria: dict[str, Any] = criteria) -> list[int]:
            return [row.pk for row in answer_to(Asked("ticket", criteria), Reading("ticket", user, now)).page().rows]

        sql, row_by_row = _fastest(ways, values)

        def typed(sql: str = sql, row_by_row: bool = row_by_row) -> list[int]:
            with at_most(_LONGEST_TYPED, row_by_row=row_by_row):
                return by_hand(sql, values)[:50]

        compare(name, [(page, typed)] * max(3, runs // 5))
        everything += [(page, typed)] * 3
    compare("criteria, all of them", everything)


def _fastest(ways: Sequence[str], values: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the statement that took the least when warm, and whether the planner was kept from gathering for it."""
    from crm.bounded import TookTooLong, at_most

    def took(way: tuple[str, bool]) -> float:
        sql, row_by_row = way
        try:
            with at_most(_LONGEST_TYPED, row_by_row=row_by_row):
                by_hand(sql, values)
                began = time.perf_counter()
                by_hand(sql, values)
                return time.perf_counter() - began
        except TookTooLong:
            return math.inf

    return min(product(ways, (False, True)), key=took)


def _days_ago(now: Any, days: int) -> Any:
    from crm.criteria.periods import span_of

    return span_of({"last": days, "unit": "days"}, now).begin or now - timedelta(days=days)


def cards(user: Any, runs: int, chance: random.Random) -> None:
    """Read Main Cards of customers, among them those with the most tickets."""
    from django.utils import timezone
    from register_by_hand import CARD

    from cms.records.card import card_for
    from crm.models import Customer
    from ticketforms.definition import upgraded
    from ticketforms.models import FormVersion

    now = timezone.now()
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rating = [
        version.pk
        for version in FormVersion.objects.all()
        if any(field["kind"] == "rating" for field in upgraded(version.definition)["fields"])
    ]
    found = Customer.objects.filter(merged_into=None, pk__in=chance.sample(range(1, last + 1), min(last, runs * 2)))

    def card(customer: Customer) -> list[int]:
        card_for(user, customer, now)
        return [customer.pk]

    def typed(customer: Customer) -> list[int]:
        return by_hand(CARD, {"customer": customer.pk, "rating": rating})

    compare("Main Card", [(partial(card, one), partial(typed, one)) for one in found[:runs]])


def sweep(user: Any, slowest: int) -> None:
    """Ask every criterion that can be chosen, with values that are common, rare and absent; print the slowest."""
    from django.utils import timezone
    from sweeping import asked_of

    from cms.search.answering import Reading, answer_to
    from cms.search.asked import Asked
    from crm.criteria.subjects import ROOTS

    for root in ROOTS:
        reading = Reading(root, user, timezone.now())
        figures = []
        for criteria, words in asked_of(reading.known):
            taken = Taken()
            with measured(taken):
                page = answer_to(Asked(root, criteria), reading).page()
            figures.append((taken.whole[0], words, len(page.rows), page.is_whole))
        figures.sort(reverse=True)
        cut = sum(not is_whole for _ms, _words, _rows, is_whole in figures)
        times = [figure[0] for figure in figures]
        print(
            f"{root}: {len(figures)} criteria, median {statistics.median(times):.0f} ms, {_high(times):.0f} p95,"
            f" longest {times[0]:.0f} ms; {cut} stopped before the page was full"
        )
        for ms, words, rows, is_whole in figures[:slowest]:
            print(f"    {ms:7.0f} ms {rows:3} rows {'' if is_whole else 'stopped'} {words}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--user", default="supervisor", help="with whose rights")
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--slowest", type=int, default=10)
    parser.add_argument("--only", choices=("finding", "listing", "cards"), help="leave out the others")
    options = parser.parse_args()
    django.setup()
    from django.contrib.auth.models import User
    from django.db import connection

    from crm.models import Customer, ServicePoint, Ticket

    if connection.vendor != "postgresql":
        sys.exit("Give it a PostgreSQL in DATABASE_URL, with the demo in it.")
    user = User.objects.get(username=options.user)
    sizes = [f"{model.objects.count():,} {model.__name__}" for model in (Customer, ServicePoint, Ticket)]
    print(", ".join(sizes))
    if options.sweep:
        sweep(user, options.slowest)
        return
    chance = random.Random(options.seed)
    parts = {
        "finding": lambda: finding(user, options.runs, chance),
        "listing": lambda: listing(user, options.runs),
        "cards": lambda: cards(user, options.runs, chance),
    }
    for name, measure in parts.items():
        if options.only in (None, name):
            measure()


if __name__ == "__main__":
    main()
