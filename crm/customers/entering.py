"""JOURNEY: somebody who is no customer yet is entered with a way to be reached; and who saw a PESEL whole."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from crm.customers.contacts import AddressTold, add_address, add_email, add_phone
from crm.customers.identity import Identity
from crm.customers.operations import register_customer
from crm.models import Customer, PersonalDataRead


@transaction.atomic
def enter(
    *,
    identity: Identity,
    number: str,
    phone: str,
    email: str,
    address: AddressTold | None,
    by: AbstractBaseUser,
    at: datetime,
) -> Customer:
    """Return the new customer with what was told of a telephone, an e-mail and a postal address; all or nothing.

    Raises `UnableToKeep` for the first thing that cannot be kept.
    """
    customer = register_customer(identity=identity, number=number, by=by, at=at)
    if phone.strip():
        add_phone(customer=customer, raw=phone, is_primary=True, by=by, at=at)
    if email.strip():
        add_email(customer=customer, address=email, is_primary=True, by=by, at=at)
    if address:
        add_address(customer=customer, told=address, by=by, at=at)
    return customer


def show_pesel(*, customer: Customer, reader: str, door: str, at: datetime) -> str:
    """Return the PESEL whole, and write down who asked for it."""
    PersonalDataRead.objects.create(reader=reader[:120], door=door, subject=f"customer:{customer.pk}:pesel", read_at=at)
    return customer.pesel
