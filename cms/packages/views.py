"""The page of import and export: download, upload, what would happen, and, once confirmed, what happened."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from cms.packages.files import WORKBOOK_TYPE, bytes_of, document_in, is_workbook
from cms.packages.telling import SECTIONS, STATES, counts, details_of
from cms.packages.waiting import document_of, keep, waiting
from cms.packages.writing import UnableToWrite
from ticketforms.models import TicketType
from ticketforms.package import (
    LARGEST,
    Plan,
    State,
    Step,
    Trouble,
    UnableToImport,
    UnfitPackage,
    apply,
    beyond,
    hand_out,
    may_export,
    may_import,
    plan,
)

_CHIPS = {State.NEW: "good", State.CHANGED: "info", State.CONFLICTING: "warn", State.UNCHANGED: ""}
_SHOWN_TROUBLES = 100


@require_http_methods(["GET", "HEAD", "POST"])
def packages(request: HttpRequest) -> HttpResponse:
    """Offer export and import; a posted file is read, kept, and shown as what it would do."""
    if not (may_export(request.user) or may_import(request.user)):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request)
    return _upload(request)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Answer with all definitions, or those of the chosen types, as a file."""
    if not may_export(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    chosen = request.GET.getlist("type")
    name = f"definitions-{timezone.localdate().isoformat()}{'.xlsx' if request.GET.get('form') == 'xlsx' else '.json'}"
    try:
        raw = bytes_of(hand_out(chosen or None, by=request.user, at=timezone.now()), name)
    except UnableToWrite as unable:
        messages.error(request, str(unable))
        return redirect("packages:packages")
    content_type = WORKBOOK_TYPE if is_workbook(name) else "application/json"
    return HttpResponse(
        raw, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an uploaded package would do; posted, carry out what was shown and chosen."""
    person = _importer(request)
    kept = waiting(pk, person)
    if kept is None:
        messages.error(request, _("This file was taken in already, or waited too long: upload it again."))
        return redirect("packages:packages")
    try:
        planned = plan(document_of(kept), keeps_others=kept.keeps_others)
    except UnfitPackage as unfit:
        return _page(request, troubles=unfit.troubles, file_name=kept.file_name, status=422)
    if request.method != "POST":
        return _report(request, planned, kept.file_name)
    if request.POST.get("digest") != planned.digest:
        return _report(request, planned, kept.file_name, is_overtaken=True)
    return _carry_out(request, planned, kept, person)


def _carry_out(request: HttpRequest, planned: Plan, kept: Any, person: User) -> HttpResponse:
    choices = {step.key: request.POST.get(f"choice-{step.key}", "") for step in planned.of(State.CONFLICTING)}
    undecided = [step for step in planned.of(State.CONFLICTING) if step.is_possible and not choices[step.key]]
    if undecided or beyond(planned, person):
        return _report(request, planned, kept.file_name, choices=choices, is_undecided=bool(undecided))
    taking = [key for key, choice in choices.items() if choice == "take"]
    try:
        imported = apply(planned, taking=taking, by=person, at=timezone.now())
    except UnableToImport as unable:
        messages.error(request, str(unable))
        return redirect("packages:report", kept.pk)
    kept.delete()
    done = [_told(step) | {"url": _draft_of(step)} for step in imported.written]
    context = _frame(_("Imported"), (_("Import and export"), "packages:packages")) | {
        "file_name": kept.file_name,
        "done": done,
        "left": [_told(step) for step in imported.left],
    }
    return render(request, "cms/packages/done.html", context)


def _upload(request: HttpRequest) -> HttpResponse:
    person = _importer(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _page(request, troubles=[Trouble("", _("Choose a file first."))], status=422)
    name = file.name or ""
    keeps_others = request.POST.get("others") == "keep"
    try:
        document = document_in(file.read(LARGEST + 1), name)
        plan(document, keeps_others=keeps_others)
    except UnfitPackage as unfit:
        return _page(request, troubles=unfit.troubles, file_name=name, status=422)
    kept = keep(document, file_name=name, keeps_others=keeps_others, by=person, at=timezone.now())
    return redirect("packages:report", kept.pk)


def _importer(request: HttpRequest) -> User:
    if not may_import(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, *, troubles: Any = (), file_name: str = "", status: int = 200) -> HttpResponse:
    types = TicketType.objects.select_related("category") if may_export(request.user) else ()
    context = _frame(_("Import and export")) | {
        "types": types,
        "may_export": may_export(request.user),
        "may_import": may_import(request.user),
        "troubles": troubles[:_SHOWN_TROUBLES],
        "file_name": file_name,
        "largest": LARGEST // 1024 // 1024,
    }
    return render(request, "cms/packages/packages.html", context, status=status)


def _report(
    request: HttpRequest,
    planned: Plan,
    file_name: str,
    *,
    choices: dict[str, str] | None = None,
    is_undecided: bool = False,
    is_overtaken: bool = False,
) -> HttpResponse:
    forbidden = beyond(planned, request.user)
    steps = [
        _told(step) | {"choice": (choices or {}).get(step.key, ""), "is_forbidden": step in forbidden}
        for step in planned.of(State.CONFLICTING, State.NEW, State.CHANGED)
    ]
    steps.sort(key=lambda told: told["state"] != State.CONFLICTING)
    context = _frame(_("What would change"), (_("Import and export"), "packages:packages")) | {
        "file_name": file_name,
        "keeps_others": planned.keeps_others,
        "counts": counts(planned),
        "steps": steps,
        "unchanged": [_told(step) for step in planned.of(State.UNCHANGED)],
        "digest": planned.digest,
        "is_undecided": is_undecided,
        "is_overtaken": is_overtaken,
        "is_forbidden": bool(forbidden),
        "has_types": any(step["section"] == "types" for step in steps),
    }
    status = 409 if is_overtaken else 422 if is_undecided else 403 if forbidden and choices is not None else 200
    return render(request, "cms/packages/report.html", context, status=status)


def _told(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "section": step.section,
        "what": SECTIONS[step.section],
        "code": step.code,
        "name": step.name,
        "state": step.state,
        "state_words": STATES[step.state],
        "chip": _CHIPS[step.state],
        "details": details_of(step),
        "is_possible": step.is_possible,
    }


def _draft_of(step: Step) -> str:
    """The page where an imported type is looked at and published."""
    if step.section != "types":
        return ""
    pk = TicketType.objects.values_list("pk", flat=True).get(code=step.code)
    return reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[pk])


def _frame(title: str, *parents: tuple[str, str]) -> dict[str, Any]:
    trail = [{"url": reverse(name), "label": label} for label, name in parents]
    return {"page_title": title, "breadcrumbs_items": [*trail, {"url": "", "label": title}]}
