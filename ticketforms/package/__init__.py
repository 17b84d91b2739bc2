"""Definitions out and in as one document: categories, dictionaries, ticket types, prepared texts.

Names are natural keys; the same definitions always give the same bytes. Reading, planning and applying are three
steps: the first trusts nothing, the second writes nothing, the third writes all or nothing.
"""

from ticketforms.package.applying import Imported, UnableToImport, apply
from ticketforms.package.document import FORMAT, Document, Trouble, UnfitPackage, written
from ticketforms.package.exporting import export
from ticketforms.package.handing_out import hand_out
from ticketforms.package.planning import Plan, State, Step, plan
from ticketforms.package.reading import LARGEST, read
from ticketforms.package.rights import beyond, may_export, may_import
from ticketforms.package.shape import checked

__all__ = [
    "FORMAT",
    "LARGEST",
    "Document",
    "Imported",
    "Plan",
    "State",
    "Step",
    "Trouble",
    "UnableToImport",
    "UnfitPackage",
    "apply",
    "beyond",
    "checked",
    "export",
    "hand_out",
    "may_export",
    "may_import",
    "plan",
    "read",
    "written",
]
