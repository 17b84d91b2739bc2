"""Reads the bytes of a package without trusting them: size, encoding, JSON, depth, characters; then what they say."""

import json
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.package.document import Document, Trouble, UnfitPackage, too_deep
from ticketforms.package.shape import checked

LARGEST = 32 * 1024 * 1024


def read(raw: bytes) -> Document:
    """Return the document in canonical shape; raises `UnfitPackage` naming every place that cannot be taken in."""
    if len(raw) > LARGEST:
        raise _unfit(
            _("The file is larger than %(most)d MB: export fewer types or dictionaries at once.")
            % {"most": LARGEST // 1024 // 1024}
        )
    try:
        found = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=_finite, parse_constant=_no_number
        )
    except UnfitPackage:
        raise
    except UnicodeDecodeError as error:
        raise _unfit(_("The file is not text in UTF-8: choose a package in JSON.")) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise _unfit(_("The file is not JSON: look at line %(line)d, column %(column)d.") % where) from error
    except RecursionError as error:
        raise UnfitPackage(too_deep()) from error
    except ValueError as error:
        # Of more digits than Python reads, or beyond every number.
        raise _unfit(_("The file has a number that is too large.")) from error
    return checked(found)


def _unfit(message: str) -> UnfitPackage:
    return UnfitPackage(Trouble("", message))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _unfit(_("“%(name)s” stands twice in the same place: keep one of them.") % {"name": twice[:50]})
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(digits)
    return number


def _no_number(name: str) -> None:
    raise _unfit(_("%(name)s is not a number that a package can hold.") % {"name": name})
