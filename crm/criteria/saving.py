"""Keeps searches under names, for oneself or for others; what they find it does not know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.locks import lock_search
from crm.models import FirstSearch, SavedSearch
from ticketforms.port import port
from ticketforms.storing import is_storable

LONGEST_NAME, MOST_SAVED = 80, 200


class UnableToSave(ValueError):
    """A search that cannot be kept so; the message says what to do."""


@dataclass(frozen=True)
class Kept:
    """What a search is: checked criteria as plain JSON, columns by name, the subject it is sorted by."""

    root: str
    criteria: dict[str, Any]
    columns: Sequence[str]
    sort_by: str
    is_descending: bool


def searches_of(user: AbstractBaseUser, root: str) -> list[SavedSearch]:
    """Return the person's own searches, then those shared with a role of theirs; one query."""
    roles = port.roles.of(user)
    found = SavedSearch.objects.visible_to(user).filter(root=root).select_related("owner")
    return sorted(
        (search for search in found if may_use(search, user, roles)), key=lambda search: search.owner_id != user.pk
    )


def may_use(search: SavedSearch, user: AbstractBaseUser, roles: Collection[str]) -> bool:
    """Return whether the search is the person's own, or shared with them."""
    if search.owner_id == user.pk:
        return True
    return search.is_shared and (not search.shared_with or bool(set(search.shared_with) & set(roles)))


@transaction.atomic
def save_search(*, name: str, kept: Kept, by: AbstractBaseUser, at: datetime) -> SavedSearch:
    """Return the new search; raises `UnableToSave` for a name that is taken or cannot be, or too many searches."""
    if SavedSearch.objects.filter(owner=by.pk).count() >= MOST_SAVED:
        raise UnableToSave(_("You keep %(most)d searches already: remove one first.") % {"most": MOST_SAVED})
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(name=_name(name), owner_id=by.pk, changed_at=at, **_columns(kept))
    except IntegrityError:
        raise UnableToSave(_("You keep a search of this name already: choose another name.")) from None


@transaction.atomic
def change_search(
    *,
    search: SavedSearch,
    by: AbstractBaseUser,
    at: datetime,
    name: str | None = None,
    kept: Kept | None = None,
    is_shared: bool | None = None,
    shared_with: Collection[str] | None = None,
) -> SavedSearch:
    """Change what is given of one's own search; raises `UnableToSave`."""
    mine = _own(search, by)
    if name is not None:
        mine.name = _name(name)
    for column, value in (_columns(kept) if kept else {}).items():
        setattr(mine, column, value)
    if is_shared is not None:
        mine.is_shared = is_shared
    if shared_with is not None:
        known = {code for code, _label in port.roles.choices()}
        mine.shared_with = sorted(set(shared_with) & known)
    mine.changed_at = at
    try:
        with transaction.atomic():
            mine.save()
    except IntegrityError:
        raise UnableToSave(_("You keep a search of this name already: choose another name.")) from None
    return mine


@transaction.atomic
def remove_search(*, search: SavedSearch, by: AbstractBaseUser) -> None:
    """Remove one's own search; raises `UnableToSave` for one that is somebody else's or gone."""
    _own(search, by).delete()


@transaction.atomic
def open_first(*, root: str, search: SavedSearch | None = None, overview: str = "", by: AbstractBaseUser) -> None:
    """Let the person's list open with this search or overview; with neither it opens with everything."""
    if not search and not overview:
        FirstSearch.objects.filter(owner=by.pk, root=root).delete()
        return
    chosen = {"search": search, "overview": "" if search else overview}
    FirstSearch.objects.update_or_create(owner_id=by.pk, root=root, defaults=chosen)


def first_search(user: AbstractBaseUser, root: str) -> FirstSearch | None:
    """Return what the person's list opens with, `None` for everything."""
    return FirstSearch.objects.select_related("search").filter(owner=user.pk, root=root).first()


def _own(search: SavedSearch, by: AbstractBaseUser) -> SavedSearch:
    mine = lock_search(search.pk, owner=by.pk)
    if mine is None:
        raise UnableToSave(_("This search is not yours, or it is gone: save a copy under a name of your own."))
    return mine


def _name(written: str) -> str:
    name = " ".join(written.split())
    if not name:
        raise UnableToSave(_("Give the search a name."))
    if len(name) > LONGEST_NAME or not is_storable(name):
        raise UnableToSave(_("Choose a name of at most %(longest)d characters.") % {"longest": LONGEST_NAME})
    return name


def _columns(kept: Kept) -> dict[str, Any]:
    return {
        "root": kept.root,
        "criteria": kept.criteria,
        "columns": list(kept.columns),
        "sort_by": kept.sort_by,
        "is_descending": kept.is_descending,
    }
