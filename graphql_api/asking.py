"""What one question carries from its door to every resolver: whose token, the moment, the loaders, who was read."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model
from graphql import GraphQLError, GraphQLResolveInfo

from crm.models import Call, Customer, PersonalDataRead, ServicePoint, Ticket
from crm.tickets.reading import Reader, sensitive_subject
from graphql_api.loaders import Loaders
from graphql_api.models import ApiToken
from ticketforms.port import port

MOST_SEARCHES = 5


class Asking:
    """The context of one execution; it is never shared between two questions."""

    def __init__(self, *, token: ApiToken, at: datetime) -> None:
        self.token = token
        self.at = at
        self.loaders = Loaders(self._note)
        self._subjects: set[str] = set()
        self._searches = 0

    def require(self, *scopes: str) -> None:
        """Raise a `GraphQLError` unless the token has one of the scopes."""
        if not self.may(*scopes):
            raise GraphQLError(
                f"This token lacks the scope {' or '.join(scopes)}.", extensions={"code": "FORBIDDEN", "scopes": scopes}
            )

    def may(self, *scopes: str) -> bool:
        """True when the token has one of the scopes."""
        return any(scope in self.token.scopes for scope in scopes)

    @property
    def reader(self) -> Reader:
        """How far the system reads answers: personal ones by customers:read, sensitive ones by tickets:sensitive."""
        return Reader(
            roles=port.roles.of(None),
            sees_personal=self.may("customers:read"),
            sees_sensitive=self.may("tickets:sensitive"),
        )

    def note_sensitive(self, ticket: Ticket) -> None:
        """Note that sensitive answers of a ticket are part of the answer."""
        self._subjects.add(sensitive_subject(ticket))

    def note_search(self) -> None:
        """Count one more search by criteria, each of which may take its time; raises `GraphQLError` for too many."""
        self._searches += 1
        if self._searches > MOST_SEARCHES:
            raise GraphQLError(f"Search by criteria at most {MOST_SEARCHES} times in one question.")

    def log_reads(self) -> None:
        """Write down whose data was returned, in one insert; the doors call it before the answer leaves."""
        PersonalDataRead.objects.bulk_create(
            PersonalDataRead(reader=self.token.name, door="graphql", subject=subject, read_at=self.at)
            for subject in sorted(self._subjects)
        )
        self._subjects.clear()

    def _note(self, rows: Iterable[Model]) -> None:
        for row in rows:
            if isinstance(row, Customer):
                self._subjects.add(f"customer:{row.pk}")
            elif isinstance(row, Ticket | Call | ServicePoint):
                anonymous = f"{row._meta.model_name}:{row.pk}"
                self._subjects.add(f"customer:{row.customer_id}" if row.customer_id else anonymous)


def asking(info: GraphQLResolveInfo) -> Asking:
    """Return the context of the running execution."""
    found: Asking = info.context
    return found
