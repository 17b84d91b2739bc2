"""A telephone call as the exchange told it, and which agent sits at which extension."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.models.customer import Customer
from crm.models.exchange import Exchange

# As exchanges write a number that its owner does not want to be shown.
_IS_WITHHELD = re.compile(r"(?:sips?:)?(?:anonymous|unknown|restricted|private|withheld|unavailable)\b", re.IGNORECASE)


class AgentLine(models.Model):
    """The extension an agent answers at; the exchange names agents by it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agent_line")
    extension = models.CharField(_("extension"), max_length=20)
    exchange = models.ForeignKey(
        Exchange,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("exchange"),
        help_text=_("Empty: whichever exchange names the extension."),
    )

    class Meta:
        verbose_name = _("agent's line")
        verbose_name_plural = _("agents' lines")
        ordering = ["extension", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["extension"], condition=Q(exchange=None), name="line_of_any_exchange_has_one_agent"
            ),
            models.UniqueConstraint(fields=["exchange", "extension"], name="line_of_an_exchange_has_one_agent"),
        ]

    def __str__(self) -> str:
        return self.extension


# The cause of a call whose end the exchange never told.
TIMED_OUT = "timedOut"
# Work after a call that nobody says is done counts as done then.
LONGEST_WRAP_UP = timedelta(minutes=10)


class CallQuerySet(models.QuerySet["Call"]):
    """Sets of calls, named as people speak of them."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "CallQuerySet":
        """The calls that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_call") else self.none()

    def of(self, user: AbstractBaseUser | AnonymousUser) -> "CallQuerySet":
        """The calls this agent has or had, and those that rang at this agent."""
        rang = Call.offered_to.through.objects.filter(call=OuterRef("pk"), user=user.pk)
        return self.filter(Q(agent=user.pk) | Exists(rang))

    def to_wrap_up(self, now: datetime) -> "CallQuerySet":
        """The calls that were spoken in and are over, after which their agents still work."""
        spoken = self.filter(agent__isnull=False, answered_at__isnull=False, ended_at__gt=now - LONGEST_WRAP_UP)
        return spoken.filter(wrapped_up_at=None).exclude(hangup_cause=TIMED_OUT)


class Call(models.Model):
    """One call; its moments are set once, whatever order the exchange tells them in."""

    class Direction(models.TextChoices):
        INBOUND = "in", _("inbound")
        OUTBOUND = "out", _("outbound")

    told_by = models.ForeignKey(
        Exchange,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="calls",
        verbose_name=_("told by"),
        help_text=_("Empty: the exchange that the installation's settings know."),
    )
    exchange_id = models.CharField(_("exchange's call id"), max_length=128)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.INBOUND)
    from_number = models.CharField(_("from"), max_length=20, blank=True, help_text=_("E.164, empty when withheld."))
    other_number = models.CharField(
        _("number at the other end"),
        max_length=20,
        blank=True,
        help_text=_("E.164 of whoever is outside our walls, empty when withheld."),
    )
    from_raw = models.CharField(_("from, as told"), max_length=64, blank=True)
    to_raw = models.CharField(_("to"), max_length=64, blank=True)
    queue = models.CharField(_("queue"), max_length=64, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    offered_to = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, help_text=_("At whose lines it rang or was answered.")
    )
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="calls")
    offered_at = models.DateTimeField(_("offered at"))
    rang_at = models.DateTimeField(
        _("last rang at"), null=True, blank=True, help_text=_("When it last began to ring at an agent's line.")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    hangup_cause = models.CharField(_("cause of hang-up"), max_length=32, blank=True)
    wrapped_up_at = models.DateTimeField(
        _("wrapped up at"), null=True, blank=True, help_text=_("When the agent was done with the work after the call.")
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-offered_at", "-pk"]
        indexes = [
            models.Index(fields=["-offered_at", "-id"], name="call_newest_first"),
            models.Index(fields=["agent", "-offered_at"], name="call_of_agent"),
            models.Index(fields=["customer", "-offered_at"], name="call_of_customer"),
            models.Index(fields=["other_number", "-offered_at"], condition=~Q(other_number=""), name="call_of_number"),
            models.Index(fields=["offered_at", "id"], condition=Q(ended_at=None), name="call_without_end"),
            models.Index(
                fields=["ended_at", "id"],
                condition=Q(answered_at__isnull=False, ended_at__isnull=False, wrapped_up_at=None),
                name="call_to_wrap_up",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange_id"], condition=Q(told_by=None), name="call_once_in_the_settings_exchange"
            ),
            models.UniqueConstraint(
                fields=["told_by", "exchange_id"], condition=Q(told_by__isnull=False), name="call_once_an_exchange"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_raw or '–'} → {self.to_raw}"

    @property
    def other_end(self) -> str:
        """The number outside our walls; empty when it was withheld."""
        said = self.to_raw if self.direction == self.Direction.OUTBOUND else self.from_number or self.from_raw
        return "" if _IS_WITHHELD.match(said) else said

    def is_answered_by(self, user: AbstractBaseUser) -> bool:
        """Whether this person has the call now, and not only hears it ring."""
        return self.answered_at is not None and self.agent_id == user.pk

    @property
    def talk_seconds(self) -> int | None:
        """For how long people spoke; `None` for a call that nobody answered or whose end is not known."""
        return None if self.is_timed_out else _seconds(self.answered_at, self.ended_at)

    @property
    def waiting_seconds(self) -> int | None:
        """For how long the caller waited for an answer, or until giving up; `None` while waiting or not known."""
        if self.answered_at is None and self.is_timed_out:
            return None
        return _seconds(self.offered_at, self.answered_at or self.ended_at)

    @property
    def wrap_up_seconds(self) -> int | None:
        """For how long the agent worked after the call; `None` while it goes on, and where it is not known."""
        return _seconds(self.ended_at, self.wrapped_up_at)

    @property
    def is_timed_out(self) -> bool:
        """True when the exchange never told of the end, so that it was set by us."""
        return self.hangup_cause == TIMED_OUT

    def is_wrapping_up(self, now: datetime) -> bool:
        """Tell whether the agent still works after this call."""
        has_work = self.agent_id and self.answered_at and self.wrapped_up_at is None and not self.is_timed_out
        return bool(has_work and self.ended_at and self.ended_at > now - LONGEST_WRAP_UP)

    @property
    def state(self) -> str:
        """Where the call is: "ringing", "answered" or "ended"."""
        if self.ended_at:
            return "ended"
        return "answered" if self.answered_at else "ringing"


def _seconds(since: datetime | None, until: datetime | None) -> int | None:
    return None if since is None or until is None else max(0, int((until - since).total_seconds()))
