"""Field kinds by name; a new kind is a new class in a file here and a place in the list."""

from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Option, UnfitSettings
from ticketforms.kinds.choice import CascadeKind, ChoiceKind, MultiChoiceKind, TreeKind
from ticketforms.kinds.contact import EmailKind, PhoneKind
from ticketforms.kinds.moment import DateKind, DateTimeKind, TimeKind
from ticketforms.kinds.notice import NoticeKind
from ticketforms.kinds.number import IntegerKind, NumberKind
from ticketforms.kinds.text import LongTextKind, TextKind
from ticketforms.kinds.yes_no import YesNoKind

_ALL: tuple[FieldKind, ...] = (
    TextKind(),
    LongTextKind(),
    NumberKind(),
    IntegerKind(),
    YesNoKind(),
    ChoiceKind(),
    MultiChoiceKind(),
    TreeKind(),
    CascadeKind(),
    DateKind(),
    DateTimeKind(),
    TimeKind(),
    PhoneKind(),
    EmailKind(),
    NoticeKind(),
)
KINDS: dict[str, FieldKind] = {kind.name: kind for kind in _ALL}

__all__ = ["KINDS", "AnswerError", "DictionaryChoices", "EntriesOf", "FieldKind", "Given", "Option", "UnfitSettings"]
