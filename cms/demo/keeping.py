"""What is kept of the demo's customers besides telephones: e-mails, accounts, agreements, letters, consents."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from cms.demo.rows import Rows
from crm.customers.matching import fold
from crm.models import (
    Consent,
    Customer,
    CustomerAccount,
    CustomerAddress,
    CustomerAgreement,
    CustomerEmail,
    ServicePoint,
)

_PURPOSES, _CHANNELS, _DECISIONS = Consent.Purpose, Consent.Channel, Consent.Decision
_WORDINGS = ("2024-05", "2025-02", "2026-01")


def keep(
    rows: Rows, customer: Customer, points: Sequence[ServicePoint], *, is_rich: bool, rng: Random, at: datetime
) -> CustomerAccount:
    """Add the rows of one customer and return the account that is billed; consents only where the demo is rich."""
    if customer.email:
        rows.add(
            CustomerEmail(
                customer=customer, address=customer.email, folded_address=customer.email.lower(), is_primary=True
            )
        )
    since = customer.since_date or at.date() - timedelta(days=365)
    account = rows.add(CustomerAccount(customer=customer, number=f"KR{customer.number}", opened_date=since))
    for place, point in enumerate(points, start=1):
        _agree(rows, customer, account, point, f"UM/{customer.number}/{place}", since, rng)
    if is_rich:
        _decide(rows, customer, rng, at)
        if points and rng.random() < 0.08:
            _send_letters_elsewhere(rows, customer, points[0], rng)
    return account


def _agree(
    rows: Rows, customer: Customer, account: CustomerAccount, point: ServicePoint, number: str, since: date, rng: Random
) -> None:
    """The agreement that holds, and for some the one before it, of another tariff."""
    facts = {"customer": customer, "account": account, "service_point": point}
    changed = since + timedelta(days=rng.randrange(30, 1_500))
    if rng.random() < 0.15 and changed < date(2026, 1, 1):
        rows.add(CustomerAgreement(number=f"{number}A", tariff="G11", valid_from=since, valid_to=changed, **facts))
        since = changed
    rows.add(CustomerAgreement(number=number, tariff=point.tariff, valid_from=since, **facts))


def _decide(rows: Rows, customer: Customer, rng: Random, at: datetime) -> None:
    """Some agree, some of these withdraw, a few object."""
    for purpose, channel, share in (
        (_PURPOSES.NOTICES, _CHANNELS.SMS, 0.5),
        (_PURPOSES.E_INVOICE, _CHANNELS.EMAIL, 0.35 if customer.email else 0),
        (_PURPOSES.MARKETING, _CHANNELS.PHONE, 0.25),
        (_PURPOSES.SURVEY, _CHANNELS.ANY, 0.2),
    ):
        if rng.random() >= share:
            continue
        given_at = at - timedelta(days=rng.randrange(40, 900), minutes=rng.randrange(600))
        _add(rows, customer, purpose, channel, _DECISIONS.GIVEN, given_at, rng)
        if rng.random() < 0.12:
            later = at - timedelta(days=rng.randrange(1, 39), minutes=rng.randrange(600))
            _add(rows, customer, purpose, channel, _DECISIONS.WITHDRAWN, later, rng)
    if rng.random() < 0.02:
        objected_at = at - timedelta(days=rng.randrange(1, 30))
        _add(rows, customer, _PURPOSES.MARKETING, _CHANNELS.ANY, _DECISIONS.OBJECTED, objected_at, rng)


def _add(
    rows: Rows, customer: Customer, purpose: str, channel: str, decision: str, moment: datetime, rng: Random
) -> None:
    rows.add(
        Consent(
            customer=customer,
            purpose=purpose,
            channel=channel,
            decision=decision,
            wording=rng.choice(_WORDINGS) if decision == _DECISIONS.GIVEN else "",
            source=rng.choice((Consent.Source.CALL, Consent.Source.WEB, Consent.Source.OFFICE)),
            decided_at=moment,
            recorded_at=moment,
        )
    )


def _send_letters_elsewhere(rows: Rows, customer: Customer, point: ServicePoint, rng: Random) -> None:
    address = CustomerAddress(
        customer=customer,
        street="Sienkiewicza",
        building=str(rng.randrange(1, 90)),
        flat=str(rng.randrange(1, 40)),
        postcode=point.postcode,
        town=point.town,
    )
    address.folded_address = fold(address.address)
    rows.add(address)
