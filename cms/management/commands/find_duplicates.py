"""Compares all customers with each other now, or goes on where it was stopped; the worker does it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from crm.customers.everywhere import find_everywhere


class Command(BaseCommand):
    help = "Find customers who may be one and the same; stopped, it goes on where it was."

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_everywhere(at=timezone.now())
        self.stdout.write(f"{found.pairs} pair(s) to be decided")
        if found.is_cut:
            self.stdout.write("Numbers or addresses of more than 20 customers were left out.")
