"""Keeps the newest billing card of a customer; how it came about is the billing system's business."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.locks import lock_billing_card
from crm.models import BillingCard, Customer, Source
from crm.sources.operations import told_by

_MOST = Decimal("9999999999.99")


class UnableToRecord(ValueError):
    """A card that cannot be kept; `field` names what is wrong with it, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class CardTold:
    """A customer's account as the billing system tells it, in PLN."""

    account_number: str
    balance: Decimal
    overdue_30: Decimal
    overdue_60: Decimal
    overdue_90: Decimal
    oldest_due_date: date | None
    last_payment_date: date | None
    dunning_stage: str


@told_by(Source.Code.BILLING, refusal=UnableToRecord)
@transaction.atomic
def record_card(
    *,
    customer: Customer,
    told: CardTold,
    source: str,
    as_of: datetime,
    by: AbstractBaseUser | None,
    at: datetime,
) -> BillingCard:
    """Return the customer's card, replaced when this one is newer; an older or repeated one changes nothing.

    Raises `UnableToRecord` for a moment in the future, an unknown stage, or figures that are no amounts of money.
    """
    _check(told, source, as_of, at)
    facts = {**asdict(told), "source": source, "as_of": as_of}
    card, is_first = lock_billing_card(customer, facts)
    if not is_first:
        if as_of <= card.as_of:
            return card
        for name, value in facts.items():
            setattr(card, name, value)
        card.save(update_fields=[*facts])
    _tell(card, by, at)
    return card


def _check(told: CardTold, source: str, as_of: datetime, at: datetime) -> None:
    if as_of > at:
        raise UnableToRecord("as_of", _("The time of the card lies in the future: correct it."))
    if not 0 < len(source) <= 40:
        raise UnableToRecord("source", _("Name the source in 1 to 40 characters."))
    if len(told.account_number) > 26:
        raise UnableToRecord("account_number", _("An account number has at most 26 characters."))
    if told.dunning_stage not in BillingCard.DunningStage.values:
        raise UnableToRecord("dunning_stage", _("This dunning stage is not known."))
    for name in ("balance", "overdue_30", "overdue_60", "overdue_90"):
        amount = getattr(told, name)
        if not amount.is_finite() or abs(amount) > _MOST or amount != amount.quantize(Decimal("0.01")):
            raise UnableToRecord(name, _("Give an amount in zloty with at most two decimal places."))
        if name != "balance" and amount < 0:
            raise UnableToRecord(name, _("What is overdue is not below zero."))


def _tell(card: BillingCard, by: AbstractBaseUser | None, at: datetime) -> None:
    # Amounts stay out of the feed: not everyone who follows a customer may see them.
    feed.append(
        name="billing.card_recorded",
        subject=f"billing_card:{card.pk}",
        topics=[f"customer:{card.customer_id}"],
        data={"customer": card.customer_id},
        by=by,
        at=at,
    )
