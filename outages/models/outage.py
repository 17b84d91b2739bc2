"""An outage and all that is told about it once: restoration times, crews, progress, and who was told what."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import Call, Customer, Ticket
from outages.models.crew import Crew
from outages.models.network import Device
from outages.models.reasons import Reasoned


class OutageQuerySet(models.QuerySet["Outage"]):
    """Sets of outages, named as dispatchers speak of them."""

    def ongoing(self) -> "OutageQuerySet":
        """Outages during which someone is still without power."""
        return self.filter(status__in=Outage.ONGOING)

    def faults(self) -> "OutageQuerySet":
        return self.filter(kind=Outage.Kind.UNPLANNED)

    def scheduled_or_ongoing(self) -> "OutageQuerySet":
        """What still lies ahead of somebody: outages that go on and planned ones that have not begun."""
        return self.filter(status__in=(Outage.Status.SCHEDULED, *Outage.ONGOING))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "OutageQuerySet":
        """The outages a person may open: all for whoever may view outages, none for others."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("outages.view_outage") else self.none()


class Outage(Reasoned):
    """Power lost below one device, from a start until it is restored (CIM Outage)."""

    class Kind(models.TextChoices):
        UNPLANNED = "unplanned", _("fault")
        PLANNED = "planned", _("planned outage")

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        PREDICTED = "predicted", _("predicted")
        CONFIRMED = "confirmed", _("confirmed")
        PARTIALLY_RESTORED = "partially_restored", _("partially restored")
        RESTORED = "restored", _("restored")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")
        MERGED = "merged", _("merged")

    ONGOING = (Status.PREDICTED, Status.CONFIRMED, Status.PARTIALLY_RESTORED)

    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UNPLANNED)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.PREDICTED)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="outages", verbose_name=_("device"))
    started_at = models.DateTimeField(_("started at"), help_text=_("When our first report of it came in."))
    known_since = models.DateTimeField(
        _("known since"), null=True, blank=True, help_text=_("When a person says it began, before any report.")
    )
    planned_from = models.DateTimeField(_("planned from"), null=True, blank=True)
    planned_to = models.DateTimeField(_("planned to"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    restored_at = models.DateTimeField(_("restored at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    is_placed_by_hand = models.BooleanField(
        _("placed by hand"), default=False, help_text=_("The prediction never moves it.")
    )
    customers_off = models.PositiveIntegerField(_("customers without power"), default=0)
    critical_customers_off = models.PositiveIntegerField(_("critical customers without power"), default=0)

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["status", "-started_at"], name="outage_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind"],
                condition=models.Q(status__in=["predicted", "confirmed", "partially_restored"]),
                name="one_ongoing_outage_a_device",
            ),
            models.CheckConstraint(
                condition=models.Q(planned_from=None, planned_to=None)
                | models.Q(kind="planned", planned_from__lt=models.F("planned_to")),
                name="planned_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_ongoing(self) -> bool:
        return self.status in self.ONGOING

    @property
    def is_planned(self) -> bool:
        return self.kind == self.Kind.PLANNED

    def covers(self, device: Device) -> bool:
        """True when the device is the failed one or lies below it."""
        return device.path.startswith(self.device.path)


class EstimatedRestoration(models.Model):
    """One line of the restoration log; the newest line that a lower source did not write is what people are told."""

    class Source(models.TextChoices):
        CREW = "crew", _("crew")
        DISPATCHER = "dispatcher", _("dispatcher")
        STORM = "storm", _("storm-wide")
        DEFAULT = "default", _("default")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high")
        LOW = "low", _("low")

    class State(models.TextChoices):
        NOT_ASSESSED = "not_assessed", _("not assessed")
        INITIAL = "initial", _("first estimate")
        REVISED = "revised", _("revised")
        OVERDUE = "overdue", _("overdue")
        MET = "met", _("kept")
        MISSED = "missed", _("not kept")

    PRECEDENCE = (Source.DEFAULT, Source.STORM, Source.DISPATCHER, Source.CREW)

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="estimates")
    restores_at = models.DateTimeField(_("power back at"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.DISPATCHER)
    confidence = models.CharField(_("confidence"), max_length=4, choices=Confidence, default=Confidence.LOW)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("restoration time")
        verbose_name_plural = _("restoration times")
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return self.restores_at.isoformat()

    def is_overdue(self, now: datetime) -> bool:
        """True once the time has passed: it must not be read out as a promise any more."""
        return self.restores_at <= now


class CrewAssignment(models.Model):
    """A crew at work on an outage, from being awaited to field work complete or release."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        ENROUTE = "enroute", _("on the way")
        ARRIVED = "arrived", _("on site")
        FIELD_COMPLETE = "field_complete", _("work complete")
        RELEASED = "released", _("released")

    AT_WORK = (Status.ASSIGNED, Status.ENROUTE, Status.ARRIVED)

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="assignments")
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="assignments")
    status = models.CharField(_("state"), max_length=16, choices=Status, default=Status.ASSIGNED)
    came_with = models.ForeignKey("OutageMerge", on_delete=models.SET_NULL, null=True, related_name="crews")
    assigned_at = models.DateTimeField(_("assigned at"))
    status_at = models.DateTimeField(_("in this state since"))

    class Meta:
        verbose_name = _("crew assignment")
        verbose_name_plural = _("crew assignments")
        ordering = ["-assigned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["crew"],
                condition=models.Q(status__in=["assigned", "enroute", "arrived"]),
                name="one_job_a_crew",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.crew}: {self.get_status_display()}"


class RepairProgress(models.Model):
    """A line in the log of the repair (CIM ActivityRecord)."""

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="progress")
    text = models.CharField(_("what was done"), max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("repair progress")
        verbose_name_plural = _("repair progress")
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return self.text


class EstimateTold(models.Model):
    """What a caller was told about an outage: which restoration time (or none), when, by whom."""

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="told")
    estimate = models.ForeignKey(EstimatedRestoration, on_delete=models.PROTECT, null=True, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.SET_NULL, null=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="+")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("told at"))
    callback_asked_at = models.DateTimeField(
        _("callback asked for"), null=True, blank=True, help_text=_("When it no longer held and they are to be called.")
    )

    class Meta:
        verbose_name = _("restoration time told")
        verbose_name_plural = _("restoration times told")
        ordering = ["-told_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.outage_id}: {self.told_at.isoformat()}"
