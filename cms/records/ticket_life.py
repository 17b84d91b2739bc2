"""What a person sets about a ticket from its page's strip of work: each address makes one change and leads back."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from cms.records.ticket_changes import make
from crm.models import Ticket, TicketAttachment
from crm.tickets.assigning import assign, change_due, change_priority, put_in_queue
from crm.tickets.attaching import put_back, remove_attachment, store_and_attach
from crm.tickets.changing import UnableToChange
from crm.tickets.moving import move, reopen
from crm.tickets.undoing import undo
from crm.tickets.wording import wordings_for
from ticketforms.moments import UnfitMoment, moment_of


@require_safe
@never_cache
@permission_required("crm.change_ticket")
def texts(request: HttpRequest, pk: int, place: str) -> JsonResponse:
    """Answer with the texts prepared for a place, filled for this ticket."""
    ticket = Ticket.objects.visible_to(request.user).with_marks().select_related("form_version").filter(pk=pk).first()
    if ticket is None or not isinstance(request.user, User):
        raise Http404(_("There is no such record."))
    found = wordings_for(ticket, place, by=request.user, at=timezone.now())
    return JsonResponse({"texts": [{"code": one.code, "label": one.label, "text": one.text} for one in found]})


@require_POST
@permission_required("crm.change_ticket")
def assign_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the ticket to the posted person, to nobody, or with `me` to whoever asks."""

    def change(ticket: Ticket, text: str, by: User, at: datetime) -> Ticket:
        username = request.POST.get("to", "")
        person = by if request.POST.get("me") else User.objects.filter(username=username).first() if username else None
        if username and person is None:
            raise UnableToChange(_("Choose somebody who works on tickets."))
        seen = {"assignee_id": _whole(request.POST["seen"])} if "seen" in request.POST else None
        return assign(ticket=ticket, to=person, seen=seen, by=by, at=at)

    return make(request, pk, change, name="assign", done="")


@require_POST
@permission_required("crm.change_ticket")
def queue_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the ticket in the posted queue, or in none."""
    queue = request.POST.get("queue", "")
    seen = {"queue": request.POST["seen"]} if "seen" in request.POST else None
    return make(
        request,
        pk,
        lambda ticket, text, by, at: put_in_queue(ticket=ticket, queue=queue, seen=seen, by=by, at=at),
        name="queue",
        done="",
    )


@require_POST
@permission_required("crm.change_ticket")
def move_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ticket to the posted stage, at an end with what was done."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: move(
            ticket=ticket, to=request.POST.get("to", ""), reason=text, seen=request.POST.get("seen"), by=by, at=at
        ),
        name=f"move-{request.POST.get('to', '')}",
        done="",
    )


@require_POST
@permission_required("crm.change_ticket")
def prioritise(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the ticket more or less urgent, with a reason."""
    priority = _whole(request.POST.get("priority", "")) or 0
    return make(
        request,
        pk,
        lambda ticket, text, by, at: change_priority(ticket=ticket, priority=priority, reason=text, by=by, at=at),
        name="priority",
        done="",
    )


@require_POST
@permission_required("crm.change_ticket")
def change_due_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when the ticket must be answered, with a reason."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: change_due(
            ticket=ticket, due_at=_moment(request.POST.get("due", "")), reason=text, by=by, at=at
        ),
        name="due",
        done="",
    )


@require_POST
@permission_required("crm.change_ticket")
def reopen_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the ticket again, with a reason."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: reopen(ticket=ticket, reason=text, by=by, at=at),
        name="reopen",
        done=_("Ticket opened again."),
    )


@require_POST
@permission_required("crm.change_ticket")
def undo_change(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Take this person's last change back."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: undo(ticket=ticket, event=event, by=by, at=at),
        name="undo",
        done=_("The change was taken back."),
    )


@require_POST
@permission_required("crm.change_ticket")
def attach_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the posted file to the ticket."""

    def change(ticket: Ticket, text: str, by: User, at: datetime) -> TicketAttachment:
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise UnableToChange(_("Choose a file."))
        return store_and_attach(ticket=ticket, file=file, limit=settings.UPLOAD_LIMIT, description=text, by=by, at=at)

    return make(request, pk, change, name="attach", done="")


@require_POST
@permission_required("crm.change_ticket")
def remove_file(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file off the ticket."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: remove_attachment(attachment=_file_of(ticket, attachment), by=by, at=at),
        name="attach",
        done="",
    )


@require_POST
@permission_required("crm.change_ticket")
def put_file_back(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Put a file back that was taken off."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: put_back(attachment=_file_of(ticket, attachment), by=by, at=at),
        name="attach",
        done="",
    )


def _file_of(ticket: Ticket, pk: int) -> TicketAttachment:
    found = ticket.attachments.filter(pk=pk).first()
    if found is None:
        raise UnableToChange(_("The file is already off the ticket."))
    return found


def _whole(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else None


def _moment(written: str) -> datetime | None:
    """Read what a control of date and time sends; "" is no due time."""
    try:
        return moment_of(written) if written else None
    except UnfitMoment as error:
        raise UnableToChange(str(error)) from error
