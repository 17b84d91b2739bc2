"""Loads the starter dictionaries and ticket types."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.demo.definitions import load
from cms.management.quiet import quieten_libraries


class Command(BaseCommand):
    help = "Load the starter dictionaries and ticket types, or bring them up to date; others stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        quieten_libraries()
        versions = load(by=None, at=timezone.now())
        self.stdout.write(f"{len(versions)} ticket types are published.")
