"""Patterns that administrators write for answers. RE2 reads them in linear time: none of them can stop the server.

What it cannot do so (looking around, references backwards) it refuses, and so do we, when the form is published.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import re2
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, CharBlock

from ticketforms.kinds.base import AnswerError, UnfitSettings

LONGEST = 200
_MOST_MEMORY = 1 << 20


def pattern_blocks() -> dict[str, Block]:
    """Return the settings of a kind that checks its answers by a pattern."""
    return {
        "pattern": CharBlock(
            required=False,
            max_length=LONGEST,
            label=gettext_lazy("Pattern"),
            help_text=gettext_lazy("A regular expression for the whole answer, for example [A-Z]{2}[0-9]{4}."),
        ),
        "example": CharBlock(
            required=False,
            max_length=80,
            label=gettext_lazy("Example"),
            help_text=gettext_lazy("An answer that fits the pattern; shown when another does not."),
        ),
    }


def refuse_unfit_pattern(settings: Mapping[str, Any]) -> None:
    """Raise `UnfitSettings` for a pattern that cannot be read safely, or an example that does not fit it."""
    pattern, example = settings.get("pattern") or "", settings.get("example") or ""
    if not pattern:
        return
    try:
        _compiled(pattern)
    except re2.error as error:
        raise UnfitSettings(
            "pattern",
            _("The pattern cannot be used (%(reason)s): write a simpler one, without looking around or back.")
            % {"reason": _reason(error)},
        ) from error
    if example and not fits(pattern, example):
        raise UnfitSettings("example", _("The example does not fit the pattern: change one of them."))


def check_pattern(text: str, settings: Mapping[str, Any]) -> None:
    """Raise `AnswerError` unless the whole text fits the pattern of the settings, if there is one."""
    pattern, example = settings.get("pattern") or "", settings.get("example") or ""
    if not pattern or fits(pattern, text):
        return
    if example:
        raise AnswerError(_("Write it like %(example)s.") % {"example": example})
    raise AnswerError(_("This is not written as it should be: check it."))


def fits(pattern: str, text: str) -> bool:
    """Return whether the whole text fits; raises `re2.error` for a pattern that cannot be read."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    if len(pattern) > LONGEST:
        raise re2.error("pattern too large")
    options = re2.Options()
    options.max_mem = _MOST_MEMORY
    # What is wrong is told to the administrator, not to the log.
    options.log_errors = False
    return re2.compile(pattern, options)


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
