"""Makes an API token and prints it once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from graphql_api.tokens import SCOPES, UnableToIssue, issue


class Command(BaseCommand):
    help = "Make an API token for a neighbour system and print it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--scope", action="append", required=True, help=f"One of {', '.join(SCOPES)}; repeat it.")
        parser.add_argument("--days", type=int, help="Expires after so many days; without it only when revoked.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            expires_at = now + timedelta(days=options["days"]) if options["days"] is not None else None
            token = issue(name=options["name"], scopes=options["scope"], at=now, expires_at=expires_at)
        except (UnableToIssue, OverflowError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(token)
