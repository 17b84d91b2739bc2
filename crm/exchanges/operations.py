"""Keeps the exchanges that are listened to, and changes their secrets without a pause; it knows no call.

A secret is random, so a plain SHA-256 of it is enough to keep.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from crm.exchanges.posting import fault_of
from crm.locks import lock_exchange
from crm.models import Exchange
from crm.models.source import NOTED_EVERY
from ticketforms.storing import storable

# Long enough for a technician who comes tomorrow, after a weekend too.
OLD_SECRET_STAYS = timedelta(days=7)
NEW_SECRET, OLD_SECRET_ENDED = "crm.new_secret", "crm.old_secret_ended"


class UnableToKeepExchange(ValueError):
    """An exchange that cannot be kept so; `field` names what is wrong, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def add_exchange(*, name: str, by: AbstractBaseUser, at: datetime) -> tuple[Exchange, str]:
    """Return a new exchange and its secret, which is told this once.

    Raises `UnableToKeepExchange` for a name that is missing, too long or taken.
    """
    secret = secrets.token_urlsafe(32)
    exchange = Exchange(name=_name(name), secret_digest=_digest(secret), secret_made_at=at, created_at=at)
    _save(exchange)
    log(exchange, "wagtail.create", user=by, timestamp=at)
    return exchange, secret


@transaction.atomic
def change_exchange(
    *,
    exchange: Exchange,
    name: str,
    is_active: bool,
    dials: str,
    dial_address: str,
    by: AbstractBaseUser,
    at: datetime,
) -> Exchange:
    """Return the exchange under its new name, listened to or not, and with how it dials for agents.

    Raises `UnableToKeepExchange` as `add_exchange`, and for an address to dial by that leads nowhere.
    """
    locked = lock_exchange(exchange.pk)
    wanted, address = _name(name), _dial_address(dials, dial_address)
    if (locked.name, locked.is_active, locked.dials, locked.dial_address) == (wanted, is_active, dials, address):
        return locked
    locked.name, locked.is_active = wanted, is_active
    locked.dials, locked.dial_address = dials, address
    _save(locked)
    log(locked, "wagtail.edit", user=by, timestamp=at)
    return locked


@transaction.atomic
def renew_secret(*, exchange: Exchange, by: AbstractBaseUser, at: datetime) -> tuple[Exchange, str]:
    """Return the exchange and its new secret, told this once; the present one goes on working for a week.

    Raises `UnableToKeepExchange` while an older one still works: a second press would take away the one in use.
    """
    locked = lock_exchange(exchange.pk)
    if locked.has_old_secret(at):
        raise UnableToKeepExchange("secret", _("The secret before this one still works: end it first."))
    secret = secrets.token_urlsafe(32)
    locked.old_secret_digest, locked.old_secret_valid_to = locked.secret_digest, at + OLD_SECRET_STAYS
    locked.secret_digest, locked.secret_made_at = _digest(secret), at
    locked.save()
    log(locked, NEW_SECRET, user=by, timestamp=at)
    return locked, secret


@transaction.atomic
def end_old_secret(*, exchange: Exchange, by: AbstractBaseUser, at: datetime) -> Exchange:
    """Return the exchange, which only the present secret opens now; raises `UnableToKeepExchange` if none works."""
    locked = lock_exchange(exchange.pk)
    if not locked.has_old_secret(at):
        raise UnableToKeepExchange("secret", _("No old secret works any more."))
    locked.old_secret_digest, locked.old_secret_valid_to = "", None
    locked.save()
    log(locked, OLD_SECRET_ENDED, user=by, timestamp=at)
    return locked


def recognise(secret: str, *, at: datetime) -> Exchange | None:
    """Return the exchange a secret belongs to, if it is listened to, and note that it told something."""
    digest = _digest(secret)
    mine = Q(secret_digest=digest) | Q(old_secret_digest=digest, old_secret_valid_to__gt=at)
    exchange = Exchange.objects.filter(mine, is_active=True).first()
    if exchange and (exchange.told_at is None or exchange.told_at < at - NOTED_EVERY):
        Exchange.objects.filter(pk=exchange.pk).update(told_at=at)
    return exchange


def _name(text: str) -> str:
    name = " ".join(storable(text).split())
    if not 0 < len(name) <= 60:
        raise UnableToKeepExchange("name", _("Give a name of 1 to 60 characters."))
    return name


def _dial_address(dials: str, text: str) -> str:
    if dials not in Exchange.Dials.values:
        raise UnableToKeepExchange("dials", _("Choose how it dials."))
    address = storable(text).strip()
    if dials != Exchange.Dials.ADDRESS:
        return ""
    fault = fault_of(address) if len(address) <= 300 else _("Shorten this to %(most)s characters.") % {"most": 300}
    if fault:
        raise UnableToKeepExchange("dial_address", fault)
    return address


def _save(exchange: Exchange) -> None:
    try:
        with transaction.atomic():
            exchange.save()
    except IntegrityError as error:
        taken = _("There is an exchange called %(name)s: choose another name.") % {"name": exchange.name}
        raise UnableToKeepExchange("name", taken) from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
