"""Field kinds by name; a new kind is a new class in a file here and a place in the list."""

from ticketforms.kinds.address import AddressKind
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Option, UnfitSettings
from ticketforms.kinds.choice import CascadeKind, ChoiceKind, MultiChoiceKind, TreeKind
from ticketforms.kinds.computed import ComputedKind
from ticketforms.kinds.contact import EmailKind, PhoneKind
from ticketforms.kinds.emergency import EmergencyKind
from ticketforms.kinds.files import FileKind, PhotoKind
from ticketforms.kinds.frame import InfoKind, NoticeKind, SectionKind
from ticketforms.kinds.group import ROW_KINDS, GroupKind
from ticketforms.kinds.identifiers import MeterNumberKind, NipKind, PeselKind, PpeKind, RegonKind
from ticketforms.kinds.lookup import CustomerKind, MeterKind, OutageKind, ServicePointKind, StationKind, TicketKind
from ticketforms.kinds.map_point import MapPointKind
from ticketforms.kinds.meter_reading import MeterReadingKind
from ticketforms.kinds.moment import DateKind, DateTimeKind, TimeKind
from ticketforms.kinds.number import IntegerKind, MoneyKind, NumberKind
from ticketforms.kinds.rating import RatingKind
from ticketforms.kinds.text import LongTextKind, TextKind
from ticketforms.kinds.window import TimeWindowKind
from ticketforms.kinds.yes_no import YesNoKind, YesNoUnknownKind

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
    MoneyKind(),
    YesNoUnknownKind(),
    RatingKind(),
    TimeWindowKind(),
    PpeKind(),
    NipKind(),
    PeselKind(),
    RegonKind(),
    MeterNumberKind(),
    AddressKind(),
    MapPointKind(),
    ComputedKind(),
    SectionKind(),
    InfoKind(),
    EmergencyKind(),
    CustomerKind(),
    ServicePointKind(),
    MeterKind(),
    StationKind(),
    OutageKind(),
    TicketKind(),
    FileKind(),
    PhotoKind(),
    MeterReadingKind(),
)
KINDS: dict[str, FieldKind] = {kind.name: kind for kind in _ALL}
KINDS[GroupKind.name] = GroupKind({name: KINDS[name] for name in ROW_KINDS})

__all__ = ["KINDS", "AnswerError", "DictionaryChoices", "EntriesOf", "FieldKind", "Given", "Option", "UnfitSettings"]
