"""Records what a customer allowed, withdrew or objected to, and answers what holds now. Rows are only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.customers.identity import UnableToKeep
from crm.customers.operations import lock_present
from crm.models import Consent, Customer
from ticketforms.storing import storable

_GIVEN = Consent.Decision.GIVEN
_LONGEST_WORDING = 40


@dataclass(frozen=True)
class ConsentTold:
    """A decision as the customer made it."""

    purpose: str
    channel: str
    decision: str
    source: str
    wording: str = ""


@transaction.atomic
def record_consent(
    *, customer: Customer, told: ConsentTold, decided_at: datetime, by: AbstractBaseUser | None, at: datetime
) -> Consent:
    """Return the decision, added to those before; the same as the newest one, it is recorded all the same.

    Raises `UnableToKeep` for a decision of the future, an unknown purpose, channel, decision or source, and for a
    consent without the version of the wording that was agreed to, or with one that is too long to be kept.
    """
    for name, known in (
        ("purpose", Consent.Purpose.values),
        ("channel", Consent.Channel.values),
        ("decision", Consent.Decision.values),
        ("source", Consent.Source.values),
    ):
        if getattr(told, name) not in known:
            raise UnableToKeep(name, _("Choose one of those offered."))
    wording = " ".join(storable(told.wording).split())
    if told.decision == _GIVEN and not wording:
        raise UnableToKeep("wording", _("Name the version of the wording that was agreed to."))
    if len(wording) > _LONGEST_WORDING:
        # Cut, it would name another wording than the one that was read out, and a decision is never corrected.
        raise UnableToKeep("wording", _("Shorten this to %(most)s characters.") % {"most": _LONGEST_WORDING})
    if decided_at > at:
        raise UnableToKeep("decided_at", _("The decision lies in the future: correct its time."))
    present = lock_present(customer)
    consent = Consent.objects.create(
        customer=present,
        purpose=told.purpose,
        channel=told.channel,
        decision=told.decision,
        source=told.source,
        wording=wording,
        decided_at=decided_at,
        recorded_by_id=by.pk if by else None,
        recorded_at=at,
    )
    feed.append(
        name="customer.consent_recorded",
        subject=f"customer:{present.pk}",
        data={"customer": present.pk, "purpose": told.purpose, "decision": told.decision},
        by=by,
        at=at,
    )
    return consent


def standing(decisions: Sequence[Consent]) -> list[Consent]:
    """Return the newest decision of each purpose and channel, in their order; one of every channel ends narrower ones.

    `decisions` come newest first, as `merged.consents_of` returns them.
    """
    newest: dict[tuple[str, str], Consent] = {}
    closed: set[str] = set()
    for decision in decisions:
        if decision.purpose in closed:
            continue
        newest.setdefault((decision.purpose, decision.channel), decision)
        if decision.channel == Consent.Channel.ANY:
            closed.add(decision.purpose)
    purposes, channels = Consent.Purpose.values, Consent.Channel.values
    return sorted(newest.values(), key=lambda one: (purposes.index(one.purpose), channels.index(one.channel)))


def allows(decisions: Sequence[Consent], *, purpose: str, channel: str) -> bool:
    """True when the customer agreed to be reached so, and has neither withdrawn nor objected since."""
    concerned = [one for one in decisions if one.purpose == purpose and one.channel in (channel, Consent.Channel.ANY)]
    return bool(concerned) and concerned[0].decision == _GIVEN
