"""Who somebody is: checks names and Polish numbers and says what is wrong with them; keeps nothing."""

import re
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from stdnum.pl import nip, pesel, regon

from crm.customers.matching import fold
from crm.models import Customer
from ticketforms.storing import storable


class UnableToKeep(ValueError):
    """What was told of a customer cannot be kept; `field` names what is wrong, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Identity:
    """A customer's own fields as somebody told them; a PESEL of `None` stays as it is."""

    kind: str
    name: str
    pesel: str | None = ""
    nip: str = ""
    regon: str = ""
    since_date: date | None = None


def checked(told: Identity) -> Identity:
    """Return what was told as it is kept; raise `UnableToKeep` for the first thing that cannot be."""
    name = " ".join(storable(told.name).split())
    if not fold(name):
        raise UnableToKeep("name", _("Give the name: of a person the surname first."))
    if len(name) > 200 or len(fold(name)) > 200:
        raise UnableToKeep("name", _("Shorten the name to 200 characters."))
    if told.kind not in Customer.Kind.values:
        raise UnableToKeep("kind", _("Choose a person or a company."))
    kept = replace(
        told,
        name=name,
        nip=_digits(told.nip.upper().removeprefix("PL")),
        regon=_digits(told.regon),
        pesel=None if told.pesel is None else _digits(told.pesel),
    )
    if kept.pesel and kept.kind == Customer.Kind.COMPANY:
        raise UnableToKeep("pesel", _("A company has no PESEL: leave it empty, or choose a person."))
    if kept.pesel and not pesel.is_valid(kept.pesel):
        raise UnableToKeep("pesel", _("This PESEL is not right: ask for its 11 digits again."))
    if kept.nip and not nip.is_valid(kept.nip):
        raise UnableToKeep("nip", _("This NIP is not right: ask for its 10 digits again."))
    if kept.regon and not regon.is_valid(kept.regon):
        raise UnableToKeep("regon", _("This REGON is not right: it has 9 or 14 digits."))
    return kept


def _digits(typed: str) -> str:
    """Without the spaces and hyphens that people write; what is no digit stays, to be refused."""
    return re.sub(r"[\s-]", "", storable(typed))
