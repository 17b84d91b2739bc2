"""Looks at an uploaded workbook before anything parses it: its size, and what its zip would unfold to."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _

from ticketforms.package import LARGEST, Trouble, UnfitPackage

_MOST_UNFOLDED = 200 * 1024 * 1024
_MOST_FILES = 200
# Sheets of repeated words fold well, but not as well as zeros do.
_MOST_FOLDED = 200


def check_workbook(raw: bytes) -> None:
    """Raise `UnfitPackage` for a file that is no workbook, or one that would unfold beyond measure."""
    if len(raw) > LARGEST:
        raise _unfit(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024 // 1024})
    if not openpyxl.DEFUSEDXML:
        raise _unfit(_("Workbooks cannot be read safely here: defusedxml is not installed."))
    try:
        with ZipFile(BytesIO(raw)) as folded:
            files = folded.infolist()
    except (BadZipFile, ValueError) as error:
        raise _unfit(_("The file is not an XLSX workbook: save it as XLSX in your spreadsheet program.")) from error
    size = sum(file.file_size for file in files)
    is_bomb = any(file.file_size > 1_000_000 and file.file_size > _MOST_FOLDED * file.compress_size for file in files)
    if size > _MOST_UNFOLDED or len(files) > _MOST_FILES or is_bomb:
        raise _unfit(_("The workbook unfolds to far more than it seems to hold: save it anew, with fewer sheets."))


def _unfit(message: str) -> UnfitPackage:
    return UnfitPackage(Trouble("", message))
