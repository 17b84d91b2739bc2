"""Bills of the demo, who paid them and who did not, and the card that the billing system would send."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from cms.demo import identifiers
from cms.demo.rows import Rows
from crm.models import BillingCard, BillingEntry, Customer, CustomerAccount

_PRICE, _FEE = Decimal("1.12"), Decimal("24.60")
_DAYS_BETWEEN_BILLS, _DAYS_TO_PAY = 61, 14
_STAGES = BillingCard.DunningStage
_STAGE_BY_UNPAID_BILLS = {
    1: (_STAGES.NONE, _STAGES.REMINDER),
    2: (_STAGES.REMINDER, _STAGES.DEMAND, _STAGES.DISCONNECTION_NOTICE, _STAGES.HOLD),
    3: (_STAGES.DISCONNECTION_NOTICE, _STAGES.DISCONNECTION_ORDER, _STAGES.COURT),
}


def last_night(at: datetime) -> datetime:
    """Return when the billing system would last have told its cards."""
    told = at.replace(hour=1, minute=30, second=0)
    return told if told <= at else told - timedelta(days=1)


def open_account(
    rows: Rows,
    customer: Customer,
    *,
    account: CustomerAccount,
    year_kwh: Decimal,
    is_disconnected: bool,
    bills: int,
    rng: Random,
    at: datetime,
) -> None:
    """Add bills and payments of the last year and the card they come to; every twelfth customer owes something."""
    unpaid = 3 if is_disconnected else rng.choices((0, 1, 2, 3), (92, 5, 2, 1))[0]
    newest = at.date() - timedelta(days=rng.randrange(16, 50))
    overdue = {30: Decimal(0), 60: Decimal(0), 90: Decimal(0)}
    oldest_due = last_payment = None
    for age in reversed(range(bills)):
        issued = newest - timedelta(days=age * _DAYS_BETWEEN_BILLS)
        due = issued + timedelta(days=_DAYS_TO_PAY)
        amount = (year_kwh / 6 * _PRICE * Decimal(str(round(rng.uniform(0.8, 1.2), 3))) + _FEE).quantize(
            Decimal("0.01")
        )
        _enter(rows, customer, BillingEntry.Kind.INVOICE, f"FV/{customer.number}/{issued:%y%m%d}", issued, due, amount)
        if age < unpaid:
            overdue[_bucket(at.date() - due)] += amount
            oldest_due = oldest_due or due
            continue
        last_payment = min(due - timedelta(days=rng.randrange(-4, 12)), at.date())
        number = f"WP/{customer.number}/{issued:%y%m%d}"
        _enter(rows, customer, BillingEntry.Kind.PAYMENT, number, last_payment, None, -amount)
    rows.add(
        BillingCard(
            customer=customer,
            account=account,
            account_number=identifiers.bank_account(int(customer.number)),
            balance=sum(overdue.values()),
            overdue_30=overdue[30],
            overdue_60=overdue[60],
            overdue_90=overdue[90],
            oldest_due_date=oldest_due,
            last_payment_date=last_payment,
            dunning_stage=_stage(min(unpaid, bills) and unpaid, is_disconnected, rng),
            source="billing (demo)",
            as_of=last_night(at),
        )
    )


def _enter(
    rows: Rows, customer: Customer, kind: str, number: str, day: date, due: date | None, amount: Decimal
) -> None:
    rows.add(
        BillingEntry(customer=customer, kind=kind, document_number=number, entry_date=day, due_date=due, amount=amount)
    )


def _bucket(late: timedelta) -> int:
    return 30 if late.days <= 30 else 60 if late.days <= 60 else 90


def _stage(unpaid: int, is_disconnected: bool, rng: Random) -> str:
    if is_disconnected:
        return _STAGES.DISCONNECTED
    return rng.choice(_STAGE_BY_UNPAID_BILLS[unpaid]) if unpaid else _STAGES.NONE
