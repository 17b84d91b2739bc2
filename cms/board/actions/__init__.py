"""The actions of the drawer, in the order in which they stand there."""

from cms.board.actions.base import Action
from cms.board.actions.repair import AdvanceCrew, AssignCrew, NoteProgress, SetEstimate
from cms.board.actions.reports import Merge, Split, Unmerge
from cms.board.actions.state import Cancel, Close, Confirm, Reopen, Restore

ACTIONS: tuple[type[Action], ...] = (
    Confirm,
    AssignCrew,
    AdvanceCrew,
    SetEstimate,
    NoteProgress,
    Merge,
    Unmerge,
    Split,
    Restore,
    Reopen,
    Close,
    Cancel,
)

__all__ = ["ACTIONS", "Action"]
