"""Whether what a document names is in it or already here, and whether anything lies under itself."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from ticketforms.models import Category, Dictionary, DictionaryEntry, TicketType
from ticketforms.package.document import CATEGORIES, DICTIONARIES, TEXTS, TYPES, Document, Part, Trouble, UnfitPackage


def check_references(document: Document) -> None:
    """Raise `UnfitPackage` for each code that leads nowhere, and for circles."""
    if troubles := [*_of_types(document), *_of_dictionaries(document), *_of_texts(document)]:
        raise UnfitPackage(*troubles[:100])


def _of_types(document: Document) -> Iterator[Trouble]:
    known = {part["code"] for part in document[CATEGORIES]} | set(Category.objects.values_list("code", flat=True))
    for index, part in enumerate(document[TYPES]):
        if part["category"] not in known:
            said = {"code": part["category"]}
            message = _("There is no category “%(code)s”, neither in the file nor here.") % said
            yield Trouble(f"{TYPES}[{index}].category", message)


def _of_texts(document: Document) -> Iterator[Trouble]:
    for name, section, model, message in (
        ("category", CATEGORIES, Category, _("There is no category “%(code)s”, neither in the file nor here.")),
        ("ticket_type", TYPES, TicketType, _("There is no ticket type “%(code)s”, neither in the file nor here.")),
    ):
        known = {part["code"] for part in document[section]} | set(model.objects.values_list("code", flat=True))
        for index, part in enumerate(document[TEXTS]):
            if name in part and part[name] not in known:
                yield Trouble(f"{TEXTS}[{index}].{name}", message % {"code": part[name]})


def _of_dictionaries(document: Document) -> Iterator[Trouble]:
    dictionaries: Sequence[Part] = document[DICTIONARIES]
    above: dict[str, str | None] = dict(Dictionary.objects.values_list("code", "parent__code"))
    above |= {part["code"]: part.get("parent") for part in dictionaries}
    here: dict[str, set[str]] = {}
    named = {part["code"] for part in dictionaries} | {part["parent"] for part in dictionaries if "parent" in part}
    for dictionary, code in DictionaryEntry.objects.filter(dictionary__code__in=named).values_list(
        "dictionary__code", "code"
    ):
        here.setdefault(dictionary, set()).add(code)
    for part in dictionaries:
        here.setdefault(part["code"], set()).update(entry["code"] for entry in part.get("entries", ()))
    for index, part in enumerate(dictionaries):
        place = f"{DICTIONARIES}[{index}]"
        if "parent" in part and part["parent"] not in above:
            message = _("There is no dictionary “%(code)s”, neither in the file nor here.")
            yield Trouble(f"{place}.parent", message % {"code": part["parent"]})
            continue
        if _returns(part["code"], above):
            yield Trouble(f"{place}.parent", _("The dictionary lies under itself."))
            continue
        yield from _of_entries(part, place, here.get(str(part.get("parent", part["code"])), set()), here[part["code"]])


def _of_entries(part: Part, place: str, parents: set[str], own: set[str]) -> Iterator[Trouble]:
    entries: Sequence[Part] = part.get("entries", ())
    is_tree = "parent" not in part
    trails = {
        "parent": {entry["code"]: entry.get("parent") for entry in entries} if is_tree else {},
        "replaced_by": {entry["code"]: entry.get("replaced_by") for entry in entries},
    }
    for index, entry in enumerate(entries):
        for name, known in (("parent", parents), ("replaced_by", own)):
            where = f"{place}.entries[{index}].{name}"
            if name in entry and entry[name] not in known:
                message = _("There is no entry “%(code)s”, neither in the file nor here.")
                yield Trouble(where, message % {"code": entry[name]})
            elif _returns(entry["code"], trails[name]):
                yield Trouble(where, _("The entry comes back to itself."))


def _returns(start: str, trail: Mapping[str, str | None]) -> bool:
    """Return whether the trail leads from a code back to it."""
    seen: set[str] = set()
    code = trail.get(start)
    while code and code not in seen:
        if code == start:
            return True
        seen.add(code)
        code = trail.get(code)
    return False
