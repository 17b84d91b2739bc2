"""What a person sets about a ticket from its page's strip of work: each address makes one change and leads back."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from cms.records.ticket_door import Asked, changes_ticket
from crm.models import Ticket, TicketAttachment
from crm.tickets.assigning import assign, change_due, change_priority, put_in_queue
from crm.tickets.attaching import put_back, remove_attachment, store_and_attach
from crm.tickets.changing import UnableToChange
from crm.tickets.moving import move, reopen
from crm.tickets.undoing import undo
from crm.tickets.wording import wordings_for
from ticketforms.moments import UnfitMoment, moment_of
from ticketforms.storing import is_storable


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


@changes_ticket("assign")
def assign_ticket(asked: Asked) -> None:
    """Give the ticket to the posted person, to nobody, or with `me` to whoever asks."""
    username = asked.posted.get("to", "")
    named = User.objects.filter(username=username).first() if username and is_storable(username) else None
    person = asked.by if asked.posted.get("me") else named
    if username and person is None:
        raise UnableToChange(_("Choose somebody who works on tickets."))
    seen = {"assignee_id": _whole(asked.posted.get("seen", ""))} if "seen" in asked.posted else None
    assign(ticket=asked.ticket, to=person, seen=seen, by=asked.by, at=asked.at)


@changes_ticket("queue")
def queue_ticket(asked: Asked) -> None:
    """Put the ticket in the posted queue, or in none."""
    seen = {"queue": asked.posted["seen"]} if "seen" in asked.posted else None
    put_in_queue(ticket=asked.ticket, queue=asked.posted.get("queue", ""), seen=seen, by=asked.by, at=asked.at)


@changes_ticket("move", apart_by="to")
def move_ticket(asked: Asked) -> None:
    """Take the ticket to the posted stage, at an end with what was done."""
    to, seen = asked.posted.get("to", ""), asked.posted.get("seen")
    move(ticket=asked.ticket, to=to, reason=asked.text, seen=seen, by=asked.by, at=asked.at)


@changes_ticket("priority")
def prioritise(asked: Asked) -> None:
    """Make the ticket more or less urgent, with a reason."""
    priority = _whole(asked.posted.get("priority", "")) or 0
    change_priority(ticket=asked.ticket, priority=priority, reason=asked.text, by=asked.by, at=asked.at)


@changes_ticket("due")
def change_due_time(asked: Asked) -> None:
    """Say until when the ticket must be answered, with a reason."""
    due_at = _moment(asked.posted.get("due", ""))
    change_due(ticket=asked.ticket, due_at=due_at, reason=asked.text, by=asked.by, at=asked.at)


@changes_ticket("reopen", done=gettext_lazy("Ticket opened again."))
def reopen_ticket(asked: Asked) -> None:
    """Open the ticket again, with a reason."""
    reopen(ticket=asked.ticket, reason=asked.text, by=asked.by, at=asked.at)


@changes_ticket("undo", done=gettext_lazy("The change was taken back."))
def undo_change(asked: Asked, event: int) -> None:
    """Take this person's last change back."""
    undo(ticket=asked.ticket, event=event, by=asked.by, at=asked.at)


@changes_ticket("attach")
def attach_file(asked: Asked) -> None:
    """Put the posted file to the ticket."""
    if asked.file is None:
        raise UnableToChange(_("Choose a file."))
    limit = settings.UPLOAD_LIMIT
    store_and_attach(
        ticket=asked.ticket, file=asked.file, limit=limit, description=asked.text, by=asked.by, at=asked.at
    )


@changes_ticket("attach")
def remove_file(asked: Asked, attachment: int) -> None:
    """Take a file off the ticket."""
    remove_attachment(attachment=_file_of(asked.ticket, attachment), by=asked.by, at=asked.at)


@changes_ticket("attach")
def put_file_back(asked: Asked, attachment: int) -> None:
    """Put a file back that was taken off."""
    put_back(attachment=_file_of(asked.ticket, attachment), by=asked.by, at=asked.at)


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
