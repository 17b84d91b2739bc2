"""Makes an installation ready to serve: tables, static files, roles, a demo if empty; then says where.

Run again it only does what has become necessary, and changes no data.
"""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.demo.logins import LOGINS
from cms.settings.environment import DATA_DIR


class Command(BaseCommand):
    help = "Make ready to serve: migrate, collect static files, make the roles, load the demo when there are no users."

    def handle(self, *args: Any, **options: Any) -> None:
        self._migrate()
        self._collect_static_files()
        is_empty = not get_user_model().objects.exists()
        call_command("roles", verbosity=0)
        if is_empty:
            self.stdout.write("Loading the demo …")
            call_command("demo")
        self._say_where()

    def _migrate(self) -> None:
        try:
            call_command("migrate", check_unapplied=True, verbosity=0)
        except SystemExit:
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static_files(self) -> None:
        kept, present = DATA_DIR / "static.stamp", _stamp_of_static_files()
        if kept.exists() and kept.read_text(encoding="ascii") == present:
            return
        self.stdout.write("Collecting static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        kept.write_text(present, encoding="ascii")

    def _say_where(self) -> None:
        address = f"http://{_name_of(settings.BIND)}:{settings.PORT}"
        self.stdout.write(f"\nTCZ           {address}/admin/  (Ctrl-C stops it)")
        self.stdout.write(f"Telephony     POST {address}/api/telephony/{settings.TELEPHONY_SECRET}/")
        password, token = DATA_DIR / "demo_password", DATA_DIR / "demo_api_token"
        if token.exists():
            self.stdout.write(f"API token     {token.read_text(encoding='ascii').strip()}")
        if password.exists():
            names = ", ".join(login.username for login in LOGINS)
            self.stdout.write(f"Log in as     {names}")
            self.stdout.write(f"Password      {password.read_text(encoding='ascii').strip()}")
        if not get_user_model().objects.exists():
            self.stdout.write("Nobody can log in yet: .venv/bin/python manage.py createsuperuser")


def _stamp_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _name_of(host: str) -> str:
    return "localhost" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host
