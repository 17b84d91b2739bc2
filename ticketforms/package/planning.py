"""Says what a document would change here, thing by thing, before anything changes."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ticketforms.kinds import KINDS
from ticketforms.labels import in_language
from ticketforms.models import TicketType
from ticketforms.package.document import CATEGORIES, DICTIONARIES, TEXTS, TYPES, Document, Part, codes_of
from ticketforms.package.exporting import categories_here, dictionaries_here, fingerprint, texts_here, types_as_drafted
from ticketforms.package.references import check_references
from ticketforms.package.words import differences


class State(StrEnum):
    """What becomes of one thing."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICTING = "conflicting"


@dataclass(frozen=True)
class Step:
    """One thing of the document: what it will be, what changes in words, which entries are retired by it.

    A conflicting one has the reason, and is carried out only by those who say so, if it can be at all.
    """

    section: str
    code: str
    state: State
    part: Part
    present: Part | None
    words: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    conflict: str = ""
    is_possible: bool = True

    @property
    def key(self) -> str:
        """What stands for the step when somebody chooses."""
        return f"{self.section}.{self.code}"

    @property
    def name(self) -> str:
        """The thing's label in the active language."""
        return in_language(self.part["label_pl"], self.part.get("label_en", ""))


@dataclass(frozen=True)
class Plan:
    """Every step of a document in the order of its sections; `keeps_others` as it was asked."""

    document: Document
    keeps_others: bool
    steps: tuple[Step, ...]

    @property
    def digest(self) -> str:
        """A mark that differs as soon as another thing would happen."""
        told = [[step.key, step.state, step.conflict, fingerprint(step.present or {})] for step in self.steps]
        return hashlib.sha256(json.dumps([told, self.document, self.keeps_others]).encode()).hexdigest()

    def of(self, *states: State) -> list[Step]:
        """Return the steps in one of the states."""
        return [step for step in self.steps if step.state in states]


def plan(document: Document, *, keeps_others: bool = False) -> Plan:
    """Return what taking the document in would do; nothing is written.

    Things that the document does not have stay as they are. Entries that a dictionary of the document leaves out are
    retired, unless others are to be kept. Raises `UnfitPackage` where the document names what is nowhere.
    """
    check_references(document)
    steps: list[Step] = []
    for section, present_of, step_of in _SECTIONS:
        wanted: list[Part] = document[section]
        present = codes_of(present_of({part["code"] for part in wanted}))
        conflicts = _type_conflicts(wanted) if section == TYPES else {}
        for part in wanted:
            step = step_of(part, present.get(part["code"]), keeps_others)
            steps.append(_settled(step, conflicts.get(step.code)))
    return Plan(document, keeps_others, tuple(steps))


def _plain_step(section: str) -> Callable[[Part, Part | None, bool], Step]:
    def step(part: Part, present: Part | None, _keeps_others: bool) -> Step:
        return Step(section, part["code"], _state(part, present), part, present, differences(present, part))

    return step


def _dictionary_step(part: Part, present: Part | None, keeps_others: bool) -> Step:
    entries, attributes = list(part.get("entries", ())), list(part.get("attributes", ()))
    retired: list[str] = []
    if present:
        entries = _with_left_out(entries, present.get("entries", []), keeps_others=keeps_others)
        are = codes_of(entries)
        retired = [
            in_language(entry["label_pl"], entry.get("label_en", ""))
            for entry in present.get("entries", ())
            if are[entry["code"]].get("is_retired") and not entry.get("is_retired")
        ]
        attributes += [one for one in present.get("attributes", ()) if one["code"] not in codes_of(attributes)]
    whole = dict(part)
    if entries:
        whole["entries"] = entries
    if attributes:
        whole["attributes"] = attributes
    words = differences(present, whole)
    return Step(DICTIONARIES, part["code"], _state(whole, present), whole, present, words, tuple(retired))


def _with_left_out(entries: list[Part], present: list[Part], *, keeps_others: bool) -> list[Part]:
    """Return the entries, each followed by those that came after it here and that the document leaves out."""
    mine = codes_of(entries)
    after: dict[str, list[Part]] = {}
    last = ""
    for entry in present:
        if entry["code"] in mine:
            last = entry["code"]
        else:
            after.setdefault(last, []).append(entry if keeps_others else entry | {"is_retired": True})
    return [*after.get("", ()), *(one for entry in entries for one in (entry, *after.get(entry["code"], ())))]


def _state(part: Part, present: Part | None) -> State:
    if present is None:
        return State.NEW
    return State.UNCHANGED if fingerprint(part) == fingerprint(present) else State.CHANGED


_SECTIONS: tuple[tuple[str, Callable[[set[str]], list[Part]], Callable[[Part, Part | None, bool], Step]], ...] = (
    (CATEGORIES, categories_here, _plain_step(CATEGORIES)),
    (DICTIONARIES, dictionaries_here, _dictionary_step),
    (TYPES, types_as_drafted, _plain_step(TYPES)),
    (TEXTS, texts_here, _plain_step(TEXTS)),
)


@dataclass(frozen=True)
class _TypeHere:
    """What may stand against changing a type."""

    taken_shortcut: str = ""
    drafted: str = ""


def _type_conflicts(wanted: list[Part]) -> dict[str, _TypeHere]:
    owners = {row.shortcut: row for row in TicketType.objects.all()}
    rows = TicketType.objects.filter(code__in=[part["code"] for part in wanted], has_unpublished_changes=True)
    drafted = {row.code: _who_drafted(row) for row in rows.select_related("latest_revision__user")}
    found = {}
    for part in wanted:
        owner = owners.get(part["shortcut"])
        taken = str(owner) if owner and owner.code != part["code"] else ""
        found[part["code"]] = _TypeHere(taken, drafted.get(part["code"], ""))
    return found


def _who_drafted(row: TicketType) -> str:
    revision = row.latest_revision
    if revision is None:
        return ""
    who = revision.user.get_full_name() or revision.user.get_username() if revision.user else _("the system")
    said = {"who": who, "when": date_format(localtime(revision.created_at), "SHORT_DATETIME_FORMAT")}
    return _("%(who)s saved a draft on %(when)s that is not published: taking the file's replaces it.") % said


def _settled(step: Step, here: _TypeHere | None) -> Step:
    """Return the step, conflicting if something stands against it."""
    if here is None or step.state == State.UNCHANGED:
        return step
    if here.taken_shortcut:
        message = _("The shortcut “%(shortcut)s” belongs to “%(other)s”: give this type another.")
        said = {"shortcut": step.part["shortcut"], "other": here.taken_shortcut}
        return _conflicting(step, message % said, is_possible=False)
    reasons = _other_kinds(step.part, step.present or {})
    # Whoever exported the draft that is here has seen it; anybody else may not know of it.
    if here.drafted and step.present and step.part.get("fingerprint") != fingerprint(step.present):
        reasons.insert(0, here.drafted)
    return _conflicting(step, " ".join(reasons), is_possible=True) if reasons else step


def _other_kinds(part: Mapping[str, list[Part]], present: Mapping[str, list[Part]]) -> list[str]:
    before = codes_of(present.get("fields", []))
    return [
        _("“%(field)s” was “%(before)s” and would be “%(after)s”: reports would mix the two.")
        % {
            "field": in_language(field["label_pl"], field.get("label_en", "")),
            "before": KINDS[before[field["code"]]["kind"]].label,
            "after": KINDS[field["kind"]].label,
        }
        for field in part.get("fields", [])
        if field["code"] in before and before[field["code"]]["kind"] != field["kind"]
    ]


def _conflicting(step: Step, reason: str, *, is_possible: bool) -> Step:
    return Step(
        step.section,
        step.code,
        State.CONFLICTING,
        step.part,
        step.present,
        step.words,
        step.retired,
        reason,
        is_possible,
    )
