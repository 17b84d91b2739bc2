"""Registers a customer and changes a customer's own fields; telephones and addresses are `contacts`."""

import secrets
from dataclasses import asdict
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm import feed
from crm.customers.duplicates import note_likeness
from crm.customers.identity import Identity, UnableToKeep, checked
from crm.customers.matching import fold
from crm.customers.vocabulary import learn
from crm.locks import lock_customers
from crm.models import Customer
from ticketforms.storing import storable

FIELDS: dict[str, str | Promise] = {
    "kind": gettext_lazy("kind"),
    "name": gettext_lazy("name"),
    "pesel": "PESEL",
    "nip": "NIP",
    "regon": "REGON",
    "since_date": gettext_lazy("customer since"),
}


class ChangedMeanwhile(UnableToKeep):
    """Somebody else changed the customer since it was read; `present` is what stands now."""

    def __init__(self, present: Customer, differing: list[str]) -> None:
        names = ", ".join(str(FIELDS[name]) for name in differing)
        super().__init__(
            "", _("Somebody changed this meanwhile: %(names)s. Look at it and save again.") % {"names": names}
        )
        self.present = present
        self.differing = differing


@transaction.atomic
def register_customer(*, identity: Identity, number: str, by: AbstractBaseUser | None, at: datetime) -> Customer:
    """Return a new customer, with the number that billing gave or, for an empty one, with the next of our own.

    Raises `UnableToKeep` for what cannot be kept and for a number that another customer has.
    """
    kept = checked(identity)
    given = storable(number).strip()
    if len(given) > 20:
        raise UnableToKeep("number", _("A customer number has at most 20 characters."))
    facts = asdict(kept) | {"pesel": kept.pesel or ""}
    try:
        with transaction.atomic():
            customer = Customer.objects.create(
                **facts, folded_name=fold(kept.name), number=given or f"new {secrets.token_hex(6)}"
            )
    except IntegrityError as error:
        raise UnableToKeep("number", _("Another customer has this number: find that one instead.")) from error
    if not given:
        # Made of the key, so that two registrations never wait for one counter.
        customer.number = f"N{customer.pk:07d}"
        customer.save(update_fields=["number"])
    note_likeness(customer, at=at)
    learn(names=[customer.folded_name])
    _tell("customer.registered", customer, {}, by, at)
    return customer


@transaction.atomic
def change_customer(
    *, customer: Customer, identity: Identity, revision: int, by: AbstractBaseUser, at: datetime
) -> Customer:
    """Return the customer with the fields as told; `revision` is the one that the person saw.

    The same fields again change nothing. Raises `ChangedMeanwhile` when somebody else was quicker, `UnableToKeep` for
    what cannot be kept.
    """
    kept = checked(identity)
    present = lock_present(customer)
    wanted = asdict(kept) | {"pesel": present.pesel if kept.pesel is None else kept.pesel}
    differing = [name for name, value in wanted.items() if getattr(present, name) != value]
    if not differing:
        return present
    if present.revision != revision:
        raise ChangedMeanwhile(present, differing)
    for name in differing:
        setattr(present, name, wanted[name])
    present.folded_name = fold(present.name)
    present.revision += 1
    present.save(update_fields=[*differing, "folded_name", "revision"])
    note_likeness(present, at=at)
    if "name" in differing:
        learn(names=[present.folded_name])
    _tell("customer.changed", present, {"fields": differing}, by, at)
    return present


def lock_present(customer: Customer) -> Customer:
    """Return the customer, locked; raise `UnableToKeep` when it was merged into another meanwhile."""
    present = lock_customers(customer.pk)[customer.pk]
    if present.merged_into_id is not None:
        raise UnableToKeep("", _("This customer was merged into another: open that one."))
    return present


def _tell(name: str, customer: Customer, data: dict[str, object], by: AbstractBaseUser | None, at: datetime) -> None:
    # Names of fields only: whoever follows a customer may not see every one of them.
    feed.append(name=name, subject=f"customer:{customer.pk}", data={"customer": customer.pk, **data}, by=by, at=at)
