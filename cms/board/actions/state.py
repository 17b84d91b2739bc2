"""Confirm, cancel, restore, reopen and close an outage from the drawer."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.board.actions.base import Action, words_input
from cms.board.actions.moments import DayInput, TimeInput, moment_of
from cms.board.situation import Situation
from outages import restoration
from outages.models import Outage
from outages.repair import operations as repair
from outages.repair.operations import UnableToRepair


class Confirm(Action):
    code, key = "confirm", "c"
    label = gettext_lazy("Confirm")
    button = gettext_lazy("Confirm the outage")
    hint = gettext_lazy("It really is this device. From now on the prediction leaves the outage alone.")
    refusals = (UnableToRepair,)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.status == Outage.Status.PREDICTED

    def perform(self, *, by: User, at: datetime) -> str:
        repair.confirm(outage=self.situation.outage, by=by, at=at)
        return _("Outage %(number)s is confirmed.") % {"number": self.situation.outage}


class Cancel(Action):
    code, key = "cancel", "x"
    label = gettext_lazy("No outage")
    button = gettext_lazy("Cancel the outage")
    hint = gettext_lazy("There is no such outage. Its tickets stay open; this cannot be undone.")
    is_grave = True
    refusals = (UnableToRepair,)
    reason = words_input(gettext_lazy("Why"), longest=200)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.status in (Outage.Status.PREDICTED, Outage.Status.SCHEDULED)

    def perform(self, *, by: User, at: datetime) -> str:
        repair.cancel(outage=self.situation.outage, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("Outage %(number)s is cancelled.") % {"number": self.situation.outage}


class Restore(Action):
    code, key = "restore", "r"
    label = gettext_lazy("Power is back")
    button = gettext_lazy("Restore and close the tickets")
    hint = gettext_lazy("Everybody below the device has power again. The outage's tickets are closed by this.")
    is_grave = True
    refusals = (restoration.UnableToRestore,)
    time = TimeInput(label=gettext_lazy("Came back at"))
    day = DayInput(label=gettext_lazy("Day"))

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing and situation.outage.status != Outage.Status.PREDICTED

    def prepare(self) -> None:
        day = self.fields["day"]
        assert isinstance(day, DayInput)
        day.offer(self.situation.now, before=2, after=0)
        self.fields["time"].initial = timezone.localtime(self.situation.now).strftime("%H:%M")

    def perform(self, *, by: User, at: datetime) -> str:
        restored_at = moment_of(self.cleaned_data["day"], self.cleaned_data["time"])
        restoration.restore(outage=self.situation.outage, restored_at=restored_at, by=by, at=at)
        return _("Power is back: outage %(number)s is restored.") % {"number": self.situation.outage}


class Close(Action):
    code, key = "close", "z"
    label = gettext_lazy("Close outage")
    button = gettext_lazy("Close the outage")
    hint = gettext_lazy("Nothing is left to do. A closed outage cannot be opened again.")
    is_grave = True
    refusals = (restoration.UnableToRestore,)
    cause = words_input(gettext_lazy("Cause"), longest=200)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.status == Outage.Status.RESTORED

    def perform(self, *, by: User, at: datetime) -> str:
        restoration.close(outage=self.situation.outage, cause=self.cleaned_data["cause"], by=by, at=at)
        return _("Outage %(number)s is closed.") % {"number": self.situation.outage}


class Reopen(Action):
    code, key = "reopen", "b"
    label = gettext_lazy("Not back after all")
    button = gettext_lazy("Reopen the outage")
    hint = gettext_lazy("Somebody is still without power. Closed tickets stay closed, but follow the outage.")
    refusals = (restoration.UnableToRestore,)
    reason = words_input(gettext_lazy("Why"), longest=200)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.status == Outage.Status.RESTORED

    def perform(self, *, by: User, at: datetime) -> str:
        restoration.reopen(outage=self.situation.outage, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("Outage %(number)s goes on.") % {"number": self.situation.outage}
