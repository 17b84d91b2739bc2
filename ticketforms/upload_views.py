"""The doors of files: in, for who fills in forms; out, for who may see the ticket that keeps them."""

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ticketforms.content_types import SHOWN
from ticketforms.models import Upload
from ticketforms.port import port
from ticketforms.uploads import UnableToStore, store

# Permissions of another app, known by their names only.
MAY_SEND = "crm.add_ticket"
MAY_SEE = "crm.view_ticket"


@require_POST
@never_cache
def send(request: HttpRequest) -> JsonResponse:
    """Keep the posted `file` and answer with what it is, or say why it is not taken."""
    if not request.user.is_authenticated or not request.user.has_perm(MAY_SEND):
        raise PermissionDenied
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return JsonResponse({"message": _("Choose a file.")}, status=400)
    try:
        upload = store(file=file, limit=settings.UPLOAD_LIMIT, by=request.user, at=timezone.now())
    except UnableToStore as refusal:
        return JsonResponse({"message": str(refusal)}, status=400)
    return JsonResponse(
        {
            "key": str(upload.key),
            "name": upload.name,
            "type": upload.content_type,
            "size": upload.size,
            "url": reverse("ticketforms:file", args=[upload.key]),
        }
    )


@require_GET
@never_cache
def fetch(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Answer with the file to be saved; with `?shown`, a picture to look at. Whoever may not see it learns nothing."""
    upload = Upload.objects.filter(key=key).first()
    if upload is None or not _may_see(request, upload):
        raise Http404
    is_shown = "shown" in request.GET and upload.content_type in SHOWN
    if notes := port.notes_fetch.get(upload.claimed_by.partition(":")[0]):
        notes(request.user, upload.claimed_by, timezone.now())
    with upload.file.open("rb") as file:
        # As large as one answer's file may be; a stream would be read whole by the ASGI server as well.
        reply = HttpResponse(file.read(), content_type=upload.content_type)
    reply["Content-Disposition"] = content_disposition_header(not is_shown, upload.name) or "attachment"
    # Whatever it holds, it runs nothing here.
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply


def _may_see(request: HttpRequest, upload: Upload) -> bool:
    if upload.claimed_by:
        sees = port.sees_file.get(upload.claimed_by.partition(":")[0])
        return (
            sees is not None
            and request.user.has_perm(MAY_SEE)
            and sees(request.user, upload.claimed_by, str(upload.key))
        )
    return upload.uploaded_by_id == request.user.pk
