"""The tabs over a list: overviews of ours, searches of one's own, those that others share. It counts nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User

from cms.search.answering import Reading
from cms.search.asked import Asked, asked_by_overview, asked_by_saved
from crm.criteria.overviews import Overview, overviews
from crm.criteria.saving import searches_of
from crm.models import SavedSearch


@dataclass(frozen=True)
class Tab:
    """A search under a name; `query` leads to it, `owner` is whose it is when it is another's."""

    name: str
    query: str
    asked: Asked
    owner: str = ""
    is_mine: bool = False
    is_shared: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Tabs:
    """All that may stand over a list for one person, by where it is taken from."""

    saved: Mapping[int, SavedSearch]
    overviews: Mapping[str, Overview]
    user: User

    def all(self) -> list[Tab]:
        """Return them in the order in which they stand."""
        ours = [
            Tab(str(one.name), urlencode({"view": one.code}), asked_by_overview(one), tone=one.tone)
            for one in self.overviews.values()
        ]
        return ours + [self._saved(one) for one in self.saved.values()]

    def shown(self, present: Asked, first: Asked | None) -> Sequence[tuple[Tab, bool, bool]]:
        """Return each tab with whether it is looked at now, and whether the list opens with it."""
        return [(tab, _is_same(tab.asked, present), bool(first and _is_same(tab.asked, first))) for tab in self.all()]

    def _saved(self, one: SavedSearch) -> Tab:
        is_mine = one.owner_id == self.user.pk
        owner = "" if is_mine else one.owner.get_full_name() or one.owner.get_username()
        query = urlencode({"saved": one.pk})
        return Tab(one.name, query, asked_by_saved(one), owner=owner, is_mine=is_mine, is_shared=one.is_shared)


def tabs_of(reading: Reading) -> Tabs:
    """Return the tabs of a list for one person."""
    offered = overviews(reading.root, reading.viewer, reading.known)
    return Tabs(
        saved={search.pk: search for search in searches_of(reading.user, reading.root)},
        overviews={one.code: one for one in offered},
        user=reading.user,
    )


def _is_same(one: Asked, other: Asked) -> bool:
    return (one.saved, one.overview) == (other.saved, other.overview)
