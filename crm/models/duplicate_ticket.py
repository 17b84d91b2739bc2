"""Tickets that turned out to be about one matter: one is the main one, the others are duplicates of it for a time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.ticket import Ticket


class DuplicateTicketQuerySet(models.QuerySet["DuplicateTicket"]):
    """Sets of links."""

    def present(self) -> "DuplicateTicketQuerySet":
        """Those that stand now."""
        return self.filter(valid_to=None)


class DuplicateTicket(models.Model):
    """A ticket is a duplicate of the main one from a moment until another; a duplicate is never a main one.

    `state` and `stage` are where the duplicate stood, so that it can stand there again. A link that came because its
    main ticket became a duplicate itself names that link.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="main_links")
    main = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="duplicate_links")
    state = models.CharField(max_length=12, choices=Ticket.State)
    stage = models.SlugField(max_length=50, blank=True, db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    came_with = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="brought")

    objects = DuplicateTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("duplicate ticket")
        verbose_name_plural = _("duplicate tickets")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(valid_to__isnull=True), name="one_main_a_ticket"),
            models.CheckConstraint(condition=~Q(ticket=models.F("main")), name="ticket_no_duplicate_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.main_id}"
