"""Which form a package has by the name of its file: JSON, or a workbook where it ends in .xlsx."""

from cms.packages.reading import read_workbook
from cms.packages.writing import workbook
from ticketforms.package import Document, read, written

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_workbook(name: str) -> bool:
    """Return whether a file of this name is a workbook."""
    return name.lower().endswith(".xlsx")


def bytes_of(document: Document, name: str) -> bytes:
    """Return the document as a file of this name holds it; raises `UnableToWrite` for a text too long for a cell."""
    return workbook(document) if is_workbook(name) else written(document)


def document_in(raw: bytes, name: str) -> Document:
    """Return the document in a file of this name; raises `UnfitPackage` with every place that is wrong."""
    # A workbook is a zip whatever it is called, and JSON never begins like one.
    return read_workbook(raw) if is_workbook(name) or raw[:2] == b"PK" else read(raw)
