"""Finds where a dictionary, or one of its entries, is used: forms drafted and published, rules, other dictionaries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from ticketforms.blocks import plain_fields
from ticketforms.definition import FORMAT, Definition, upgraded
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.labels import in_language
from ticketforms.models import Dictionary, FormVersion, TicketType
from ticketforms.rule_blocks import plain_rules


@dataclass(frozen=True)
class Use:
    """One place: the type, whether agents have it or it is a draft, and what of the form it is."""

    ticket_type: TicketType
    is_published: bool
    number: int | None
    place: str


def uses_of(dictionary: Dictionary, entry: str = "") -> list[Use]:
    """Return where forms use the dictionary: their present versions and their drafts, in the types' order.

    With an entry's code, where a form offers the entry, fills it in, or has a rule about it.
    """
    types = list(TicketType.objects.select_related("latest_revision"))
    newest = FormVersion.objects.filter(ticket_type=OuterRef("ticket_type")).order_by("-number").values("pk")[:1]
    present = {version.ticket_type_id: version for version in FormVersion.objects.filter(pk=Subquery(newest))}
    uses: list[Use] = []
    for ticket_type in types:
        if (published := present.get(ticket_type.pk)) is not None:
            places = _places(published.definition, dictionary.code, entry)
            uses += [Use(ticket_type, True, published.number, place) for place in places]
        if ticket_type.has_unpublished_changes or published is None:
            draft = ticket_type.get_latest_revision_as_object() if ticket_type.latest_revision_id else ticket_type
            drafted = {"fields": plain_fields(draft.fields), "rules": plain_rules(draft.rules), "format": FORMAT}
            uses += [Use(ticket_type, False, None, place) for place in _places(drafted, dictionary.code, entry)]
    return uses


def used_in_versions(dictionary: str) -> list[Mapping[str, Any]]:
    """Return the frozen settings of every question, in any version ever published, that takes its answers from there.

    Questions within rows are among them.
    """
    # Versions pile up for years: the database looks through them and hands over those that name the dictionary.
    written = FormVersion.objects.annotate(written=Cast("definition", TextField()))
    naming = written.filter(written__contains=f'"dictionary": "{dictionary}"').values_list("definition", flat=True)
    return [
        asked["settings"]
        for definition in naming.iterator(chunk_size=50)
        for field in definition["fields"]
        for asked in _asked_in(field)
        if asked["settings"].get("dictionary") == dictionary
    ]


def _asked_in(field: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The field, or where it asks row by row the questions within it too."""
    return [field, *field["settings"].get("fields", ())]


def _places(definition: Definition, dictionary: str, entry: str) -> list[str]:
    form = upgraded(definition)
    labels = {field["code"]: in_language(field["label_pl"], field.get("label_en") or "") for field in form["fields"]}
    codes = {field["code"] for field in form["fields"] if field["settings"].get("dictionary") == dictionary}
    places = [
        _("question “%(field)s”") % {"field": labels[field["code"]]}
        for field in form["fields"]
        if any(_offers(asked, dictionary, entry) for asked in _asked_in(field))
    ]
    for field in form["fields"]:
        if _looks_at(field.get("visible_when"), codes, entry):
            places.append(_("when “%(field)s” is asked") % {"field": labels[field["code"]]})
    for index, rule in enumerate(form["rules"], start=1):
        effects = any(_touches(effect, codes, dictionary, entry) for effect in rule["effects"])
        if effects or _looks_at(rule.get("when"), codes, entry):
            said = in_language(rule.get("description_pl") or "", rule.get("description_en") or "")
            places.append(_("rule “%(rule)s”") % {"rule": said or rule.get("code") or index})
    return places


def _offers(asked: Mapping[str, Any], dictionary: str, entry: str) -> bool:
    if asked["settings"].get("dictionary") != dictionary:
        return False
    choices = asked["settings"].get("choices")
    if not entry or choices is None:
        return True
    return any(choice["code"] == entry for choice in choices)


def _looks_at(condition: Any, codes: set[str], entry: str) -> bool:
    return any(
        clause.get("subject") in codes and (not entry or entry in _listed(clause.get("value")))
        for clause in _clauses(condition)
    )


def _touches(effect: Mapping[str, Any], codes: set[str], dictionary: str, entry: str) -> bool:
    match effect.get("effect"):
        case "set_queue":
            return dictionary == QUEUE_DICTIONARY and (not entry or effect.get("queue") == entry)
        case "set_if_empty":
            return effect.get("field") in codes and (not entry or entry in _listed(effect.get("value")))
        case "restrict":
            return effect.get("field") in codes and (not entry or entry in _listed(effect.get("choices")))
    return False


def _clauses(condition: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(condition, Mapping):
        if "subject" in condition:
            yield condition
        for part in condition.values():
            yield from _clauses(part)
    elif isinstance(condition, list):
        for part in condition:
            yield from _clauses(part)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]
