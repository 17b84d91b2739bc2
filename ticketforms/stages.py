"""The stages a ticket passes through by its type, and which moves are allowed from each. Pure: it knows no ticket.

The five states are the truth for everybody else; a stage is a type's own name for being in one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ticketforms.labels import in_language


class BaseState(models.TextChoices):
    """What every ticket is in, whatever its type calls it."""

    OPEN = "open", _("open")
    IN_PROGRESS = "in_progress", _("in progress")
    WAITING = "waiting", _("waiting for the customer")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


FINAL_STATES = (BaseState.CLOSED, BaseState.CANCELLED)


@dataclass(frozen=True)
class Move:
    """One way on: to the stage of that code; with a reason, where the type wants one."""

    to: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Stage:
    """Where a ticket stands; one without a code is a state for which the type has no name of its own."""

    code: str
    state: BaseState
    moves: tuple[Move, ...]
    label_pl: str = ""
    label_en: str = ""

    @property
    def label(self) -> str:
        """The stage's name in the active language."""
        return in_language(self.label_pl, self.label_en) or str(self.state.label)

    @property
    def key(self) -> str:
        """What names the stage among those of its type."""
        return self.code or self.state.value

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES


@dataclass(frozen=True)
class Way:
    """A stage that can be reached now, and whether it takes a reason."""

    stage: Stage
    needs_reason: bool


# What a type that names no stages allows. Ending is always a way: it says by itself what it wants to know.
_MOVES: Mapping[BaseState, tuple[BaseState, ...]] = {
    BaseState.OPEN: (BaseState.IN_PROGRESS, BaseState.WAITING, *FINAL_STATES),
    BaseState.IN_PROGRESS: (BaseState.WAITING, BaseState.OPEN, *FINAL_STATES),
    BaseState.WAITING: (BaseState.IN_PROGRESS, *FINAL_STATES),
    BaseState.CLOSED: (),
    BaseState.CANCELLED: (),
}


@dataclass(frozen=True)
class Flow:
    """The stages of one type, in order; none when the type has only the five states."""

    stages: tuple[Stage, ...]

    @property
    def first(self) -> Stage:
        """Where a new ticket stands."""
        return self.of(BaseState.OPEN)

    @property
    def again(self) -> Stage:
        """Where a ticket stands when it is opened again after its end."""
        is_named = any(stage.state == BaseState.IN_PROGRESS for stage in self.stages)
        return self.of(BaseState.IN_PROGRESS) if is_named or not self.stages else self.first

    def of(self, state: BaseState) -> Stage:
        """Return the type's first stage of a state, or the bare state."""
        return next((stage for stage in self.stages if stage.state == state), _bare(state))

    def at(self, state: str, code: str) -> Stage:
        """Return where a ticket stands; of a stage that its type has no more, the first of the same state."""
        here = BaseState(state)
        return next((stage for stage in self.stages if stage.code == code and stage.state == here), self.of(here))

    def ways(self, state: str, code: str) -> tuple[Way, ...]:
        """Return where a ticket may go from there, in the order its type names them; none when it is over.

        A state that the type does not name leads where it would lead in any type: a ticket always has a way on.
        Cancelling a type's ticket is a way of its own unless the type names a stage for it.
        """
        present = self.at(state, code)
        if present.is_final:
            return ()
        if not present.code:
            named = [self.of(BaseState(move.to)) for move in present.moves]
            return tuple(Way(stage, False) for stage in named if stage != present)
        by_code = {stage.code: stage for stage in self.stages}
        found = [Way(by_code[move.to], move.needs_reason) for move in present.moves if move.to in by_code]
        if not any(stage.state == BaseState.CANCELLED for stage in self.stages):
            found.append(Way(_bare(BaseState.CANCELLED), False))
        return tuple(found)


def flow_of(plain: Sequence[Mapping[str, Any]]) -> Flow:
    """Return the flow that a type's plain stages describe."""
    return Flow(
        tuple(
            Stage(
                code=stage["code"],
                state=BaseState(stage["state"]),
                moves=tuple(Move(move["to"], bool(move.get("needs_reason"))) for move in stage.get("moves") or ()),
                label_pl=stage["label_pl"],
                label_en=stage.get("label_en") or "",
            )
            for stage in plain
        )
    )


def _bare(state: BaseState) -> Stage:
    return Stage("", state, tuple(Move(to.value) for to in _MOVES[state]))
