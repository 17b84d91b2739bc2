"""The register: whatever a contact produced, as a ticket that holds the form version it was filled in with."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.call import Call
from crm.models.customer import Customer
from crm.models.service_point import ServicePoint
from ticketforms.models import FormVersion, TicketType, Upload
from ticketforms.stages import FINAL_STATES, BaseState, Stage

# As `open()` says it: the planner must see that the one follows from the other.
STILL_OPEN = ~models.Q(state__in=FINAL_STATES)


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Sets of tickets, named as people speak of them."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "TicketQuerySet":
        """The tickets that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_ticket") else self.none()

    def audited_by(self, user: AbstractBaseUser | AnonymousUser) -> "TicketQuerySet":
        """The tickets of which this person may read who saw them, though perhaps not what they say."""
        may_read = isinstance(user, PermissionsMixin) and user.has_perm("crm.view_personaldataread")
        return self if may_read else self.none()

    def open(self) -> "TicketQuerySet":
        return self.exclude(state__in=Ticket.FINAL_STATES)

    def open_first(self) -> "TicketQuerySet":
        """What is still to be done before what is over, each the newest first."""
        is_over = models.Case(
            models.When(state__in=Ticket.FINAL_STATES, then=models.Value(1)),
            default=models.Value(0),
            output_field=models.IntegerField(),
        )
        return self.order_by(is_over, "-reported_at", "-pk")

    def with_marks(self) -> "TicketQuerySet":
        """Load what a glyph and a line of a list need, in one query."""
        return self.select_related("ticket_type__category", "customer", "service_point")


class Ticket(models.Model):
    """A report, complaint, question or note (CIM TroubleTicket)."""

    State = BaseState
    FINAL_STATES = FINAL_STATES

    class ReportingKind(models.TextChoices):
        CALL = "call", _("telephone")
        APP = "app", _("application")
        EMAIL = "email", _("e-mail")
        IVR = "ivr", _("voice menu")
        LETTER = "letter", _("letter")
        SMS = "sms", "SMS"
        WEB = "web", _("web")
        OTHER = "other", _("other")

    ticket_type = models.ForeignKey(
        TicketType, on_delete=models.PROTECT, related_name="+", verbose_name=_("type"), db_index=False
    )
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("customer")
    )
    service_point = models.ForeignKey(
        ServicePoint, on_delete=models.PROTECT, null=True, blank=True, related_name="tickets"
    )
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets")
    reporter_name = models.CharField(_("reporter"), max_length=200, blank=True)
    reporter_phone = models.CharField(_("reporter's telephone"), max_length=40, blank=True)
    location = models.CharField(
        _("place"), max_length=240, blank=True, help_text=_("Where it is, when no service point is known.")
    )
    reporting_kind = models.CharField(_("channel"), max_length=8, choices=ReportingKind, default=ReportingKind.CALL)
    reported_at = models.DateTimeField(_("reported at"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    stage = models.SlugField(
        _("stage"),
        max_length=50,
        blank=True,
        default="",
        db_default="",
        db_index=False,
        help_text=_("What its type calls the state it is in; empty when the type has no stages of its own."),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("assigned to"),
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=4)
    queue = models.CharField(
        _("queue"),
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text=_("A code of the dictionary “queue”, set by the rules of the form."),
    )
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    call_count = models.PositiveIntegerField(_("calls"), default=1)
    answers = models.JSONField(_("answers"), default=dict)
    surroundings = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        editable=False,
        help_text="What the form's rules saw beside the answers when it was registered.",
    )
    folded_text = models.CharField(
        max_length=600, blank=True, default="", db_default="", editable=False, help_text="Reporter and place, folded."
    )
    idempotency_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    resolution = models.CharField(
        _("how it ended"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("What was done, or why it was cancelled."),
    )
    reopen_count = models.PositiveSmallIntegerField(_("reopened"), default=0, db_default=0)
    erase_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the next answer has been kept as long as its form says."
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-reported_at", "-pk"]
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="ticket_newest_first"),
            models.Index(fields=["ticket_type", "-reported_at", "-id"], name="ticket_of_type_newest_first"),
            models.Index(fields=["customer", "-reported_at"], name="ticket_of_customer"),
            models.Index(fields=["service_point", "-reported_at"], name="ticket_of_service_point"),
            models.Index(fields=["state", "-reported_at"], name="ticket_by_state"),
            models.Index(fields=["created_by", "-reported_at"], name="ticket_by_author"),
            # Most tickets are in no queue and have nothing to erase: these two stay small.
            models.Index(fields=["queue", "-reported_at"], condition=~models.Q(queue=""), name="ticket_by_queue"),
            # Overviews ask for what is still to be done: few tickets among millions.
            models.Index(
                fields=["assignee", "-reported_at", "-id"], condition=STILL_OPEN, name="ticket_open_of_assignee"
            ),
            models.Index(
                fields=["assignee", "-reported_at"],
                condition=models.Q(assignee__isnull=False),
                name="ticket_by_assignee",
            ),
            models.Index(
                fields=["queue", "-reported_at", "-id"],
                condition=STILL_OPEN & models.Q(assignee__isnull=True),
                name="ticket_open_unassigned",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=STILL_OPEN & models.Q(due_at__isnull=False),
                name="ticket_open_by_due",
            ),
            models.Index(
                fields=["priority", "-reported_at", "-id"], condition=STILL_OPEN, name="ticket_open_by_priority"
            ),
            models.Index(fields=["erase_at"], condition=models.Q(erase_at__isnull=False), name="ticket_to_erase"),
            # Lists of everything are sorted by these too: each must be read along an index, never sorted anew.
            models.Index(fields=["due_at", "id"], condition=models.Q(due_at__isnull=False), name="ticket_by_due"),
            models.Index(fields=["closed_at", "id"], condition=models.Q(closed_at__isnull=False), name="ticket_by_end"),
            models.Index(fields=["priority", "id"], name="ticket_by_priority"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(priority__range=(1, 4)), name="ticket_priority_1_to_4"),
        ]
        permissions = [("view_sensitive_answers", _("Can see sensitive answers whole"))]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number people read out; it is the key, so two registrations never wait for one counter."""
        return f"Z{self.pk:07d}"

    @property
    def is_open(self) -> bool:
        return self.state not in self.FINAL_STATES

    @property
    def present_stage(self) -> Stage:
        """Where it stands by its type as that is now; named even when the type has changed since."""
        return self.ticket_type.flow.at(self.state, self.stage)

    @property
    def is_hazard(self) -> bool:
        return self.ticket_type.reporting == TicketType.Reporting.HAZARD


class TicketNote(models.Model):
    """What somebody wrote about a ticket later on; rows are only ever added."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        REASON = "reason", _("reason")
        RESOLUTION = "resolution", _("how it ended")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE, db_default="note")
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.written_at.isoformat()}"


class TicketAttachment(models.Model):
    """A file that somebody put to a ticket beside its answers; taken off, it stays until its ticket is erased."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attachments")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    description = models.CharField(_("description"), max_length=200, blank=True)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    attached_at = models.DateTimeField(_("attached at"))
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.upload_id}"


class HazardAcknowledgement(models.Model):
    """A dispatcher's word that a hazard was seen; until then it stays pinned on every board."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="hazard_acknowledgement")
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(_("acknowledged at"))

    class Meta:
        verbose_name = _("acknowledged hazard")
        verbose_name_plural = _("acknowledged hazards")

    def __str__(self) -> str:
        return str(self.ticket)
