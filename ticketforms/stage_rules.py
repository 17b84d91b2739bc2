"""Says what stands against a type's drafted stages, and in words what a draft changes about them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.labels import in_language
from ticketforms.stages import FINAL_STATES, BaseState

MOST_STAGES = 50
Plain = Sequence[Mapping[str, Any]]


def stage_troubles(stages: Plain) -> list[tuple[int, str, str]]:
    """Return the place, part and sentence of each thing by which a ticket could get stuck or be nowhere."""
    if not stages:
        return []
    if len(stages) > MOST_STAGES:
        return [(MOST_STAGES, "label_pl", _("A type has at most %(most)d stages.") % {"most": MOST_STAGES})]
    codes = [stage["code"] for stage in stages]
    found = [
        (index, "code", _("Another stage has this code: give each its own."))
        for index, code in enumerate(codes)
        if code in codes[:index]
    ]
    if stages[0]["state"] != BaseState.OPEN:
        found.append((0, "state", _("A new ticket begins at the first stage: for everybody else it must be open.")))
    for index, stage in enumerate(stages):
        found += [(index, part, message) for part, message in _troubles_of(stage, codes)]
    if not found:
        ways = {stage["code"]: {move["to"] for move in stage["moves"]} for stage in stages}
        closed = {stage["code"] for stage in stages if stage["state"] == BaseState.CLOSED}
        found = [
            (index, "moves", _("From here no ticket could ever be closed: add a way on."))
            for index, stage in enumerate(stages)
            if stage["state"] not in FINAL_STATES and not _reachable(stage["code"], ways) & closed
        ]
    return found


def stage_changes(before: Plain, after: Plain) -> Iterator[str]:
    """Yield a sentence for each difference between stages that are in use and those drafted."""
    old, new = ({stage["code"]: stage for stage in stages} for stages in (before, after))
    for code, stage in new.items():
        if code not in old:
            yield _("New stage “%(stage)s”: %(ways)s.") % {"stage": _name(stage), "ways": _ways(stage, new)}
            continue
        if _name(old[code]) != _name(stage):
            yield _("The stage “%(before)s” is now called “%(stage)s”.") % {
                "before": _name(old[code]),
                "stage": _name(stage),
            }
        if old[code]["state"] != stage["state"]:
            state = BaseState(stage["state"]).label
            yield _("The stage “%(stage)s” now counts as “%(state)s”.") % {"stage": _name(stage), "state": state}
        if list(old[code]["moves"]) != list(stage["moves"]):
            yield _("From “%(stage)s” now: %(ways)s.") % {"stage": _name(stage), "ways": _ways(stage, new)}
    for code in old:
        if code not in new:
            yield _("No longer a stage: “%(stage)s”. Its tickets go on from another of the same state.") % {
                "stage": _name(old[code])
            }
    kept = [code for code in new if code in old]
    if kept != [code for code in old if code in new]:
        yield _("The stages come in another order.")


def _troubles_of(stage: Mapping[str, Any], codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    if stage["state"] not in BaseState.values:
        yield "state", _("Choose what it is for everybody else.")
    elif stage["state"] in FINAL_STATES and stage["moves"]:
        yield "moves", _("A ticket that is over is opened again, not moved: leave this empty.")
    for move in stage["moves"]:
        if move["to"] not in codes or move["to"] == stage["code"]:
            yield "moves", _("“%(stage)s” is no other stage of this type: choose again.") % {"stage": move["to"]}


def _reachable(code: str, ways: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = {code}
    while waiting:
        reached |= waiting
        waiting = {there for here in waiting for there in ways.get(here, ())} - reached
    return reached


def _name(stage: Mapping[str, Any]) -> str:
    return in_language(stage["label_pl"], stage["label_en"])


def _ways(stage: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> str:
    names = [
        f"{_name(known[move['to']])}{_(' (with a reason)') if move['needs_reason'] else ''}"
        for move in stage["moves"]
        if move["to"] in known
    ]
    return ", ".join(names) or _("no way on")
