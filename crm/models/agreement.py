"""Under which accounts a customer is billed and what was agreed for which place; not what is owed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.customer import Customer
from crm.models.service_point import ServicePoint


class CustomerAccount(models.Model):
    """An account of a customer with us (CIM CustomerAccount); a customer may have several."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="accounts")
    number = models.CharField(_("account number"), max_length=26, unique=True)
    opened_date = models.DateField(_("opened on"), null=True, blank=True)
    closed_date = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("customer's account")
        verbose_name_plural = _("customers' accounts")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


class CustomerAgreement(models.Model):
    """What was agreed with a customer about taking power (CIM CustomerAgreement), as long as it holds."""

    number = models.CharField(_("agreement number"), max_length=40, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="agreements")
    account = models.ForeignKey(
        CustomerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    service_point = models.ForeignKey(
        ServicePoint, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    tariff = models.CharField(_("tariff"), max_length=10, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("The first day it no longer holds."))

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="agreement_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.number
