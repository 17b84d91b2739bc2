"""Who has a ticket's page open just now; it says nothing of what they read, and is forgotten soon."""

from django.conf import settings
from django.db import models

from crm.models.ticket import Ticket


class TicketPresence(models.Model):
    """A person at a ticket, as their page last said, and whether they have begun to write there."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="once_at_a_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.person_id}"
