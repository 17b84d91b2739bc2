"""Adds and removes the ways to reach a customer: telephones, e-mail addresses, postal addresses."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.customers.duplicates import note_likeness
from crm.customers.identity import UnableToKeep
from crm.customers.matching import fold, normalise
from crm.customers.operations import lock_present
from crm.models import Customer, CustomerAddress, CustomerEmail, CustomerPhone
from ticketforms.storing import storable

Contact = CustomerPhone | CustomerEmail | CustomerAddress
_MOST = 50
_LONGEST_NOTE = 80


@dataclass(frozen=True)
class AddressTold:
    """A postal address as somebody told it, with TERYT's codes where they are known."""

    kind: str
    building: str
    postcode: str
    town: str
    street: str = ""
    flat: str = ""
    addressee: str = ""
    terc: str = ""
    simc: str = ""
    ulic: str = ""


@transaction.atomic
def add_phone(
    *,
    customer: Customer,
    raw: str,
    kind: str = "",
    note: str = "",
    is_primary: bool = False,
    by: AbstractBaseUser | None,
    at: datetime,
) -> CustomerPhone:
    """Return the telephone, kept as given beside its E.164 form; a number that is there already is only changed.

    What cannot be read as a number is kept as it was given. Raises `UnableToKeep` for an empty or too long one, and for
    a note that is too long.
    """
    given = " ".join(storable(raw).split())
    if not given:
        raise UnableToKeep("phone", _("Type a telephone number."))
    if len(given) > 40:
        raise UnableToKeep("phone", _("Shorten the number to 40 characters: put the rest in the note."))
    if kind not in CustomerPhone.Kind.values:
        raise UnableToKeep("phone_kind", _("Choose which kind of telephone it is."))
    present = lock_present(customer)
    number = normalise(given)
    same = present.phones.filter(number=number) if number else present.phones.filter(number="", raw=given)
    phone = same.first() or CustomerPhone(customer=present, number=number, raw=given)
    is_new = phone.pk is None
    if is_new:
        _refuse_too_many(present.phones.count(), "phone")
    main = is_primary or phone.is_primary or not present.phones.exists()
    before = (phone.kind, phone.note, phone.is_primary)
    phone.kind, phone.note, phone.is_primary = kind or phone.kind, _note(note) or phone.note, main
    if not is_new and before == (phone.kind, phone.note, phone.is_primary):
        return phone
    if main:
        present.phones.exclude(pk=phone.pk).filter(is_primary=True).update(is_primary=False)
    phone.save()
    note_likeness(present, at=at)
    _tell("customer.contact_added", present, "phone", by, at)
    return phone


@transaction.atomic
def add_email(
    *, customer: Customer, address: str, note: str = "", is_primary: bool = False, by: AbstractBaseUser, at: datetime
) -> CustomerEmail:
    """Return the e-mail address; one that is there already is only made the main one.

    Raises `UnableToKeep` for what is no address and for a note that is too long.
    """
    given = storable(address).strip()
    try:
        validate_email(given)
    except ValidationError as error:
        raise UnableToKeep("email", _("This is no e-mail address: ask for it letter by letter.")) from error
    if len(given) > 254:
        raise UnableToKeep("email", _("This is no e-mail address: ask for it letter by letter."))
    present = lock_present(customer)
    email = present.emails.filter(folded_address=given.lower()).first()
    if email is None:
        _refuse_too_many(present.emails.count(), "email")
        email = CustomerEmail(customer=present, address=given, folded_address=given.lower())
    elif not is_primary or email.is_primary:
        return email
    email.note = _note(note) or email.note
    email.is_primary = is_primary or not present.emails.exists()
    if email.is_primary:
        present.emails.exclude(pk=email.pk).filter(is_primary=True).update(is_primary=False)
    email.save()
    copy_main_email(present)
    _tell("customer.contact_added", present, "email", by, at)
    return email


@transaction.atomic
def add_address(*, customer: Customer, told: AddressTold, by: AbstractBaseUser, at: datetime) -> CustomerAddress:
    """Return the address; the same one again changes nothing. Raises `UnableToKeep` for what is missing in it."""
    kept = _checked(told)
    present = lock_present(customer)
    address = CustomerAddress(customer=present, **asdict(kept))
    address.folded_address = fold(address.address)[:240]
    same = present.addresses.filter(kind=address.kind, folded_address=address.folded_address).first()
    if same:
        return same
    _refuse_too_many(present.addresses.count(), "street")
    address.save()
    note_likeness(present, at=at)
    _tell("customer.contact_added", present, "address", by, at)
    return address


@transaction.atomic
def remove_contact(*, contact: Contact, by: AbstractBaseUser, at: datetime) -> Customer:
    """Take a telephone or an address off its customer, whom it returns; the next one becomes the main one.

    Raises `UnableToKeep` when it was taken off, or went to another customer, meanwhile.
    """
    present = lock_present(contact.customer)
    model = type(contact)
    deleted, _rows = model._default_manager.filter(pk=contact.pk, customer=present).delete()
    if not deleted:
        raise UnableToKeep("", _("This was removed already: look at the customer again."))
    if not isinstance(contact, CustomerAddress):
        _choose_main(present, CustomerPhone if isinstance(contact, CustomerPhone) else CustomerEmail)
    copy_main_email(present)
    kind = {CustomerPhone: "phone", CustomerEmail: "email", CustomerAddress: "address"}[model]
    _tell("customer.contact_removed", present, kind, by, at)
    return present


def copy_main_email(customer: Customer) -> None:
    """Let the customer's own column hold the main one of the addresses; the customer is locked."""
    main = customer.emails.first()
    address = main.address if main else ""
    if customer.email != address:
        customer.email = address
        customer.save(update_fields=["email"])


def _choose_main(customer: Customer, model: type[CustomerPhone] | type[CustomerEmail]) -> None:
    rows = model._default_manager.filter(customer=customer)
    first = rows.first()
    if first and not first.is_primary:
        rows.filter(pk=first.pk).update(is_primary=True)


def _checked(told: AddressTold) -> AddressTold:
    plain = replace(told, **{name: " ".join(storable(value).split()) for name, value in asdict(told).items()})
    if plain.kind not in CustomerAddress.Kind.values:
        raise UnableToKeep("address_kind", _("Choose what the address is for."))
    for name, missing in (("town", _("Name the town.")), ("building", _("Give the number of the building."))):
        if not getattr(plain, name):
            raise UnableToKeep(name, missing)
    if not re.fullmatch(r"[0-9]{2}-[0-9]{3}", plain.postcode):
        raise UnableToKeep("postcode", _("Write the postcode as 00-000."))
    for field in CustomerAddress._meta.concrete_fields:
        value = getattr(plain, field.name, None)
        if isinstance(value, str) and field.max_length and len(value) > field.max_length:
            raise UnableToKeep(field.name, _("Shorten this to %(most)s characters.") % {"most": field.max_length})
    return plain


def _note(typed: str) -> str:
    note = " ".join(storable(typed).split())
    if len(note) > _LONGEST_NOTE:
        raise UnableToKeep("note", _("Shorten this to %(most)s characters.") % {"most": _LONGEST_NOTE})
    return note


def _refuse_too_many(count: int, field: str) -> None:
    if count >= _MOST:
        raise UnableToKeep(
            field, _("There are %(most)s of them already: remove what is out of date.") % {"most": _MOST}
        )


def _tell(name: str, customer: Customer, kind: str, by: AbstractBaseUser | None, at: datetime) -> None:
    data = {"customer": customer.pk, "kind": kind}
    feed.append(name=name, subject=f"customer:{customer.pk}", data=data, by=by, at=at)
