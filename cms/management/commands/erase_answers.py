"""Erases answers that were kept as long as their forms say; the worker does the same every hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outages.retention import erase_what_is_due


class Command(BaseCommand):
    help = "Erase answers that were kept as long as their forms say, in ended tickets and their repeated reports."

    def handle(self, *args: Any, **options: Any) -> None:
        erasure = erase_what_is_due(at=timezone.now())
        self.stdout.write(f"Erased answers of {erasure.tickets} tickets and {erasure.reports} repeated reports.")
