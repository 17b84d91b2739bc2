"""Binds the files that answers name to the ticket that holds the answers, and says who may see them.

What is in a file it does not know.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from crm.models import Ticket
from crm.reads import note_seen
from crm.tickets.reading import file_subject, reader_of
from ticketforms.answers import WHOLE_FORM, AnswersRefused
from ticketforms.definition import Definition, upgraded
from ticketforms.port import User
from ticketforms.uploads import WITH_FILES, UnableToClaim, claim_files


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


def sees_file_of_ticket(user: User, owner: str, key: str) -> bool:
    """Return whether this person may see a file that a ticket keeps, in its answers or in what they were before."""
    tickets = Ticket.objects.visible_to(user or AnonymousUser()).select_related("form_version")
    ticket = tickets.filter(pk=owner.partition(":")[2]).first()
    if ticket is None:
        return False
    before = [answers for change in ticket.answer_changes.all() for answers in (change.before, change.after)]
    return names_for(user, ticket.form_version.definition, [ticket.answers, *before], key)


def note_file_seen(user: User, owner: str, at: datetime) -> None:
    """Write down that this person fetched a file that a ticket keeps, in its answers or beside them."""
    pk = int(owner.partition(":")[2])
    note_seen(subject=file_subject(pk), reader=user.get_username() if user else "", door="file", at=at)


def names_for(user: User, definition: Definition, told: Iterable[Mapping[str, Any]], key: str) -> bool:
    """Return whether one of the answers that this person may see whole names the file."""
    reader = reader_of(user or AnonymousUser())
    fields = [field for field in upgraded(definition)["fields"] if field["kind"] in WITH_FILES]
    seen = [field["code"] for field in fields if reader.may_see(field) and reader.may_see_whole(field)]
    kept = [answers[code]["value"] or () for answers in told for code in seen if code in answers]
    return any(one["key"] == key for files in kept for one in files)
