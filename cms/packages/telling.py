"""A plan and its outcome as lines of text, for the command line and for messages."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.package import Plan, State, Step

_MOST_NAMED = 10
STATES: dict[State, str | Promise] = {
    State.NEW: gettext_lazy("new"),
    State.CHANGED: gettext_lazy("changed"),
    State.UNCHANGED: gettext_lazy("unchanged"),
    State.CONFLICTING: gettext_lazy("conflicting"),
}
SECTIONS: dict[str, str | Promise] = {
    "categories": gettext_lazy("Category"),
    "dictionaries": gettext_lazy("Dictionary"),
    "types": gettext_lazy("Ticket type"),
    "texts": gettext_lazy("Text template"),
}


def counts(plan: Plan) -> list[tuple[str, int]]:
    """Return how many things are in each state, and how many entries are retired, in the reader's words."""
    retired = sum(len(step.retired) for step in plan.steps)
    return [
        (_("new"), len(plan.of(State.NEW))),
        (_("changed"), len(plan.of(State.CHANGED))),
        (_("entries retired"), retired),
        (_("conflicting"), len(plan.of(State.CONFLICTING))),
        (_("unchanged"), len(plan.of(State.UNCHANGED))),
    ]


def lines_of(plan: Plan) -> Iterator[str]:
    """Yield what would happen, one thing a line, with its details below it; unchanged things are only counted."""
    for step in plan.steps:
        if step.state != State.UNCHANGED:
            yield f"{STATES[step.state]}: {SECTIONS[step.section]} {step.code} – {step.name}"
            yield from (f"    {words}" for words in details_of(step))
    yield ", ".join(f"{words}: {number}" for words, number in counts(plan))


def details_of(step: Step) -> list[str]:
    """Return the reason of a conflict, then what changes, then what is retired."""
    told = [step.conflict] if step.conflict else []
    told += step.words
    if step.retired:
        named, more = ", ".join(f"“{label}”" for label in step.retired[:_MOST_NAMED]), len(step.retired) - _MOST_NAMED
        if more > 0:
            named = _("%(named)s and %(more)d more") % {"named": named, "more": more}
        told.append(_("Retired: %(named)s.") % {"named": named})
    return told
