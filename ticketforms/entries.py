"""Entries of dictionaries, written one by one or moved together; every change is told in Wagtail's log."""

import hashlib
import json
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ticketforms.entry_changes import Change, Kept, changes_of_entries, kept_of_entry
from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.retiring import check_entry_deletion

LOG_ACTION = "ticketforms.dictionary.change"
MOST_NODES = 12


class UnableToKeep(ValueError):
    """An entry that cannot be written so; `part` names what of it is wrong, the message says what to do."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


class ChangedMeanwhile(UnableToKeep):
    """Somebody else wrote it after it was read; what they wrote stays."""


def mark_of(entry: DictionaryEntry) -> str:
    """Return a mark of what an entry says; it is another when anything of it was changed."""
    said = json.dumps(kept_of_entry(entry), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def keep_entry(*, entry: DictionaryEntry, by: AbstractBaseUser | None, seen: str = "") -> DictionaryEntry:
    """Write a new or changed entry and return it; a new one comes last.

    `seen` is the mark of what was read before the change. Raises `ChangedMeanwhile` when it has another mark now, and
    `UnableToKeep` for what it cannot belong to, be followed by, or be called.
    """
    dictionary = Dictionary.objects.select_for_update().get(pk=entry.dictionary_id)
    stored = (
        dictionary.entries.filter(pk=entry.pk).select_related("parent", "replaced_by").first() if entry.pk else None
    )
    if stored is not None and seen and mark_of(stored) != seen:
        raise ChangedMeanwhile(
            _("Somebody changed “%(entry)s” meanwhile, and that is kept. Yours stands below: look, then save again.")
            % {"entry": stored}
        )
    _check(entry, dictionary)
    if stored is None and not entry.sort_order:
        entry.sort_order = (dictionary.entries.aggregate(last=Max("sort_order"))["last"] or 0) + 1
    entry.save()
    before: dict[int, Kept] = {stored.pk: kept_of_entry(stored)} if stored else {}
    tell(dictionary, changes_of_entries(before, {entry.pk: kept_of_entry(entry)}), by=by)
    return entry


@transaction.atomic
def move_entries(
    *, dictionary: Dictionary, codes: Sequence[str], parent: DictionaryEntry | None, by: AbstractBaseUser | None
) -> list[DictionaryEntry]:
    """Let entries belong to another one, or to none, and return them; raises `UnableToKeep` when they cannot."""
    locked = Dictionary.objects.select_for_update().get(pk=dictionary.pk)
    moved = list(locked.entries.filter(code__in=codes).select_related("parent", "replaced_by"))
    if not moved:
        raise UnableToKeep(_("Mark the entries to move first."))
    before = {entry.pk: kept_of_entry(entry) for entry in moved}
    for entry in moved:
        entry.parent = parent
        _check(entry, locked)
    DictionaryEntry.objects.bulk_update(moved, ["parent"])
    tell(locked, changes_of_entries(before, {entry.pk: kept_of_entry(entry) for entry in moved}), by=by)
    return moved


@transaction.atomic
def place_entry(*, entry: DictionaryEntry, step: int, by: AbstractBaseUser | None) -> DictionaryEntry:
    """Let an entry come one place earlier (-1) or later (1) among those that belong to the same, and return it."""
    dictionary = Dictionary.objects.select_for_update().get(pk=entry.dictionary_id)
    # A long dictionary may hold them all at one level: only their places are read, and only the changed are written.
    places = dictionary.entries.filter(parent=entry.parent_id).only("pk", "sort_order")
    siblings = list(places.order_by("sort_order", "folded", "pk"))
    place = siblings.index(entry)
    target = min(max(place + step, 0), len(siblings) - 1)
    siblings.insert(target, siblings.pop(place))
    moved = [(order, sibling) for order, sibling in enumerate(siblings, start=1) if sibling.sort_order != order]
    for order, sibling in moved:
        sibling.sort_order = order
    DictionaryEntry.objects.bulk_update([sibling for _order, sibling in moved], ["sort_order"], batch_size=1000)
    if target != place:
        tell(dictionary, [{"what": "reordered", "about": [entry.label_pl, entry.label_en]}], by=by)
    return entry


@transaction.atomic
def delete_entry(*, entry: DictionaryEntry, by: AbstractBaseUser | None) -> None:
    """Delete an entry that nobody answered by; raises `StillNeeded` when somebody may have, or others lean on it."""
    dictionary = Dictionary.objects.select_for_update().get(pk=entry.dictionary_id)
    check_entry_deletion(entry)
    labels = [entry.label_pl, entry.label_en]
    entry.delete()
    tell(dictionary, [{"what": "deleted", "about": labels}], by=by)


def tell(dictionary: Dictionary, changes: Sequence[Change], *, by: AbstractBaseUser | None) -> None:
    """Write changes into the log of the dictionary; nothing when nothing changed."""
    if changes:
        log(instance=dictionary, action=LOG_ACTION, user=by, data={"changes": list(changes)})


def _check(entry: DictionaryEntry, dictionary: Dictionary) -> None:
    above, follower = entry.parent, entry.replaced_by
    if above is not None and above.dictionary_id != (dictionary.parent_id or dictionary.pk):
        raise UnableToKeep(_("It can belong only to an entry of the dictionary above, or of its own."), "parent")
    if _is_above_itself(entry):
        raise UnableToKeep(_("It would come to belong to itself: choose another."), "parent")
    if follower is not None and (follower.dictionary_id != dictionary.pk or follower.pk == entry.pk):
        raise UnableToKeep(_("Another entry of the same dictionary can follow it."), "replaced_by")
    if follower is not None and follower.is_retired:
        raise UnableToKeep(_("“%(entry)s” is retired itself: choose one in use.") % {"entry": follower}, "replaced_by")
    if dictionary.entries.filter(code=entry.code).exclude(pk=entry.pk).exists():
        raise UnableToKeep(_("Another entry of this dictionary has this code: give this one another."), "code")


def _is_above_itself(entry: DictionaryEntry) -> bool:
    above, steps = entry.parent, 0
    while above is not None and steps < MOST_NODES:
        if entry.pk is not None and above.pk == entry.pk:
            return True
        above, steps = above.parent, steps + 1
    return above is not None
