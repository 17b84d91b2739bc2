"""What a file is, by its content; its name and what the browser says of it are not asked."""

import zipfile
from typing import IO, Any

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_HEIC = (b"heic", b"heix", b"heif", b"mif1", b"msf1")
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OPEN_DOCUMENTS = (
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
)
_TEXT_SAMPLE = 65536
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/tiff"})
# What every browser draws by itself.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def content_type_of(file: IO[Any]) -> str | None:
    """Return the file's type, `None` for what we do not take: programs, archives, pages, documents with macros."""
    file.seek(0)
    head = file.read(_TEXT_SAMPLE)
    file.seek(0)
    for beginning, content_type in _BEGINNINGS:
        if head.startswith(beginning):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "image/heic"
    if head.startswith(b"PK\x03\x04"):
        return _document(file)
    return "text/plain" if _is_text(head) else None


def _document(file: IO[Any]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(name.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next(
                    (kind for folder, kind in _OFFICE.items() if any(n.startswith(folder) for n in names)), None
                )
            if names[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size < 100:
                written = archive.read("mimetype").decode("ascii", "replace").strip()
                return written if written in _OPEN_DOCUMENTS else None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    return None


def _is_text(head: bytes) -> bool:
    """Plain text in UTF-8; what begins like a page, a picture in XML or a script is none."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The sample may end in the middle of a letter.
        if len(head) < _TEXT_SAMPLE or error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8-sig")
    begins = text.lstrip()[:2]
    return (
        bool(begins)
        and not begins.startswith(("<", "#!"))
        and all(sign.isprintable() or sign in "\t\r\n\f" for sign in text)
    )
