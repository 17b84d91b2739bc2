"""Merge an outage into a higher one, from the drawer."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.board.actions.base import Action, Pick, list_input, words_input
from cms.board.situation import Situation
from outages.merging import operations as merging
from outages.merging.operations import UnableToMerge
from outages.models import Outage


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
