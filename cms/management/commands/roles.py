"""Makes the roles, or brings them what a new version adds."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.roles import NAMES, ensure_roles


class Command(BaseCommand):
    help = "Make the roles and their permissions; what an administrator changed stays."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        ensure_roles()
        if verbosity:
            self.stdout.write(f"Roles: {', '.join(NAMES)}.")
