"""Publications at a moment to come: who planned them, and carrying them out when they are due, once."""

import logging
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import Error, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ticketforms.drafting import keep_draft
from ticketforms.models import PlannedPublication, TicketType
from ticketforms.publishing import UnableToPublish, check_in_use, drop_plans, finished, locked_type, publish
from ticketforms.record import moment, tell

_log = logging.getLogger("tcz.ticketforms")


class UnableToPlan(ValueError):
    """A plan that cannot be made or undone; the message says why."""


@transaction.atomic
def plan_publication(
    *,
    ticket_type: TicketType,
    publish_at: datetime,
    in_use: int | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> PlannedPublication:
    """Have the newest draft published at a moment to come, instead of what was planned before.

    Editing goes on in another revision: what is planned stays as it is now. Raises `UnableToPlan` for a moment that is
    over, `UnableToPublish` for a draft that could not be published even now, `PublishedMeanwhile` as `publish` does.
    """
    if publish_at <= at:
        raise UnableToPlan(_("This moment is over: choose a later one, or publish now."))
    locked = locked_type(ticket_type)
    check_in_use(locked, in_use)
    drafted = locked.get_latest_revision_as_object()
    finished(drafted)
    drop_plans(locked, by=by, at=at)
    # A revision of its own: an editor that is still open may write its last one over.
    revision = keep_draft(drafted, by=by, at=at, changed=locked.has_unpublished_changes)
    plan = PlannedPublication.objects.create(
        ticket_type=locked,
        revision=revision,
        publish_at=publish_at,
        planned_at=at,
        planned_by_id=by.pk if by else None,
    )
    tell(locked, "plan", by=by, publish_at=moment(publish_at))
    return plan


@transaction.atomic
def cancel_plan(*, ticket_type: TicketType, by: AbstractBaseUser | None, at: datetime) -> None:
    """Give up the planned publication, or put aside one that failed; the draft stays.

    Raises `UnableToPlan` when there is neither, as when it was published a moment ago.
    """
    locked = locked_type(ticket_type)
    if not locked.plans.waiting().exists() and not locked.plans.unresolved().exists():
        raise UnableToPlan(_("No publication is planned: it was carried out or cancelled."))
    drop_plans(locked, by=by, at=at)


def publish_due(*, at: datetime) -> list[PlannedPublication]:
    """Carry out every plan that is due, each by itself; return those that were, published or failed.

    Several workers may call this at once: the type's row is locked, and a plan that another has carried out is left. A
    plan that fails is not tried again: its reason is kept and an administrator decides.
    """
    due = PlannedPublication.objects.waiting().filter(publish_at__lte=at).order_by("publish_at", "pk")
    carried_out = [_carry_out(pk, at) for pk in list(due.values_list("pk", flat=True))]
    return [plan for plan in carried_out if plan is not None]


@transaction.atomic
def _carry_out(pk: int, at: datetime) -> PlannedPublication | None:
    planned = TicketType.objects.filter(plans=pk).first()
    if planned is None:
        return None  # Deleted with its plan since the list was read.
    locked = locked_type(planned)
    plan = PlannedPublication.objects.select_related("planned_by", "revision").get(pk=pk)
    if plan.state != PlannedPublication.State.WAITING or plan.revision is None:
        return None
    plan.ended_at = at
    try:
        with transaction.atomic():
            plan.state = PlannedPublication.State.DONE
            plan.save(update_fields=["state", "ended_at"])
            plan.version = publish(ticket_type=locked, revision=plan.revision, by=plan.planned_by, at=at)
            plan.revision = None
            plan.save(update_fields=["version", "revision"])
    except Error:
        # The database is not there, or busy: the plan waits on, and the caller says so.
        raise
    except Exception as error:
        if not isinstance(error, UnableToPublish):
            _log.exception("A planned publication failed.")
        _fail(plan, locked)
    return plan


def _fail(plan: PlannedPublication, locked: TicketType) -> None:
    assert plan.revision is not None
    drafted = plan.revision.as_object()
    plan.state = PlannedPublication.State.FAILED
    plan.reason_pl, plan.reason_en = _reason(drafted, "pl"), _reason(drafted, "en")
    plan.save(update_fields=["state", "ended_at", "reason_pl", "reason_en"])
    tell(
        locked,
        "plan_fail",
        by=None,
        publish_at=moment(plan.publish_at),
        reason_pl=plan.reason_pl,
        reason_en=plan.reason_en,
    )


def _reason(drafted: TicketType, language: str) -> str:
    with override(language):
        try:
            finished(drafted)
        except UnableToPublish as unable:
            return str(unable)
        except Exception:
            _log.exception("Why a planned publication failed could not be told.")
        return _("The program could not publish it: tell your operator.")
