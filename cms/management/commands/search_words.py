"""Takes in the words of all names and places."""

from typing import Any

from django.core.management.base import BaseCommand

from crm.customers.vocabulary import learn_all


class Command(BaseCommand):
    help = "Take in the words of all names and places, so that misspelt ones are found; after an import of customers."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"New words: {learn_all()}.")
