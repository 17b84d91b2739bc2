"""Possible duplicates: the list, two side by side, made one, told apart, and made two again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from cms.customers.frame import customer_or_404, frame, person
from cms.customers.tasks import find_duplicates
from crm.customers.comparing import compared
from crm.customers.duplicates import REASONS, dismiss, reopen
from crm.customers.identity import UnableToKeep
from crm.customers.merging import UnableToMerge, merge, take_back
from crm.customers.operations import FIELDS
from crm.models import CustomerMerge, DuplicatePair

_PAGE = 50


@require_safe
@permission_required("crm.merge_customer")
def duplicates(request: HttpRequest) -> HttpResponse:
    """List pairs of one state, the surest first, a page by key."""
    state = request.GET.get("state", DuplicatePair.State.OPEN)
    if state not in DuplicatePair.State.values:
        state = DuplicatePair.State.OPEN
    pairs = DuplicatePair.objects.filter(state=state, **_still_two(state)).select_related(
        "first", "second", "decided_by"
    )
    if after := _after(request.GET.get("after", "")):
        score, key = after
        pairs = pairs.filter(Q(score__lt=score) | Q(score=score, pk__gt=key), score__lte=score)
    rows = list(pairs[: _PAGE + 1])
    context = frame(_("Possible duplicates"), icon="group") | {
        "rows": [(pair, [REASONS[code] for code in pair.reasons if code in REASONS]) for pair in rows[:_PAGE]],
        "state": state,
        "states": DuplicatePair.State.choices,
        "next": f"{rows[_PAGE - 1].score}-{rows[_PAGE - 1].pk}" if len(rows) > _PAGE else "",
        "is_first": not after,
    }
    return render(request, "cms/customers/duplicates.html", context)


@require_POST
@permission_required("crm.merge_customer")
def search_everywhere(request: HttpRequest) -> HttpResponse:
    """Let the worker compare everybody; the list fills meanwhile."""
    find_duplicates.enqueue()
    messages.success(request, _("Everybody is being compared in the background: the list fills meanwhile."))
    return redirect("customers:duplicates")


@require_safe
@permission_required("crm.merge_customer")
def compare(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Show two side by side, with what differs set off and what to keep proposed."""
    return _compare_page(request, first, second)


@require_POST
@permission_required("crm.merge_customer")
def merge_two(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Make one of two: `survivor` is a key, each field's name carries the key of whose value is kept."""
    one, other = customer_or_404(request, first), customer_or_404(request, second)
    chosen = request.POST.get("survivor")
    if chosen not in (str(one.pk), str(other.pk)):
        return _compare_page(request, first, second, why=_("Nobody was merged: choose first who stays."))
    survivor, merged = (other, one) if chosen == str(other.pk) else (one, other)
    fields = [name for name in FIELDS if request.POST.get(name) == str(merged.pk)]
    try:
        merge(survivor=survivor, merged=merged, take=fields, by=person(request), at=timezone.now())
    except UnableToMerge as refusal:
        return _compare_page(request, first, second, why=str(refusal))
    messages.success(
        request,
        _("%(merged)s went into %(survivor)s. It can be taken back here.")
        % {"merged": merged.number, "survivor": survivor.number},
    )
    return redirect("customers:compare", first, second)


@require_POST
@permission_required("crm.merge_customer")
def dismiss_two(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Say that they are two different customers."""
    return _decide(request, first, second, dismiss, _("Kept apart: these two are not offered again."))


@require_POST
@permission_required("crm.merge_customer")
def reopen_two(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Offer them again."""
    return _decide(request, first, second, reopen, _("To be decided again."))


@require_POST
@permission_required("crm.merge_customer")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two of one again."""
    done = CustomerMerge.objects.filter(pk=pk).first()
    if done is None:
        raise Http404(_("There is no such merge."))
    first, second = sorted((done.survivor_id, done.merged_id))
    try:
        take_back(done=done, by=person(request), at=timezone.now())
    except UnableToMerge as refusal:
        return _compare_page(request, first, second, why=str(refusal))
    messages.success(request, _("They are two customers again."))
    return redirect("customers:compare", first, second)


def _compare_page(request: HttpRequest, first: int, second: int, why: str = "") -> HttpResponse:
    one, other = customer_or_404(request, first), customer_or_404(request, second)
    if one.pk == other.pk:
        raise Http404(_("This is one and the same customer."))
    pair = DuplicatePair.objects.filter(Q(first=one, second=other) | Q(first=other, second=one)).first()
    done = CustomerMerge.objects.filter(undone_at=None, survivor__in=[one, other], merged__in=[one, other]).first()
    parent = (_("Possible duplicates"), reverse("customers:duplicates"))
    context = frame(_("Side by side"), parent, icon="group") | {
        "comparison": compared(one, other, with_money=request.user.has_perm("crm.view_billingcard")),
        "pair": pair,
        "reasons": [REASONS[code] for code in pair.reasons if code in REASONS] if pair else [],
        "done": done,
        "elsewhere": [c for c in (one, other) if c.merged_into_id and not (done and done.merged_id == c.pk)],
        "why": why,
        "history": CustomerMerge.objects.filter(survivor__in=[one, other], merged__in=[one, other]).select_related(
            "merged_by", "undone_by", "survivor", "merged"
        ),
    }
    return render(request, "cms/customers/compare.html", context, status=409 if why else 200)


def _decide(
    request: HttpRequest, first: int, second: int, decision: Callable[..., DuplicatePair], said: str
) -> HttpResponse:
    low, high = sorted(customer_or_404(request, key).pk for key in (first, second))
    pair = DuplicatePair.objects.filter(first=low, second=high).first()
    if pair is None:
        raise Http404(_("There is no such pair."))
    try:
        decision(pair=pair, by=person(request), at=timezone.now())
    except UnableToKeep as refusal:
        return _compare_page(request, first, second, why=str(refusal))
    messages.success(request, said)
    return redirect("customers:duplicates")


def _still_two(state: str) -> dict[str, Any]:
    """An open pair one of whom went into somebody else meanwhile is nothing to decide."""
    return {"first__merged_into": None, "second__merged_into": None} if state == DuplicatePair.State.OPEN else {}


def _after(typed: str) -> tuple[int, int] | None:
    score, _dash, key = typed.partition("-")
    if not (typed.isascii() and score.isdecimal() and key.isdecimal() and len(typed) <= 24):
        return None
    return int(score), int(key)
