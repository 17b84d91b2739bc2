"""Packages between upload and confirmation: kept for a day, seen only by who uploaded them."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from cms.models import UploadedPackage
from ticketforms.package import Document, read, written

_KEPT = timedelta(days=1)


def keep(document: Document, *, file_name: str, keeps_others: bool, by: User, at: datetime) -> UploadedPackage:
    """Keep a document until it is confirmed; what waited longer than a day goes."""
    UploadedPackage.objects.filter(uploaded_at__lt=at - _KEPT).delete()
    return UploadedPackage.objects.create(
        file_name=file_name[-200:],
        document=written(document).decode(),
        keeps_others=keeps_others,
        uploaded_by=by,
        uploaded_at=at,
    )


def waiting(pk: int, user: User) -> UploadedPackage | None:
    """Return a package that this person uploaded and nobody has taken in yet."""
    return UploadedPackage.objects.filter(pk=pk, uploaded_by=user).first()


def document_of(kept: UploadedPackage) -> Document:
    """Return the document as it was uploaded."""
    return read(kept.document.encode())
