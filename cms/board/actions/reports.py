"""Merge an outage into a higher one, undo it, or split a report off, from the drawer."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.board.actions.base import Action, Pick, list_input, words_input
from cms.board.situation import Situation
from outages.merging import operations as merging
from outages.merging.operations import UnableToMerge
from outages.models import Outage, OutageMerge


class Merge(Action):
    code, key = "merge", "m"
    label = gettext_lazy("Merge into…")
    button = gettext_lazy("Merge")
    hint = gettext_lazy("Its tickets follow the other outage from now on; you can undo this there.")
    refusals = (UnableToMerge,)
    target = Pick(label=gettext_lazy("Into"), widget=list_input())
    reason = words_input(gettext_lazy("Why"), longest=200, is_required=False)

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing and bool(situation.higher)

    def prepare(self) -> None:
        target = self.fields["target"]
        assert isinstance(target, Pick)
        target.offer(self.situation.higher, lambda outage: f"{outage.number} · {outage.device}")

    def perform(self, *, by: User, at: datetime) -> str:
        target: Outage = self.cleaned_data["target"]
        merging.merge(source=self.situation.outage, target=target, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("Outage %(number)s went into outage %(target)s.") % {
            "number": self.situation.outage,
            "target": target,
        }


class Unmerge(Action):
    code, key = "unmerge", "u"
    label = gettext_lazy("Unmerge")
    button = gettext_lazy("Undo the merge")
    hint = gettext_lazy("The lower outage goes on by itself again, with the tickets it had.")
    refusals = (UnableToMerge,)
    merge = Pick(label=gettext_lazy("Merged in"), widget=list_input())

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing and bool(situation.merges)

    def prepare(self) -> None:
        merge = self.fields["merge"]
        assert isinstance(merge, Pick)
        merge.offer(self.situation.merges, lambda record: f"{record.source.number} · {record.source.device}")

    def perform(self, *, by: User, at: datetime) -> str:
        record: OutageMerge = self.cleaned_data["merge"]
        merging.unmerge(merge=record, by=by, at=at)
        return _("Outage %(number)s goes on by itself again.") % {"number": record.source}


class Split(Action):
    code, key = "split", "s"
    label = gettext_lazy("Split off")
    button = gettext_lazy("Split the ticket off")
    hint = gettext_lazy("The ticket has another cause: it follows this outage no more.")
    refusals = (UnableToMerge,)
    ticket = Pick(label=gettext_lazy("Ticket"), widget=list_input())

    @classmethod
    def is_offered(cls, situation: Situation) -> bool:
        return situation.outage.is_ongoing and bool(situation.tickets)

    def prepare(self) -> None:
        ticket = self.fields["ticket"]
        assert isinstance(ticket, Pick)
        ticket.offer(self.situation.tickets, lambda found: f"{found.number} · {found.service_point or found.location}")

    def perform(self, *, by: User, at: datetime) -> str:
        ticket = self.cleaned_data["ticket"]
        merging.unlink_report(ticket=ticket, by=by, at=at)
        return _("Ticket %(ticket)s follows outage %(number)s no more.") % {
            "ticket": ticket,
            "number": self.situation.outage,
        }
