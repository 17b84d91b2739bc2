"""A drafted stage in a document: its parts, and the moves from it."""

import re
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.package.document import Part, terse
from ticketforms.package.questions import Say
from ticketforms.stages import BaseState

DEFAULTS: Part = {"label_en": "", "moves": []}
_CODE = re.compile(r"[-\w]{1,50}")
_LONGEST = 60


def canonical_stage(stage: Part) -> Part:
    """Return a drafted stage as a document has it."""
    # As a workbook has them: first those that need no reason.
    ordered = sorted(stage["moves"], key=lambda move: bool(move["needs_reason"]))
    moves = [terse(move, {"needs_reason": False}) for move in ordered]
    return terse(stage | {"moves": moves}, DEFAULTS)


def read_stage(plain: dict[str, Any], place: str, say: Say) -> Part:
    """Return the stage as a draft takes it; tells every part that is not of the format."""
    for name in sorted(set(plain) - {"code", "label_pl", "state", *DEFAULTS}):
        say(f"{place}.{name[:50]}", _("This part is not known: remove it, or mend its name."))
    code, state, moves = plain.get("code"), plain.get("state"), plain.get("moves", [])
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        say(f"{place}.code", _("Give a code here."))
    for name in ("label_pl", "label_en"):
        label = plain.get(name, "")
        if not isinstance(label, str) or len(label) > _LONGEST or (name == "label_pl" and not label):
            say(f"{place}.{name}", _("Give a text of at most %(longest)d characters here.") % {"longest": _LONGEST})
    if state not in BaseState.values:
        say(f"{place}.state", _("Choose one of: %(states)s.") % {"states": ", ".join(BaseState.values)})
    if not isinstance(moves, list):
        say(f"{place}.moves", _("Give a list here."))
        moves = []
    read = [_read_move(move, f"{place}.moves[{index}]", say) for index, move in enumerate(moves)]
    whole = {name: plain.get(name, "") for name in ("code", "label_pl", "label_en", "state")}
    return canonical_stage(whole | {"moves": [move for move in read if move]})


def _read_move(plain: Any, place: str, say: Say) -> Part:
    is_move = isinstance(plain, dict) and set(plain) <= {"to", "needs_reason"}
    if not is_move or not isinstance(plain.get("to"), str) or not isinstance(plain.get("needs_reason", False), bool):
        say(place, _("Name the stage with “to”, and “needs_reason” with true or false."))
        return {}
    return {"to": plain["to"], "needs_reason": plain.get("needs_reason", False)}
