"""Send crews and move them on, say when power returns, and write down what was done, from the drawer."""

from datetime import datetime, timedelta

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.board.actions.base import Action, Pick, list_input, words_input
from cms.board.actions.moments import DayInput, TimeInput, moment_of
from cms.board.situation import Situation
from cms.board.timeline import moment_words
from outages.models import Crew, CrewAssignment, EstimatedRestoration
from outages.repair import operations as repair
from outages.repair.operations import UnableToRepair


class AssignCrew(Action):
    code, key = "crew", "a"
    label = gettext_lazy("Assign crew")
    button = gettext_lazy("Assign")
    refusals = (UnableToRepair,)
    crew = Pick(label=gettext_lazy("Crew"), widget=list_input())

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing

    def prepare(self) -> None:
        crew = self.fields["crew"]
        assert isinstance(crew, Pick)
        crew.offer(self.situation.crews, self._words)

    def _words(self, crew: Crew) -> str:
        job = self.situation.jobs.get(crew.pk)
        if job is None:
            return " · ".join(filter(None, [crew.name, crew.vehicle, _("free")]))
        return _("%(crew)s · on outage %(number)s, %(status)s") % {
            "crew": crew.name,
            "number": job.outage.number,
            "status": job.get_status_display(),
        }

    def perform(self, *, by: User, at: datetime) -> str:
        crew: Crew = self.cleaned_data["crew"]
        repair.assign_crew(outage=self.situation.outage, crew=crew, by=by, at=at)
        return _("%(crew)s is assigned.") % {"crew": crew}


class AdvanceCrew(Action):
    code, key = "advance", "w"
    label = gettext_lazy("Crew's step")
    button = gettext_lazy("Write the step down")
    refusals = (UnableToRepair,)
    assignment = Pick(label=gettext_lazy("Crew"), widget=list_input())
    status = forms.ChoiceField(label=gettext_lazy("Is now"), widget=list_input())

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return bool(situation.at_work)

    def prepare(self) -> None:
        assignment = self.fields["assignment"]
        assert isinstance(assignment, Pick)
        assignment.offer(self.situation.at_work, str)
        steps = CrewAssignment.Status.values
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [step for step in CrewAssignment.Status.choices if step[0] != CrewAssignment.Status.ASSIGNED]
        if self.situation.at_work:
            status.initial = steps[min(steps.index(self.situation.at_work[0].status) + 1, len(steps) - 1)]

    def perform(self, *, by: User, at: datetime) -> str:
        job = repair.advance_crew(
            assignment=self.cleaned_data["assignment"], status=self.cleaned_data["status"], by=by, at=at
        )
        return _("%(crew)s: %(status)s.") % {"crew": job.crew, "status": job.get_status_display()}


class SetEstimate(Action):
    code, key = "time", "t"
    label = gettext_lazy("Restoration time")
    button = gettext_lazy("Set the time")
    hint = gettext_lazy("Everybody who calls about this outage is told this time.")
    refusals = (UnableToRepair,)
    time = TimeInput(label=gettext_lazy("Power back at"))
    day = DayInput(label=gettext_lazy("Day"))
    source = forms.ChoiceField(
        label=gettext_lazy("Said by"),
        choices=[
            choice
            for choice in EstimatedRestoration.Source.choices
            if choice[0] in (EstimatedRestoration.Source.DISPATCHER, EstimatedRestoration.Source.CREW)
        ],
        widget=list_input(),
    )
    reason = words_input(gettext_lazy("Reason"), longest=200, is_required=False)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing

    def prepare(self) -> None:
        now = self.situation.now
        likely = now + timedelta(hours=1)
        likely += timedelta(minutes=-likely.minute % 5)
        day = self.fields["day"]
        assert isinstance(day, DayInput)
        day.offer(now, before=0, after=6)
        day.initial = timezone.localdate(likely).isoformat()
        self.fields["time"].initial = timezone.localtime(likely).strftime("%H:%M")
        self.fields["source"].initial = EstimatedRestoration.Source.DISPATCHER

    def perform(self, *, by: User, at: datetime) -> str:
        estimate = repair.set_estimate(
            outage=self.situation.outage,
            restores_at=moment_of(self.cleaned_data["day"], self.cleaned_data["time"]),
            source=self.cleaned_data["source"],
            reason=self.cleaned_data["reason"],
            by=by,
            at=at,
        )
        return _("Power should be back at %(time)s.") % {"time": moment_words(estimate.restores_at, at)}


class NoteProgress(Action):
    code, key = "note", "n"
    label = gettext_lazy("Note")
    button = gettext_lazy("Write it down")
    refusals = (UnableToRepair,)
    text = words_input(gettext_lazy("What was done"), longest=300)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing or bool(situation.outage.restored_at and not situation.outage.closed_at)

    def perform(self, *, by: User, at: datetime) -> str:
        repair.note_progress(outage=self.situation.outage, text=self.cleaned_data["text"], by=by, at=at)
        return _("It is written down.")
