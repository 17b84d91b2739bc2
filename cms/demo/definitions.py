"""Starter definitions: the dictionaries and ticket types a Polish distributor begins with (`data/definitions.json`).

A package as any other, usable without the demo; it knows no customer. Loading again brings them up to date and keeps
what others added.
"""

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ticketforms import package
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish

_FILE = Path(__file__).parent / "data" / "definitions.json"


def read() -> package.Document:
    """Return the starter definitions as the file has them."""
    return package.read(_FILE.read_bytes())


@transaction.atomic
def load(*, by: AbstractBaseUser | None, at: datetime) -> list[FormVersion]:
    """Write and publish every starter definition; return the published versions in the order agents see them.

    What is already as the file says stays as it is: no new version is made of an unchanged form. A type that somebody
    is drafting is left to them.
    """
    document = read()
    planned = package.plan(document, keeps_others=True)
    package.apply(planned, by=by, at=at)
    left = {step.key for step in planned.of(package.State.CONFLICTING)}
    codes = [step.code for step in planned.steps if step.section == "types" and step.key not in left]
    return [publish(ticket_type=stored, by=by, at=at) for stored in TicketType.objects.filter(code__in=codes)]
