"""Puts files to a ticket beside its answers and takes them off; what is taken off goes for good after a month."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import Ticket, TicketAttachment
from crm.tickets.changing import UnableToChange
from crm.tickets.telling import tell
from ticketforms.models import Upload
from ticketforms.port import User
from ticketforms.storing import is_storable
from ticketforms.uploads import UnableToClaim, UnableToStore, claim_one, store

MOST_ATTACHED = 100
LONGEST_DESCRIPTION = 200
REMOVED_STAYS = timedelta(days=30)
_BATCH = 200


@transaction.atomic
def attach(*, ticket: Ticket, key: str, description: str = "", by: AbstractBaseUser, at: datetime) -> TicketAttachment:
    """Put a file that this person has sent to a ticket, whatever its state; its type and size were checked then.

    Raises `UnableToChange` when the file is gone or kept elsewhere, the ticket has too many, or the description is
    unfit.
    """
    locked = lock_tickets(ticket.pk)[ticket.pk]
    if locked.attachments.filter(removed_at=None).count() >= MOST_ATTACHED:
        raise UnableToChange(_("The ticket has %(most)d files: take one off first.") % {"most": MOST_ATTACHED})
    said = description.strip()
    if len(said) > LONGEST_DESCRIPTION or not is_storable(said):
        raise UnableToChange(
            _("Shorten the description to %(longest)d readable characters.") % {"longest": LONGEST_DESCRIPTION}
        )
    try:
        upload = claim_one(key=key, owner=owner_of_attachment(locked.pk), by=by, at=at)
    except UnableToClaim as error:
        raise UnableToChange(str(error)) from error
    attachment = TicketAttachment.objects.create(
        ticket=locked, upload=upload, description=said, attached_by_id=by.pk, attached_at=at
    )
    tell(locked, "ticket.attached", data={"attachment": attachment.pk}, by=by, at=at)
    return attachment


@transaction.atomic
def store_and_attach(
    *, ticket: Ticket, file: UploadedFile, limit: int, description: str, by: AbstractBaseUser, at: datetime
) -> TicketAttachment:
    """Keep a file and put it to a ticket; raises `UnableToChange` for one that is empty, too large or not taken."""
    try:
        upload = store(file=file, limit=limit, by=by, at=at)
    except UnableToStore as error:
        raise UnableToChange(str(error)) from error
    return attach(ticket=ticket, key=str(upload.key), description=description, by=by, at=at)


@transaction.atomic
def remove_attachment(*, attachment: TicketAttachment, by: AbstractBaseUser, at: datetime) -> TicketAttachment:
    """Take a file off its ticket: nobody can fetch it any more; raises `UnableToChange` when it is off already."""
    locked = lock_tickets(attachment.ticket_id)[attachment.ticket_id]
    present = TicketAttachment.objects.get(pk=attachment.pk)
    if present.removed_at is not None:
        raise UnableToChange(_("The file is already off the ticket."))
    present.removed_at, present.removed_by_id = at, by.pk
    present.save(update_fields=["removed_at", "removed_by"])
    tell(locked, "ticket.attachment_removed", data={"attachment": present.pk}, by=by, at=at)
    return present


@transaction.atomic
def put_back(*, attachment: TicketAttachment, by: AbstractBaseUser, at: datetime) -> TicketAttachment:
    """Put a file back that was taken off; raises `UnableToChange` when it is there, or was erased since."""
    locked = lock_tickets(attachment.ticket_id)[attachment.ticket_id]
    present = TicketAttachment.objects.filter(pk=attachment.pk).first()
    if present is None or present.removed_at is None:
        raise UnableToChange(_("There is nothing to put back: the file is there, or was erased."))
    present.removed_at, present.removed_by_id = None, None
    present.save(update_fields=["removed_at", "removed_by"])
    tell(locked, "ticket.attached", data={"attachment": present.pk}, by=by, at=at)
    return present


def attachments_of(ticket: Ticket) -> list[TicketAttachment]:
    """Return the files that are put to the ticket, the newest first."""
    return list(ticket.attachments.filter(removed_at=None).select_related("upload", "attached_by").order_by("-pk"))


def erase_removed(*, at: datetime) -> int:
    """Erase the files that were taken off long enough ago; return how many."""
    gone = TicketAttachment.objects.filter(removed_at__lt=at - REMOVED_STAYS).order_by("pk")
    count = 0
    while rows := list(gone[:_BATCH]):
        with transaction.atomic():
            TicketAttachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
            # Nobody keeps them any more: they are swept with what was never claimed.
            Upload.objects.filter(pk__in=[row.upload_id for row in rows]).update(claimed_by="", claimed_at=None)
        count += len(rows)
    return count


def owner_of_attachment(ticket_pk: int) -> str:
    """Return how files put to a ticket name what keeps them."""
    return f"attachment:{ticket_pk}"


def sees_attachment(user: User, owner: str, key: str) -> bool:
    """Return whether this person may fetch a file put to a ticket: whoever sees the ticket, until it is taken off."""
    tickets = Ticket.objects.visible_to(user or AnonymousUser()).filter(pk=owner.partition(":")[2])
    return TicketAttachment.objects.filter(ticket__in=tickets, upload__key=key, removed_at=None).exists()
