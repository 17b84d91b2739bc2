"""What a person asks of a list, and how it is kept in the session, so that no address tells what was looked for."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from crm.criteria.errors import CriteriaError
from crm.criteria.overviews import Overview
from crm.models import SavedSearch
from ticketforms.storing import storable

_PLACE = "search_asked"
_MOST_KEPT = 12
LONGEST_TYPED, LONGEST_CRITERIA = 200, 40_000
# Far more than criteria may have, so that those say what is wrong; far less than Python can follow.
_DEEPEST = 120


@dataclass(frozen=True)
class Asked:
    """Criteria as they came, checked by nobody yet; `saved` or `overview` say where they were taken from."""

    root: str
    criteria: Any = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort_by: str = ""
    is_descending: bool = False
    typed: str = ""
    saved: int | None = None
    overview: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than everything."""
        return bool(self.typed or (self.criteria and self.criteria not in ({"all": []}, {"any": []})))


def asked_by_saved(search: SavedSearch) -> Asked:
    """Return what a saved search asks."""
    return Asked(
        root=search.root,
        criteria=search.criteria,
        columns=tuple(search.columns),
        sort_by=search.sort_by,
        is_descending=search.is_descending,
        saved=search.pk,
    )


def asked_by_overview(overview: Overview) -> Asked:
    """Return what an overview of ours asks."""
    by, descending = overview.sort or ("", False)
    return Asked(overview.root, overview.criteria, sort_by=by, is_descending=descending, overview=overview.code)


def asked_by_browser(root: str, body: bytes) -> Asked:
    """Return what the page sends; raises `CriteriaError` for what it could never send."""
    if len(body) > LONGEST_CRITERIA:
        raise CriteriaError(_("These are too many criteria: take some away."))
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise CriteriaError(_("The search could not be read: load the page again.")) from None
    if not isinstance(sent, dict) or _is_too_deep(sent):
        raise CriteriaError(_("The search could not be read: load the page again."))
    return _read(root, sent)


def _is_too_deep(sent: object) -> bool:
    """Whether it is nested deeper than it can be kept; without recursion."""
    present, depth = [sent], 0
    while present and depth <= _DEEPEST:
        inner = [each.values() if isinstance(each, dict) else each for each in present if isinstance(each, dict | list)]
        present, depth = [part for parts in inner for part in parts], depth + 1
    return bool(present)


def _read(root: str, sent: Mapping[str, Any]) -> Asked:
    columns, saved = sent.get("columns"), sent.get("saved")
    return Asked(
        root=root,
        criteria=sent.get("criteria") or {},
        columns=tuple(name for name in columns if isinstance(name, str)) if isinstance(columns, list) else (),
        sort_by=str(sent.get("sort_by") or "")[:120],
        is_descending=sent.get("is_descending") is True,
        typed=storable(str(sent.get("typed") or "")).strip()[:LONGEST_TYPED],
        saved=saved if isinstance(saved, int) and not isinstance(saved, bool) and 0 < saved < 2**63 else None,
        overview=str(sent.get("overview") or "")[:40],
    )


def keep(session: SessionBase, asked: Asked, key: str = "") -> str:
    """Remember it, in the place of what the key stood for, and return the key that stands for it in an address."""
    kept: dict[str, Any] = session.get(_PLACE, {})
    key = key if key in kept else secrets.token_urlsafe(6)
    others = [(other, earlier) for other, earlier in kept.items() if other != key]
    session[_PLACE] = dict([*others[-(_MOST_KEPT - 1) :], (key, asdict(asked))])
    return key


def recall(session: SessionBase, root: str, key: str) -> Asked | None:
    """Return what is kept under the key for this list, `None` when it was kept in another session or too long ago."""
    kept = session.get(_PLACE, {}).get(key)
    return replace(_read(root, kept), root=root) if kept and kept.get("root") == root else None


def quick(criteria: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return ready-made clauses as criteria, all of which must hold."""
    return {"all": criteria} if criteria else {}
