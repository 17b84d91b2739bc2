"""Makes an API token and prints it once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from graphql_api.tokens import SCOPES, UnableToIssue, issue


class Command(BaseCommand):
    help = "Make an API token for a neighbour system and print it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--scope", action="append", required=True, help=f"One of {', '.join(SCOPES)}.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = issue(name=options["name"], scopes=options["scope"], at=timezone.now())
        except UnableToIssue as error:
            raise CommandError(str(error)) from error
        self.stdout.write(token)
