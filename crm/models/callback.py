"""Whom we owe a call: one open task a number, with every reason there was for it, and how it ended."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.call import Call
from crm.models.customer import Customer


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Sets of callbacks, named as people speak of them."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "CallbackQuerySet":
        """The callbacks that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_callback") else self.none()

    def open(self) -> "CallbackQuerySet":
        """Those that somebody still has to make."""
        return self.filter(done_at=None)

    def longest_first(self) -> "CallbackQuerySet":
        """In the order in which people have waited."""
        return self.order_by("wanted_at", "pk")


class Callback(models.Model):
    """A call that we owe a number; whose number it is, is looked up when it is shown, unless somebody said for whom."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("we reached them")
        CALLED_US = "called_us", _("they called again")
        GIVEN_UP = "given_up", _("given up")

    number = models.CharField(_("number"), max_length=20, help_text=_("E.164, or a short number as it is."))
    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="callbacks", verbose_name=_("customer")
    )
    wanted_at = models.DateTimeField(_("wanted since"))
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_in = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done in the call")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering = ["wanted_at", "pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["wanted_at", "id"], condition=Q(done_at=None), name="callback_open_oldest_first"),
            models.Index(
                fields=["-done_at", "-id"], condition=Q(done_at__isnull=False), name="callback_done_newest_first"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(done_at=None), name="one_open_callback_a_number"),
            models.CheckConstraint(
                condition=Q(done_at=None, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="callback_done_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> str:
        """Where it is: "open", "taken" or "done"."""
        if self.done_at:
            return "done"
        return "taken" if self.taken_by_id else "open"


class CallbackReason(models.Model):
    """Why we owe a call; one call gives one reason at most."""

    class Why(models.TextChoices):
        MISSED = "missed", _("missed call")
        ABANDONED = "abandoned", _("hung up while waiting")
        ASKED = "asked", _("asked for a call")
        TOLD = "told", _("what they were told got worse")

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="reasons")
    why = models.CharField(_("why"), max_length=10, choices=Why)
    at = models.DateTimeField(_("at"))
    call = models.OneToOneField(
        Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="callback_reason", verbose_name=_("call")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reason for a callback")
        verbose_name_plural = _("reasons for callbacks")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_why_display()
