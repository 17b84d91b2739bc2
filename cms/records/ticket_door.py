"""The one door of changes made from a ticket's page: each finds the ticket, makes one change and leads back to it.

What is refused shows the page with the reason and with what was typed; what the changes are it does not know.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.records.ticket_views import ticket_page
from crm.models import Ticket
from crm.tickets.changing import UnableToChange


@dataclass(frozen=True)
class Asked:
    """One change as it was asked for: of which ticket, with what was typed and posted, by whom and when."""

    ticket: Ticket
    text: str
    posted: QueryDict
    file: UploadedFile | None
    by: User
    at: datetime


def changes_ticket(
    name: str, *, apart_by: str = "", done: str | Promise = "", right: str = "crm.change_ticket"
) -> Callable[[Callable[..., object]], Callable[..., HttpResponse]]:
    """Make a view of a function that makes one change of a ticket or raises `UnableToChange`.

    `name` is how the page knows the change when it was refused, `apart_by` a posted part that tells boxes of one
    change apart; `done` is what it says when it was made. What else stands in the address is given to the function.
    """

    def view_of(change: Callable[..., object]) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int, **address: int) -> HttpResponse:
            if not isinstance(request.user, User):
                raise PermissionDenied
            found = Ticket.objects.visible_to(request.user).filter(pk=pk).first()
            if found is None:
                return ticket_page(request, pk)
            file = request.FILES.get("file")
            asked = Asked(
                ticket=found,
                text=request.POST.get("text", ""),
                posted=request.POST,
                file=file if isinstance(file, UploadedFile) else None,
                by=request.user,
                at=timezone.now(),
            )
            try:
                change(asked, **address)
            except UnableToChange as error:
                box = f"{name}-{request.POST.get(apart_by, '')}" if apart_by else name
                refused = {"change": box, "text": asked.text, "why": str(error), "posted": request.POST}
                return ticket_page(request, pk, refused=refused)
            if done:
                messages.success(request, str(done))
            return redirect("records:ticket", pk)

        return require_POST(permission_required(right)(view))

    return view_of
