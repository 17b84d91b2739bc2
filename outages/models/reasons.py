"""Why something was done, kept as a code with its figures and said in the language of whoever reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Reason:
    """A reason the engine gives: a code of `SENTENCES` and the figures its sentence needs."""

    code: str
    data: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code](self.data)


def _few_reported(data: Mapping[str, object]) -> str:
    points = int(str(data["points"]))
    return ngettext(
        "%(points)d service point below %(device)s reported within an hour.",
        "%(points)d service points below %(device)s reported within an hour.",
        points,
    ) % {"points": points, "device": data["device"]}


def _several_parts(data: Mapping[str, object]) -> str:
    points = int(str(data["points"]))
    return ngettext(
        "%(points)d service point below %(device)s reported within an hour, in %(parts)s of its parts.",
        "%(points)d service points below %(device)s reported within an hour, in %(parts)s of its parts.",
        points,
    ) % {"points": points, "device": data["device"], "parts": data["parts"]}


def _all_reported(data: Mapping[str, object]) -> str:
    points = int(str(data["points"]))
    return ngettext(
        "The only service point below %(device)s reported within an hour.",
        "All %(points)d service points below %(device)s reported within an hour.",
        points,
    ) % {"points": points, "device": data["device"]}


def _proven_below(data: Mapping[str, object]) -> str:
    return _("Reports point at %(parts)s devices below %(device)s: %(codes)s.") % {
        "parts": data["parts"],
        "device": data["device"],
        "codes": data["codes"],
    }


SENTENCES: dict[str, Callable[[Mapping[str, object]], str]] = {
    "few_reported": _few_reported,
    "several_parts": _several_parts,
    "all_reported": _all_reported,
    "proven_below": _proven_below,
    "lies_below": lambda data: _("The service point lies below %(device)s.") % {"device": data["device"]},
    "chosen_together": lambda data: _("A person chose this outage for several tickets at once."),
    "planned_work": lambda data: _("Planned work is going on at %(device)s.") % {"device": data["device"]},
}


class Reasoned(models.Model):
    """A row that says why it is: in the words a person wrote, or by a code that is put into words when read."""

    reason_text = models.CharField(max_length=300, blank=True, db_column="reason", editable=False)
    reason_code = models.CharField(max_length=20, blank=True, default="", editable=False)
    reason_data = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def kept_reason(self) -> Reason | str:
        """The reason as it was given, to give it again."""
        return Reason(self.reason_code, self.reason_data) if self.reason_code else self.reason_text

    @property
    def reason(self) -> str:
        """One sentence, in the present language where the engine decided."""
        return str(Reason(self.reason_code, self.reason_data)) if self.reason_code in SENTENCES else self.reason_text


def kept(reason: Reason | str) -> dict[str, object]:
    """Return a reason as the fields of a `Reasoned` row."""
    if isinstance(reason, Reason):
        return {"reason_code": reason.code, "reason_data": dict(reason.data)}
    return {"reason_text": reason}
