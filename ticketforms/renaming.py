"""Finds fields whose code was changed in the editor though tickets hold answers under it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from ticketforms.blocks import plain_fields
from ticketforms.compiling import Trouble
from ticketforms.models import TicketType


def renamed(ticket_type: TicketType, drafted: StreamValue) -> Iterator[Trouble]:
    """Yield a trouble for each field that the published form asks under another code than the drafted ones do.

    A field is the same as long as the editor's block is: one removed and one added are two.
    """
    kept = TicketType.objects.filter(pk=ticket_type.pk).first()
    version = kept.versions.first() if kept else None
    if kept is None or version is None:
        return
    known = {field["code"] for field in version.definition["fields"]}
    codes = {block.id: field["code"] for block, field in zip(kept.fields, plain_fields(kept.fields), strict=True)}
    for index, (block, field) in enumerate(zip(drafted, plain_fields(drafted), strict=True)):
        code = codes.get(block.id, field["code"])
        if code in known and code != field["code"]:
            message = _("Tickets and criteria know this field as “%(code)s”: give it this code again, or add another.")
            yield Trouble(index, field["label_pl"], "code", message % {"code": code})
