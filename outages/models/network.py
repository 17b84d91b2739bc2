"""The supply tree and which service point hangs on which device; not what is broken in it."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import ServicePoint


class DeviceQuerySet(models.QuerySet["Device"]):
    """Sets of devices."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "DeviceQuerySet":
        """The devices that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("outages.view_device") else self.none()


class Device(models.Model):
    """A piece of the network that feeds what is below it: substation, feeder, station or LV circuit."""

    class Kind(models.TextChoices):
        SUBSTATION = "substation", _("primary substation")
        FEEDER = "feeder", _("feeder")
        STATION = "station", _("transformer station")
        LV_CIRCUIT = "lv_circuit", _("LV circuit")

    class Energisation(models.TextChoices):
        UNKNOWN = "unknown", _("unknown")
        ENERGISED = "energised", _("energised")
        DEENERGISED = "deenergised", _("without power")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(
        max_length=200, unique=True, editable=False, help_text=_("Keys from the root to here: /1/7/42/.")
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    energisation = models.CharField(_("known state"), max_length=12, choices=Energisation, default=Energisation.UNKNOWN)
    energisation_at = models.DateTimeField(_("state known since"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("network device")
        verbose_name_plural = _("network devices")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """Primary keys from the root down to and including this device."""
        return keys_in(self.path)


def keys_in(path: str) -> tuple[int, ...]:
    """Return the keys of the devices that a path leads through, from the root down."""
    return tuple(int(part) for part in path.strip("/").split("/") if part)


class Connection(models.Model):
    """Since when a service point is fed by a device; the row without an end is the present one."""

    service_point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="connections")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_point"],
                condition=models.Q(valid_to__isnull=True),
                name="one_present_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_point_id} → {self.device_id}"
