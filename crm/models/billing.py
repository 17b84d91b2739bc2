"""What the billing system last told about a customer's money; billing itself stays there."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.agreement import CustomerAccount
from crm.models.customer import Customer


class BillingCardQuerySet(models.QuerySet["BillingCard"]):
    """Sets of billing cards."""

    def most_overdue_first(self) -> "BillingCardQuerySet":
        """Whoever was merged has several cards, never summed: the one that matters most comes first."""
        overdue = models.F("overdue_30") + models.F("overdue_60") + models.F("overdue_90")
        return self.order_by(overdue.desc(), "pk")


class BillingCard(models.Model):
    """The customer's account at a moment: balance, arrears by age and the stage of dunning."""

    class DunningStage(models.TextChoices):
        NONE = "none", _("none")
        REMINDER = "reminder", _("reminder")
        DEMAND = "demand", _("demand for payment")
        DISCONNECTION_NOTICE = "disconnectionNotice", _("disconnection notice")
        DISCONNECTION_ORDER = "disconnectionOrder", _("disconnection order")
        DISCONNECTED = "disconnected", _("disconnected")
        COURT = "court", _("court")
        HOLD = "hold", _("on hold")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="billing_cards", db_index=False)
    billed_to = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        help_text="By whose number the billing system knows it, when that customer was merged into this one.",
    )
    account = models.ForeignKey(
        CustomerAccount, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="billing_cards"
    )
    account_number = models.CharField(_("account"), max_length=26, blank=True)
    balance = models.DecimalField(_("balance (PLN)"), max_digits=12, decimal_places=2, default=Decimal("0"))
    overdue_30 = models.DecimalField(_("overdue to 30 days"), max_digits=12, decimal_places=2, default=Decimal("0"))
    overdue_60 = models.DecimalField(_("overdue to 60 days"), max_digits=12, decimal_places=2, default=Decimal("0"))
    overdue_90 = models.DecimalField(_("overdue over 60 days"), max_digits=12, decimal_places=2, default=Decimal("0"))
    oldest_due_date = models.DateField(_("oldest due date"), null=True, blank=True)
    last_payment_date = models.DateField(_("last payment"), null=True, blank=True)
    dunning_stage = models.CharField(_("dunning stage"), max_length=24, choices=DunningStage, default=DunningStage.NONE)
    source = models.CharField(_("source"), max_length=40)
    as_of = models.DateTimeField(_("as of"))

    objects = BillingCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("billing card")
        verbose_name_plural = _("billing cards")
        indexes = [
            models.Index(fields=["customer"], name="billing_card_of_customer"),
            models.Index(fields=["account_number"], condition=~models.Q(account_number=""), name="billing_by_account"),
            models.Index(fields=["account"], condition=models.Q(account__isnull=False), name="billing_card_of_account"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(billed_to=None), name="one_own_card_a_customer"
            ),
            models.UniqueConstraint(
                fields=["billed_to"], condition=models.Q(billed_to__isnull=False), name="one_merged_card_a_customer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance} PLN"

    @property
    def arrears(self) -> Decimal:
        """What is overdue, in PLN."""
        return self.overdue_30 + self.overdue_60 + self.overdue_90

    @property
    def not_yet_due(self) -> Decimal:
        """What of the balance is owed but not overdue, in PLN; nothing on an account that stands in credit."""
        return max(Decimal("0"), self.balance - self.arrears)


class BillingEntry(models.Model):
    """An invoice, payment or correction of a customer's account."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        PAYMENT = "payment", _("payment")
        CORRECTION = "correction", _("correction")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="billing_entries")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    document_number = models.CharField(_("document"), max_length=40, unique=True)
    entry_date = models.DateField(_("date"))
    due_date = models.DateField(_("due"), null=True, blank=True)
    amount = models.DecimalField(_("amount (PLN)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("billing entry")
        verbose_name_plural = _("billing entries")
        ordering = ["-entry_date", "-pk"]

    def __str__(self) -> str:
        return self.document_number
