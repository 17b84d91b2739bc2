"""Takes files that belong to answers, says who keeps them, and sweeps away what nobody came to keep."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ticketforms.content_types import content_type_of
from ticketforms.models import Upload
from ticketforms.port import Stored
from ticketforms.storing import storable

Answers = Mapping[str, Mapping[str, Any]]
LONGEST_NAME = 160
WITH_FILES = ("file", "photo")
# Files of one person that no answer has kept yet.
MOST_WAITING = 200
SWEEP_BATCH = 500
# As long as the longest draft is worth waiting for.
UNCLAIMED_STAYS = timedelta(days=7)


class UnableToStore(ValueError):
    """A file that is not taken; the message tells the person why."""


class UnableToClaim(ValueError):
    """A file that is gone or kept by another answer; the message tells the person what to do."""


@transaction.atomic
def store(*, file: UploadedFile, limit: int, by: AbstractBaseUser, at: datetime) -> Upload:
    """Keep the file until an answer claims it; raises `UnableToStore` for one that is empty, too large or not taken."""
    size = file.size or 0
    if not size:
        raise UnableToStore(_("The file is empty: choose another."))
    if size > limit:
        raise UnableToStore(_("The file is larger than %(limit)d MB: make it smaller.") % {"limit": limit // 2**20})
    content_type = content_type_of(file)
    if content_type is None:
        raise UnableToStore(_("Such files are not taken: send a picture, a PDF, a document or plain text."))
    if Upload.objects.filter(uploaded_by_id=by.pk, claimed_by="").count() >= MOST_WAITING:
        raise UnableToStore(_("Too many of your files wait for their tickets: save the tickets first."))
    upload = Upload(
        name=_plain_name(file.name or ""),
        content_type=content_type,
        size=size,
        sha256=_digest(file),
        uploaded_by_id=by.pk,
        uploaded_at=at,
    )
    upload.file.save("file", file, save=False)
    upload.save()
    return upload


def stored(key: str) -> Stored | None:
    """Return the file with this key, `None` when there is none."""
    try:
        known = uuid.UUID(key)
    except ValueError:
        return None
    upload = Upload.objects.filter(key=known).first()
    if upload is None:
        return None
    return Stored(str(upload.key), upload.name, upload.content_type, upload.size, upload.sha256, upload.claimed_by)


@transaction.atomic
def claim_files(answers: Answers, *, owner: str, at: datetime) -> int:
    """Make the files named in kept answers the owner's and return how many it names.

    Raises `UnableToClaim` when a file was swept away or is another owner's.
    """
    keys = _keys_in(answers)
    wanted = list(Upload.objects.select_for_update().filter(key__in=keys).order_by("pk"))
    if len(wanted) < len(keys) or any(upload.claimed_by not in ("", owner) for upload in wanted):
        raise UnableToClaim(_("A file is gone or belongs to another ticket: send it again."))
    Upload.objects.filter(key__in=keys, claimed_by="").update(claimed_by=owner, claimed_at=at)
    return len(keys)


@transaction.atomic
def claim_one(*, key: str, owner: str, by: AbstractBaseUser, at: datetime) -> Upload:
    """Make one file that this person sent the owner's; raises `UnableToClaim` when it is gone, kept or another's."""
    try:
        known = uuid.UUID(key)
    except ValueError as error:
        raise UnableToClaim(_("Choose a file.")) from error
    upload = Upload.objects.select_for_update().filter(key=known, claimed_by="", uploaded_by_id=by.pk).first()
    if upload is None:
        raise UnableToClaim(_("The file is gone or belongs to another ticket: send it again."))
    upload.claimed_by, upload.claimed_at = owner, at
    upload.save(update_fields=["claimed_by", "claimed_at"])
    return upload


def let_files_go(*, owner: str, still_named: Iterable[Answers]) -> int:
    """Free the owner's files that none of its answers names any more, to be swept away; return how many."""
    keys = {key for answers in still_named for key in _keys_in(answers)}
    return Upload.objects.filter(claimed_by=owner).exclude(key__in=keys).update(claimed_by="", claimed_at=None)


def sweep_unclaimed(*, before: datetime) -> int:
    """Delete the files that nobody claimed and that came before that moment; return how many went."""
    swept = 0
    while True:
        with transaction.atomic():
            rows = Upload.objects.select_for_update().filter(claimed_by="", uploaded_at__lt=before).order_by("pk")
            gone = list(rows[:SWEEP_BATCH])
            Upload.objects.filter(pk__in=[upload.pk for upload in gone]).delete()
        # Only when the rows are gone for good: a file without a row is found by nobody, a row without a file hurts.
        for upload in gone:
            upload.file.storage.delete(str(upload.file.name))
        swept += len(gone)
        if len(gone) < SWEEP_BATCH:
            return swept


def _keys_in(answers: Answers) -> set[uuid.UUID]:
    return {
        uuid.UUID(one["key"])
        for answer in answers.values()
        if answer.get("kind") in WITH_FILES
        for one in answer.get("value") or ()
    }


def _plain_name(name: str) -> str:
    """The last part of what the browser called it, without what no screen shows; its ending stays."""
    last = "".join(sign for sign in storable(name).replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    if len(last) <= LONGEST_NAME:
        return last or _("file")
    stem, point, ending = last.rpartition(".")
    tail = f"{point}{ending}" if stem and len(ending) <= 8 else ""
    return f"{last[: LONGEST_NAME - len(tail)]}{tail}"


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
