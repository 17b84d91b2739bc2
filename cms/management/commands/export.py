"""Writes what an installation holds to a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.management.kinds import KINDS
from cms.packages.commanding import Refused


class Command(BaseCommand):
    help = "Export KIND to FILE: JSON, or a workbook where its name ends in .xlsx; - writes JSON to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", choices=sorted(KINDS), help=f"one of: {', '.join(sorted(KINDS))}")
        parser.add_argument("file", metavar="FILE", help="the file to write, or -")

    def handle(self, *args: Any, kind: str, file: str, **options: Any) -> None:
        exported, _imported = KINDS[kind]
        try:
            raw = exported(file, at=timezone.now())
            if file == "-":
                self.stdout.write(raw.decode(), ending="")
            else:
                Path(file).write_bytes(raw)
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused
