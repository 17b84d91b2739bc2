"""Files and photos given with an answer: sent before by a door of their own, named in the answer by their keys."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.blocks import Block, ChoiceBlock, IntegerBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Settings
from ticketforms.kinds.figures import NO_BREAK, shown_number
from ticketforms.port import Stored, port

_MOST, _LARGEST_MB = 5, 20
_KEY_LENGTH = 36
_PICTURE = "image/"
_PDF = "application/pdf"


class FileKind(FieldKind):
    """A list of `{key, name, type, size, sha256}`, at most `most` of them, each of at most `largest_mb`."""

    name = "file"
    label: str | Promise = gettext_lazy("files")
    group = groups.FILES
    icon = "doc-full"
    template = "ticketforms/fields/files.html"
    reading = "whole"
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        accepted = [
            ("any", gettext_lazy("pictures, PDF, documents and plain text")),
            ("papers", gettext_lazy("pictures and PDF")),
            ("pdf", gettext_lazy("only PDF")),
        ]
        return _limit_blocks() | {"accepts": ChoiceBlock(choices=accepted, default="any", label=gettext_lazy("Takes"))}

    def clean(self, raw: object, settings: Settings) -> list[str] | None:
        listed = [] if raw == "" else [raw] if isinstance(raw, str | Mapping) else raw
        if not isinstance(listed, list):
            raise AnswerError(_("Choose files."))
        keys = list(dict.fromkeys(_key(one) for one in listed))
        most = settings.get("most") or _MOST
        if len(keys) > most:
            raise AnswerError(
                ngettext("Leave at most %(most)d file.", "Leave at most %(most)d files.", most) % {"most": most}
            )
        return keys or None

    def settle(self, value: list[str], settings: Settings, given: Given) -> list[dict[str, Any]]:
        """Return what is kept of the files; raises `AnswerError` for one that is gone, another's or not fit."""
        own = _kept_keys(given)
        return [self._settled(key, settings, own) for key in value]

    def show(self, value: list[Any], settings: Settings, language: str) -> str:
        return ", ".join(f"{one['name']} ({_size(one['size'], language)})" for one in value)

    def written(self, answer: Any) -> list[dict[str, Any]]:
        """Return the files as the control lists them; of one that is only named by its key, what is known of it."""
        listed = answer if isinstance(answer, list) else [answer] if answer else []
        keys = [one.get("key") if isinstance(one, Mapping) else one for one in listed]
        files = [port.file(key) for key in keys if isinstance(key, str)]
        return [_plain(file) for file in files if file is not None]

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        whole = {"most": settings.get("most") or _MOST, "largest_mb": settings.get("largest_mb") or _LARGEST_MB}
        return {**settings, **whole, "accepts": settings.get("accepts") or "any"}

    def _settled(self, key: str, settings: Settings, own: set[str]) -> dict[str, Any]:
        file = port.file(key)
        if file is None or (file.owner and key not in own):
            raise AnswerError(_("A file is gone: send it again."))
        largest = settings.get("largest_mb") or _LARGEST_MB
        if file.size > largest * 2**20:
            raise AnswerError(_("“%(name)s” is larger than %(largest)d MB.") % {"name": file.name, "largest": largest})
        if not self._takes(file.content_type, settings):
            raise AnswerError(self._refusal(file, settings))
        return _plain(file)

    def _takes(self, content_type: str, settings: Settings) -> bool:
        accepts = settings.get("accepts") or "any"
        if accepts == "any":
            return True
        return content_type == _PDF or (accepts == "papers" and content_type.startswith(_PICTURE))

    def _refusal(self, file: Stored, settings: Settings) -> str:
        if settings.get("accepts") == "pdf":
            return _("“%(name)s” is not a PDF: send one.") % {"name": file.name}
        return _("“%(name)s” is neither a picture nor a PDF: send one.") % {"name": file.name}


class PhotoKind(FileKind):
    """Pictures only, shown small beside their names."""

    name = "photo"
    label = gettext_lazy("photos")
    icon = "image"

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return _limit_blocks()

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        return {**super().freeze(settings, entries_of), "accepts": "pictures"}

    def _takes(self, content_type: str, settings: Settings) -> bool:
        return content_type.startswith(_PICTURE)

    def _refusal(self, file: Stored, settings: Settings) -> str:
        return _("“%(name)s” is not a picture: send one.") % {"name": file.name}


def _limit_blocks() -> dict[str, Block]:
    return {
        "most": IntegerBlock(
            required=False, min_value=1, max_value=20, default=_MOST, label=gettext_lazy("How many at most")
        ),
        "largest_mb": IntegerBlock(
            required=False, min_value=1, max_value=200, default=_LARGEST_MB, label=gettext_lazy("Largest, in MB")
        ),
    }


def _key(one: object) -> str:
    key = one.get("key") if isinstance(one, Mapping) else one
    if key == "waiting":
        raise AnswerError(_("A file is still on its way: wait until it has arrived."))
    if not isinstance(key, str) or len(key) != _KEY_LENGTH or "\0" in key:
        raise AnswerError(_("Choose files."))
    return key.lower()


def _kept_keys(given: Given) -> set[str]:
    """The files that the ticket has already."""
    kept = [answer["value"] for answer in given.kept.values() if answer.get("kind") in ("file", "photo")]
    return {one["key"] for value in kept for one in value or ()}


def _plain(file: Stored) -> dict[str, Any]:
    return {
        "key": file.key,
        "name": file.name,
        "type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
    }


def _size(size: int, language: str) -> str:
    if size >= 2**20:
        return f"{shown_number(f'{size / 2**20:.1f}', language)}{NO_BREAK}MB"
    return f"{max(1, round(size / 1024))}{NO_BREAK}kB"
