"""Where a customer takes power, and the meter there; not which device feeds it (that is `outages`)."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.customer import Customer


class ServicePointQuerySet(models.QuerySet["ServicePoint"]):
    """Sets of service points."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "ServicePointQuerySet":
        """The places that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_servicepoint") else self.none()


class MeterQuerySet(models.QuerySet["Meter"]):
    """Sets of meters."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "MeterQuerySet":
        """The meters that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_meter") else self.none()


class ServicePoint(models.Model):
    """A point of consumption (CIM UsagePoint, Polish PPE) with its address."""

    class ConnectionState(models.TextChoices):
        CONNECTED = "connected", _("connected")
        LOGICALLY_DISCONNECTED = "logicallyDisconnected", _("disconnected remotely")
        PHYSICALLY_DISCONNECTED = "physicallyDisconnected", _("disconnected")

    class SpecialNeed(models.TextChoices):
        NONE = "", _("none")
        LIFE_SUPPORT = "lifeSupport", _("medical equipment")
        CRITICAL = "critical", _("critical customer")

    ppe = models.CharField(_("PPE number"), max_length=18, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="service_points")
    street = models.CharField(_("street"), max_length=120, blank=True)
    building = models.CharField(_("building"), max_length=20)
    flat = models.CharField(_("flat"), max_length=10, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6)
    town = models.CharField(_("town"), max_length=80)
    folded_address = models.CharField(max_length=240, db_index=True, editable=False)
    terc = models.CharField("TERC", max_length=7, blank=True)
    simc = models.CharField("SIMC", max_length=7, blank=True)
    ulic = models.CharField("ULIC", max_length=5, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    tariff = models.CharField(_("tariff"), max_length=10, default="G11")
    contracted_power_kw = models.DecimalField(_("contracted power (kW)"), max_digits=8, decimal_places=1, default=14)
    connection_state = models.CharField(
        _("connection"), max_length=24, choices=ConnectionState, default=ConnectionState.CONNECTED
    )
    special_need = models.CharField(
        _("special need"), max_length=12, choices=SpecialNeed, blank=True, default=SpecialNeed.NONE
    )

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("service point")
        verbose_name_plural = _("service points")
        ordering = ["folded_address", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ppe__regex=r"^[0-9]{18}$"), name="ppe_has_18_digits"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def street_line(self) -> str:
        """The first line of the address: street, building and flat."""
        place = f"{self.street or self.town} {self.building}"
        return f"{place}/{self.flat}" if self.flat else place

    @property
    def address(self) -> str:
        """The address on one line, as Polish post writes it."""
        return f"{self.street_line}, {self.postcode} {self.town}"

    @property
    def is_connected(self) -> bool:
        return self.connection_state == self.ConnectionState.CONNECTED


class Meter(models.Model):
    """The meter at a service point (CIM Meter)."""

    service_point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="meters")
    serial_number = models.CharField(_("serial number"), max_length=20, unique=True)
    model = models.CharField(_("model"), max_length=40, blank=True)
    is_remote = models.BooleanField(_("read remotely"), default=False)
    installed_date = models.DateField(_("installed on"))

    objects = MeterQuerySet.as_manager()

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        ordering = ["-installed_date", "pk"]

    def __str__(self) -> str:
        return self.serial_number


class MeterReading(models.Model):
    """What a meter's register stood at (kWh)."""

    class Source(models.TextChoices):
        REMOTE = "remote", _("remote")
        COLLECTOR = "collector", _("meter reader")
        CUSTOMER = "customer", _("customer")

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(_("read at"))
    energy_kwh = models.DecimalField(_("energy (kWh)"), max_digits=12, decimal_places=3)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.REMOTE)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-read_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["meter", "read_at"], name="one_reading_a_moment")]

    def __str__(self) -> str:
        return f"{self.energy_kwh} kWh"
