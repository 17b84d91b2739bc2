"""Binds the files that answers name to the ticket that holds the answers; what is in a file it does not know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ticketforms.answers import WHOLE_FORM, AnswersRefused
from ticketforms.uploads import UnableToClaim, claim_files


def keep_files(answers: Mapping[str, Mapping[str, Any]], *, owner: str, at: datetime) -> None:
    """Claim the files named in the answers; raises `AnswersRefused` when one was swept away in the meantime."""
    try:
        claim_files(answers, owner=owner, at=at)
    except UnableToClaim as error:
        raise AnswersRefused({WHOLE_FORM: str(error)}) from error


def owner_of(ticket_pk: int) -> str:
    """Return how files name the ticket that keeps them."""
    return f"ticket:{ticket_pk}"


def owner_of_repeat(report_pk: int) -> str:
    """Return how files name the repeated report that keeps them."""
    return f"repeat:{report_pk}"
