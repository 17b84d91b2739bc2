"""Entries of a version as what may be chosen on a day: in their order, or as the branches of a tree. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ticketforms.folding import fold
from ticketforms.kinds.base import Option
from ticketforms.labels import in_language

BETWEEN_NODES = " › "
# A branch is followed this far; an entry that comes to belong to itself is then not looked for for ever.
MOST_NODES = 12

Choices = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class EntryOption(Option):
    """An option with what its entry says about itself; `folded` is what typing is compared with."""

    abbreviation: str = ""
    colour: str = ""
    icon: str = ""
    parent: str = ""
    folded: str = ""
    path: str = ""
    depth: int = 0


def offered_options(choices: Choices, language: str, *, on: date) -> tuple[EntryOption, ...]:
    """Return the entries still in use on a day."""
    return tuple(_option(choice, language) for choice in choices if _is_offered(choice, on))


def tree_options(choices: Choices, language: str, *, on: date, ends_only: bool) -> tuple[EntryOption, ...]:
    """Return the entries in use with each under what it belongs to; with `ends_only`, only those nothing is under."""
    offered = [choice for choice in choices if _is_offered(choice, on)]
    known = {choice["code"] for choice in offered}
    under: dict[str, list[Mapping[str, Any]]] = {}
    for choice in offered:
        above = choice.get("parent", "")
        under.setdefault(above if above in known else "", []).append(choice)
    return tuple(option for option in _walk(under, "", (), language) if not (ends_only and option.code in under))


def branch_of(choices: Choices, code: str) -> list[Mapping[str, Any]]:
    """Return the entry and all above it, the topmost first."""
    by_code = {choice["code"]: choice for choice in choices}
    branch: list[Mapping[str, Any]] = []
    while code in by_code and len(branch) < MOST_NODES:
        branch.insert(0, by_code[code])
        code = by_code[code].get("parent", "")
    return branch


def _walk(
    under: Mapping[str, list[Mapping[str, Any]]], above: str, path: tuple[str, ...], language: str
) -> Iterator[EntryOption]:
    if len(path) >= MOST_NODES:
        return
    for choice in under.get(above, []):
        option = _option(choice, language, path)
        yield option
        yield from _walk(under, choice["code"], (*path, option.label), language)


def _option(choice: Mapping[str, Any], language: str, path: tuple[str, ...] = ()) -> EntryOption:
    names = [choice["label_pl"], choice["label_en"], choice.get("abbreviation", ""), *choice.get("synonyms", ())]
    return EntryOption(
        code=choice["code"],
        label=in_language(choice["label_pl"], choice["label_en"], language),
        abbreviation=choice.get("abbreviation", ""),
        colour=choice.get("colour", ""),
        icon=choice.get("icon", ""),
        parent=choice.get("parent", ""),
        folded="".join(f" {fold(name)}" for name in names if name),
        path=BETWEEN_NODES.join(path),
        depth=len(path),
    )


def _is_offered(choice: Mapping[str, Any], on: date) -> bool:
    return not choice.get("valid_to") or on.isoformat() < choice["valid_to"]
