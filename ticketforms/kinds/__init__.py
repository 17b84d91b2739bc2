"""Field kinds by name; a new kind is a new file here and a line in the registry."""

from ticketforms.kinds.base import AnswerError, FieldKind
from ticketforms.kinds.choice import ChoiceKind
from ticketforms.kinds.number import NumberKind
from ticketforms.kinds.text import TextKind
from ticketforms.kinds.yes_no import YesNoKind

KINDS: dict[str, FieldKind] = {kind.name: kind for kind in (TextKind(), NumberKind(), YesNoKind(), ChoiceKind())}

__all__ = ["KINDS", "AnswerError", "FieldKind"]
