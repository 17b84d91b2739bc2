"""What a customer allowed, withdrew or objected to; rows are only ever added, which the database holds to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.customer import Customer


class Consent(models.Model):
    """One decision of a customer; the newest about a purpose and channel is what holds."""

    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("marketing")
        SURVEY = "survey", _("surveys")
        NOTICES = "notices", _("notices of outages")
        E_INVOICE = "eInvoice", _("electronic invoices")

    class Channel(models.TextChoices):
        ANY = "any", _("every channel")
        PHONE = "phone", _("telephone")
        SMS = "sms", "SMS"
        EMAIL = "email", _("e-mail")
        LETTER = "letter", _("letter")

    class Decision(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OBJECTED = "objected", _("objected")

    class Source(models.TextChoices):
        CALL = "call", _("telephone")
        LETTER = "letter", _("letter")
        WEB = "web", _("web")
        OFFICE = "office", _("customer office")
        IMPORT = "import", _("another system")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    wording = models.CharField(_("version of the wording"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    decided_at = models.DateTimeField(_("decided at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-decided_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel}: {self.decision}"
