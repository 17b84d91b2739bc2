"""What the rule editor offers to choose from; asked for once a page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from ticketforms.kinds import KINDS
from ticketforms.models import DictionaryEntry


def vocabulary(request: HttpRequest) -> JsonResponse:
    """Answer with kinds and their operators, dictionaries and their entries, and the editor's words."""
    if not request.user.has_perm("ticketforms.view_tickettype") and not request.user.has_perm(
        "ticketforms.change_tickettype"
    ):
        raise PermissionDenied
    dictionaries: dict[str, list[dict[str, str]]] = {}
    for entry in DictionaryEntry.objects.filter(is_retired=False).select_related("dictionary"):
        dictionaries.setdefault(entry.dictionary.code, []).append({"code": entry.code, "label": entry.label})
    return JsonResponse(
        {
            "kinds": {kind.name: kind.operators for kind in KINDS.values()},
            "dictionaries": dictionaries,
            "operators": _operators(),
            "words": _words(),
        }
    )


def _operators() -> dict[str, str]:
    return {
        "is": _("is"),
        "is_not": _("is not"),
        "is_any_of": _("is one of"),
        "contains": _("contains"),
        "is_filled": _("is answered"),
        "is_empty": _("is not answered"),
        "less_than": _("is less than"),
        "at_most": _("is at most"),
        "more_than": _("is more than"),
        "at_least": _("is at least"),
    }


def _words() -> dict[str, str]:
    return {
        "always": _("Always asked."),
        "add": _("Add a condition"),
        "remove": _("Remove this condition"),
        "field": _("Field"),
        "operator": _("Comparison"),
        "value": _("Value"),
        "choose": _("choose a field"),
        "all": _("all of these hold"),
        "any": _("at least one of these holds"),
        "match": _("Asked when"),
        "yes": _("yes"),
        "no": _("no"),
        "missing": _("not before this field"),
        "nested": _("This rule has groups that are kept as they are; to choose anew, remove it."),
        "none_before": _("No field comes before this one."),
    }
