"""Copies the answers of old tickets into columns once more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.management.quiet import quieten_libraries
from crm.tickets.reindexing import BATCH, reindex_answers


class Command(BaseCommand):
    help = "Copy what tickets answer into the columns they are searched and counted by, and date what is to be erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="KEY", help="go on behind this ticket")
        parser.add_argument("--batch", type=int, default=BATCH, help=f"tickets in a transaction (default {BATCH})")

    def handle(self, *args: Any, **options: Any) -> None:
        quieten_libraries()
        for count, last in enumerate(reindex_answers(after=options["after"], batch=options["batch"]), start=1):
            if count % 25 == 0:
                self.stdout.write(f"up to Z{last:07d}")
        self.stdout.write("All tickets are done.")
