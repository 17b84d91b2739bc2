"""The pages of a dictionary's entries: their table, one entry, and where they are used; each asks for its rights."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from ticketforms.dictionary_forms import EntryForm
from ticketforms.entries import ChangedMeanwhile, UnableToKeep, delete_entry, keep_entry, move_entries, place_entry
from ticketforms.entry_boxes import parent_field
from ticketforms.entry_table import STATES, table_of
from ticketforms.labels import code_from
from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.retiring import StillNeeded
from ticketforms.uses import uses_of

SEEING = ("ticketforms.view_dictionary", "ticketforms.change_dictionary")


@require_safe
def entry_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of the entries, found by words, by what they belong to and by state."""
    dictionary = _seen(request, pk)
    state = request.GET.get("state", "")
    chosen = {
        "typed": request.GET.get("typed", "")[:120],
        "parent": request.GET.get("parent", "")[:50],
        "state": state if state in STATES else "in_use",
    }
    parent = _above(dictionary, chosen["parent"])
    table = table_of(
        dictionary,
        on=timezone.localdate(),
        typed=chosen["typed"],
        parent=parent,
        state=chosen["state"],
        page=_number(request.GET.get("page", "")),
    )
    words = [_("in use"), _("to come"), _("past"), _("retired"), _("all")]
    context = _frame(dictionary.label, _trail()) | {
        "dictionary": dictionary,
        "table": table,
        "chosen": chosen,
        "parent": parent,
        "states": list(zip(STATES, words, strict=True)),
        "may_change": _may_change(request, dictionary),
        "today": timezone.localdate(),
        "query": request.GET.urlencode(),
    }
    for name in ("parent", "to"):
        context[f"{name}_control"] = _control(dictionary, parent if name == "parent" else None, name)
    return render(request, "ticketforms/dictionaries/table.html", context)


@require_POST
def add_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an entry from the table's first line, and stay there for the next."""
    dictionary = _changeable(request, pk)
    label = request.POST.get("label_pl", "").strip()
    parent = _above(dictionary, request.POST.get("parent", ""))
    entry = DictionaryEntry(
        dictionary=dictionary,
        label_pl=label[:120],
        label_en=request.POST.get("label_en", "").strip()[:120],
        code=(request.POST.get("code", "").strip() or code_from(label))[:50],
        parent=parent,
    )
    try:
        if not entry.label_pl or not entry.code:
            raise UnableToKeep(_("Name the entry in Polish."))
        keep_entry(entry=entry, by=_who(request))
    except UnableToKeep as unable:
        messages.error(request, unable)
    else:
        messages.success(request, _("New: “%(entry)s”.") % {"entry": entry})
    return _back_to_table(request, dictionary)


@require_POST
def move_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the marked entries belong to another one; or put one a place earlier or later."""
    dictionary = _changeable(request, pk)
    try:
        if step := request.POST.get("step"):
            direction, _sign, code = step.partition(":")
            entry = get_object_or_404(DictionaryEntry, dictionary=dictionary, code=code)
            place_entry(entry=entry, step=-1 if direction == "up" else 1, by=_who(request))
            return _back_to_table(request, dictionary)
        typed = (request.POST.get("to") or request.POST.get("to-typed") or "").strip()
        parent = _above(dictionary, typed)
        if typed and parent is None:
            raise UnableToKeep(_("Choose one of the entries that are listed while you type."))
        moved = move_entries(dictionary=dictionary, codes=request.POST.getlist("row"), parent=parent, by=_who(request))
    except UnableToKeep as unable:
        messages.error(request, unable)
    else:
        words = {"count": len(moved), "parent": parent or "–"}
        messages.success(request, _("Moved: %(count)s. They belong to “%(parent)s” now.") % words)
    return _back_to_table(request, dictionary)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_page(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """Show one entry with all it says, or a new one, and write what is sent."""
    dictionary = _changeable(request, pk)
    entry = get_object_or_404(_entries(dictionary), code=code) if code else DictionaryEntry(dictionary=dictionary)
    if not code:
        entry.parent = _above(dictionary, request.GET.get("parent", ""))
    title = entry.label if code else _("New entry")
    form = EntryForm(request.POST or None, instance=entry, dictionary=dictionary)
    if request.method == "POST" and form.is_valid():
        try:
            keep_entry(entry=form.instance, seen=form.cleaned_data["seen"], by=_who(request))
        except ChangedMeanwhile as changed:
            form.mark_present()
            form.add_error(None, str(changed))
        except UnableToKeep as unable:
            form.add_error(unable.part or None, str(unable))
        else:
            messages.success(request, _("“%(entry)s” is saved.") % {"entry": form.instance})
            return redirect("ticketforms:entry_table", dictionary.pk)
    context = _frame(title, [*_trail(), _table_place(dictionary)]) | {
        "dictionary": dictionary,
        "entry": entry if code else None,
        "form": form,
        "media": form.media,
        "uses": uses_of(dictionary, code) if code else [],
        "under": entry.children.count() if code else 0,
    }
    return render(
        request, "ticketforms/dictionaries/entry.html", context, status=409 if form.non_field_errors() else 200
    )


@require_POST
def entry_deletion(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Delete an entry that nothing needs; else say what keeps it."""
    dictionary = _changeable(request, pk)
    entry = get_object_or_404(_entries(dictionary), code=code)
    try:
        delete_entry(entry=entry, by=_who(request))
    except StillNeeded as needed:
        messages.error(request, needed)
        return redirect("ticketforms:entry_page", dictionary.pk, code)
    messages.success(request, _("“%(entry)s” is deleted.") % {"entry": entry})
    return redirect("ticketforms:entry_table", dictionary.pk)


@require_safe
def dictionary_uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the dictionary is used."""
    dictionary = _seen(request, pk)
    context = _frame(_("Where it is used"), [*_trail(), _table_place(dictionary)]) | {
        "dictionary": dictionary,
        "uses": uses_of(dictionary),
        "children": list(dictionary.children.all()),
    }
    return render(request, "ticketforms/dictionaries/uses.html", context)


def _who(request: HttpRequest) -> User:
    """Wagtail lets only people through its doors."""
    return cast(User, request.user)


def _entries(dictionary: Dictionary) -> Any:
    return DictionaryEntry.objects.filter(dictionary=dictionary).select_related("parent", "replaced_by", "dictionary")


def _seen(request: HttpRequest, pk: int) -> Dictionary:
    if not any(request.user.has_perm(permission) for permission in SEEING):
        raise PermissionDenied
    found = Dictionary.objects.visible_to(request.user).select_related("parent").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _may_change(request: HttpRequest, dictionary: Dictionary) -> bool:
    changeable = Dictionary.objects.filter(pk=dictionary.pk).changeable_by(request.user)
    return request.user.has_perm("ticketforms.change_dictionary") and changeable.exists()


def _changeable(request: HttpRequest, pk: int) -> Dictionary:
    dictionary = _seen(request, pk)
    if not _may_change(request, dictionary):
        raise PermissionDenied
    return dictionary


def _above(dictionary: Dictionary, code: str) -> DictionaryEntry | None:
    above = dictionary.parent_id or dictionary.pk
    return DictionaryEntry.objects.filter(dictionary=above, code=code).first() if code else None


def _control(dictionary: Dictionary, parent: DictionaryEntry | None, name: str) -> str:
    """Draw the box by which an entry above is found."""
    field = parent_field(dictionary, DictionaryEntry(dictionary=dictionary, parent=parent))
    attrs = {"id": f"id_{name}"} | ({"form": "move-rows"} if name == "to" else {})
    return field.widget.render(name, parent.code if parent else "", attrs)


def _back_to_table(request: HttpRequest, dictionary: Dictionary) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(reverse("ticketforms:entry_table", args=[dictionary.pk]) + (f"?{query}" if query else ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _frame(title: str, trail: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "page_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
    }


def _trail() -> list[dict[str, str]]:
    return [{"url": reverse("wagtailsnippets_ticketforms_dictionary:list"), "label": _("Dictionaries")}]


def _table_place(dictionary: Dictionary) -> dict[str, str]:
    return {"url": reverse("ticketforms:entry_table", args=[dictionary.pk]), "label": dictionary.label}
