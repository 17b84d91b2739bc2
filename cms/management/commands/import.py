"""Takes a file into an installation, or says what it would change."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.management.kinds import KINDS
from cms.management.quiet import quieten_libraries
from cms.packages.commanding import Refused
from ticketforms.package import LARGEST


class Command(BaseCommand):
    help = "Import KIND from FILE (JSON or .xlsx; - reads JSON from standard input). Ticket types become drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", choices=sorted(KINDS), help=f"one of: {', '.join(sorted(KINDS))}")
        parser.add_argument("file", metavar="FILE", help="the file to read, or -")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--keep-others", action="store_true", help="leave entries the file leaves out in use")
        parser.add_argument(
            "--take", action="append", default=[], metavar="KEY", help="take the file's version of this conflict"
        )

    def handle(self, *args: Any, kind: str, file: str, **options: Any) -> None:
        quieten_libraries()
        _exported, imported = KINDS[kind]
        try:
            for line in imported(
                _read(file),
                file,
                is_dry=options["dry_run"],
                keeps_others=options["keep_others"],
                taking=options["take"],
                at=timezone.now(),
            ):
                self.stdout.write(line)
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Nothing was written: a dry run." if options["dry_run"] else "Imported.")


def _read(file: str) -> bytes:
    """No more than a little beyond what is taken in, however long the file is."""
    if file == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(file).open("rb") as opened:
        return opened.read(LARGEST + 1)
