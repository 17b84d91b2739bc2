"""Says how many rows fit criteria: exactly while they are few, beyond that as the database guesses."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from crm.bounded import TookTooLong, at_most
from crm.criteria.fitting import Fitting

MOST_EXACT = 1_000
_BUDGET = 200


@dataclass(frozen=True)
class Count:
    """How many there are; a guess is rounded to what it is worth."""

    number: int
    is_exact: bool


def count_of(gate: QuerySet[Any], fitting: Fitting) -> Count:
    """Return the count within a quarter of a second, whatever is asked; where the database cannot guess, exactly."""
    forms = fitting.forms(gate, "pk")
    if connection.vendor != "postgresql":
        return Count(forms[0].count(), True)
    guess = min((guess_of(form) for form in forms), key=lambda guess: guess.cost)
    for form in forms:
        try:
            with at_most(_BUDGET // len(forms)):
                exact = form[: MOST_EXACT + 1].count()
        except TookTooLong:
            continue
        return Count(exact, True) if exact <= MOST_EXACT else Count(max(_rounded(guess.rows), MOST_EXACT), False)
    return Count(_rounded(guess.rows), False)


@dataclass(frozen=True)
class Guess:
    """How many rows the planner of PostgreSQL expects, and what finding all of them would cost, in its own unit."""

    rows: int
    cost: float


def guess_of(fitting: QuerySet[Any]) -> Guess:
    """Return what the planner expects; nothing is read."""
    # What can fit nothing is not asked at all, and has no plan.
    told = fitting.explain(format="json")
    plan = json.loads(told)[0]["Plan"] if told else {"Plan Rows": 0, "Total Cost": 0.0}
    return Guess(int(plan["Plan Rows"]), float(plan["Total Cost"]))


def _rounded(number: int) -> int:
    """Three figures are more than a guess knows."""
    step = 10 ** max(0, len(str(number)) - 3)
    return number // step * step
