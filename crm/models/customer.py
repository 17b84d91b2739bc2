"""Who our customers are and how they are reached; not where they take power nor what they owe."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Sets of customers."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "CustomerQuerySet":
        """The customers whom this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_customer") else self.none()

    def audited_by(self, user: AbstractBaseUser | AnonymousUser) -> "CustomerQuerySet":
        """The customers of whom this person may read who saw them, though perhaps not who they are."""
        may_read = isinstance(user, PermissionsMixin) and user.has_perm("crm.view_personaldataread")
        return self if may_read else self.none()

    def present(self) -> "CustomerQuerySet":
        """Those who were not merged into another: whoever lists or counts customers means these."""
        return self.filter(merged_into=None)


class Customer(models.Model):
    """A person or company that has, or had, an agreement with the distributor (CIM Customer)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    number = models.CharField(_("customer number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200, help_text=_("Surname first for a person."))
    folded_name = models.CharField(max_length=200, db_index=True, editable=False)
    pesel = models.CharField("PESEL", max_length=11, blank=True)
    nip = models.CharField("NIP", max_length=10, blank=True)
    regon = models.CharField("REGON", max_length=14, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("A copy of the main one of the addresses."))
    since_date = models.DateField(_("customer since"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged",
        help_text="Who this customer turned out to be.",
    )
    revision = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="How often the customer's own fields were changed."
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["folded_name", "pk"]
        indexes = [
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="customers_merged"
            ),
            models.Index(fields=["nip"], condition=~models.Q(nip=""), name="customer_by_nip"),
            models.Index(fields=["pesel"], condition=~models.Q(pesel=""), name="customer_by_pesel"),
        ]
        permissions = [
            ("view_pesel", _("Can see PESEL whole")),
            ("change_contacts", _("Can change how customers are reached, and their consents")),
            ("merge_customer", _("Can merge customers and take it back")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def masked_pesel(self) -> str:
        """The PESEL as screens show it: its last four digits, enough to confirm who is speaking."""
        return f"•••••••{self.pesel[-4:]}" if self.pesel else ""
