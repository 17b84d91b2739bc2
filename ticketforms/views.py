"""What the rule editor asks the server for: all there is to choose from, and sentences."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBadRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from ticketforms.conditions import ConditionError
from ticketforms.conditions.phrases import WORDS
from ticketforms.conditions.sentences import Pieces, condition_pieces, rule_pieces
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.models import DictionaryEntry
from ticketforms.naming import FormNames
from ticketforms.storing import data_in
from ticketforms.vocabulary import vocabulary as whole_vocabulary

# More codes than these are not told by their labels.
MOST_MEANT = 1000


@require_GET
def vocabulary(request: HttpRequest) -> JsonResponse:
    """Answer with all there is to choose from; long dictionaries are asked for by `entries`."""
    _check(request)
    addresses = {"entries": reverse("ticketforms:entries")}
    return JsonResponse({**whole_vocabulary(request.user), "addresses": addresses})


@require_POST
def sentences(request: HttpRequest) -> JsonResponse | HttpResponseBadRequest:
    """Answer with the pieces of a sentence for each condition or rule of a draft, none for what cannot be told."""
    _check(request)
    try:
        asked = data_in(request.body.decode())
        fields = [_drafted(field) for field in asked["fields"]]
        items = list(asked["items"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponseBadRequest()
    language = "en" if (get_language() or "pl").startswith("en") else "pl"
    names = FormNames(fields, language, _entry_labels(fields, items))
    return JsonResponse({"sentences": [_told(item, names, language) for item in items]})


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm("ticketforms.view_tickettype") and not request.user.has_perm(
        "ticketforms.change_tickettype"
    ):
        raise PermissionDenied


def _drafted(field: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": str(field["code"]),
        "kind": str(field["kind"]),
        "label_pl": str(field["label_pl"]),
        "label_en": str(field["label_en"]),
        "settings": {"dictionary": str(field["dictionary"])},
    }


def _told(item: Any, names: FormNames, language: str) -> Pieces:
    try:
        if "rule" in item:
            return rule_pieces(item["rule"], names, language)
        when = WORDS[language]["when"].strip(", ")
        return [(f"{when} ", False), *condition_pieces(item["condition"], names, language)] if item["condition"] else []
    except (ConditionError, AttributeError, KeyError, TypeError, ValueError):
        return []


def _entry_labels(fields: list[dict[str, Any]], items: list[Any]) -> dict[str, dict[str, str]]:
    """Name the entries that conditions and effects may mean: whatever stands in them as text."""
    mentioned = sorted(set(_texts(items)))[:MOST_MEANT]
    dictionaries = {field["settings"]["dictionary"] for field in fields} | {QUEUE_DICTIONARY}
    found: dict[str, dict[str, str]] = {}
    meant = DictionaryEntry.objects.filter(dictionary__code__in=dictionaries, code__in=mentioned)
    for entry in meant.select_related("dictionary"):
        found.setdefault(entry.dictionary.code, {})[entry.code] = entry.label
    return found


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)
    elif isinstance(data, dict):
        yield from _texts(list(data.values()))
