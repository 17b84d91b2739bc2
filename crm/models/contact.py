"""How a customer is reached: telephones, e-mail addresses and postal addresses; not where power is taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.customer import Customer


class CustomerPhone(models.Model):
    """One way to call a customer; a number may belong to several customers.

    `number` is empty when `raw` cannot be read as a number: it is kept as it was given, for people.
    """

    class Kind(models.TextChoices):
        UNKNOWN = "", _("not known")
        MOBILE = "mobile", _("mobile")
        LANDLINE = "landline", _("landline")
        WORK = "work", _("work")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(_("number"), max_length=20, blank=True, db_index=True, help_text=_("In the E.164 form."))
    raw = models.CharField(_("as given"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, blank=True, default=Kind.UNKNOWN, db_default="")
    note = models.CharField(_("note"), max_length=80, blank=True, default="", db_default="")
    is_primary = models.BooleanField(_("main number"), default=False)

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        ordering = ["-is_primary", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "number"], condition=~models.Q(number=""), name="phone_number_once_a_customer"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.raw

    @property
    def said_beside(self) -> str:
        """What was given, where it says more than the number does: an extension, whom to ask for."""
        digits = "".join(sign for sign in self.raw if sign.isdigit()).lstrip("0")
        says_no_more = self.number.endswith(digits) and not any(map(str.isalpha, self.raw))
        return "" if not self.number or says_no_more else self.raw


class CustomerEmail(models.Model):
    """One address for e-mail; the main one stands on the customer too."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="emails")
    address = models.EmailField(_("e-mail"))
    folded_address = models.CharField(max_length=254, db_index=True, editable=False, help_text="In lower case.")
    note = models.CharField(_("note"), max_length=80, blank=True)
    is_primary = models.BooleanField(_("main address"), default=False)

    class Meta:
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")
        ordering = ["-is_primary", "pk"]
        constraints = [models.UniqueConstraint(fields=["customer", "folded_address"], name="email_once_a_customer")]

    def __str__(self) -> str:
        return self.address


class CustomerAddress(models.Model):
    """Where letters go, or where a company is registered; with TERYT's codes where they are known."""

    class Kind(models.TextChoices):
        CORRESPONDENCE = "correspondence", _("for letters")
        REGISTERED = "registered", _("registered office or home")
        INVOICES = "invoices", _("for invoices")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.CORRESPONDENCE)
    addressee = models.CharField(
        _("addressee"), max_length=200, blank=True, help_text=_("When it is not the customer's own name.")
    )
    street = models.CharField(_("street"), max_length=120, blank=True)
    building = models.CharField(_("building"), max_length=20)
    flat = models.CharField(_("flat"), max_length=10, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6)
    town = models.CharField(_("town"), max_length=80)
    folded_address = models.CharField(max_length=240, db_index=True, editable=False)
    terc = models.CharField("TERC", max_length=7, blank=True)
    simc = models.CharField("SIMC", max_length=7, blank=True)
    ulic = models.CharField("ULIC", max_length=5, blank=True)

    class Meta:
        verbose_name = _("customer's address")
        verbose_name_plural = _("customers' addresses")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """The address on one line, as Polish post writes it."""
        place = f"{self.street or self.town} {self.building}"
        return (
            f"{place}/{self.flat}, {self.postcode} {self.town}"
            if self.flat
            else f"{place}, {self.postcode} {self.town}"
        )
