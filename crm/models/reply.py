"""What was written to whoever asked, as it was sent by hand in another program; nothing is sent from here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.ticket import Ticket


class TicketReply(models.Model):
    """One reply about a ticket, as the person who sent it said; rows are only ever added.

    To whom it went is kept masked: enough to recognise the address, not enough to read it.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        LETTER = "letter", _("letter")
        SMS = "sms", "SMS"
        CALL = "call", _("telephone")
        OTHER = "other", _("other")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="replies")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    sent_to = models.CharField(_("to whom"), max_length=120, blank=True, help_text=_("Masked."))
    text = models.TextField(_("text"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ticket}: {self.sent_at.isoformat()}"
