"""Files that people gave with their answers. They lie outside everything that is served by address."""

import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Return the storage of a directory that has no address."""
    return FileSystemStorage(location=settings.UPLOADS_ROOT, base_url=None)


def place_of(upload: "Upload", _name: str) -> str:
    """Name a file by its key alone: what people called it never reaches the disk."""
    return f"{upload.key.hex[:2]}/{upload.key.hex}"


class Upload(models.Model):
    """One file; `claimed_by` names what keeps it ("ticket:17"), and until it is claimed it may be swept away."""

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(_("file"), storage=private_storage, upload_to=place_of)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), db_index=True)
    claimed_by = models.CharField(_("kept by"), max_length=60, blank=True, db_index=True)
    claimed_at = models.DateTimeField(_("kept since"), null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name
