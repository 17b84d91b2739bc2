"""Keeps an empty, migrated SQLite database beside the checkout, so that only the first run after a new migration waits.

It knows nothing of what is in the database; PostgreSQL is migrated anew each time.
"""

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import django
from django.apps import apps
from django.db import connections


def _database() -> Path | None:
    """The file that Django is about to make for tests, `None` where it makes no file."""
    settings = connections["default"].settings_dict
    return Path(settings["TEST"]["NAME"]) if settings["ENGINE"].endswith("sqlite3") else None


def _kept(folder: Path) -> Path:
    """Where the database of just these migrations is kept."""
    told = hashlib.sha256(f"{sys.version} {django.__version__} {sqlite3.sqlite_version}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            told.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return folder / f"{told.hexdigest()[:32]}.sqlite3"


def lay_out(folder: Path) -> Path | None:
    """Put the kept database where the tests want theirs and return its place, `None` where there is nothing to put."""
    database = _database()
    if database is None or not (kept := _kept(folder)).exists():
        return None
    shutil.copyfile(kept, database)
    return database


def keep(folder: Path) -> None:
    """Keep the database as it is now, and only this one."""
    if _database() is None or (kept := _kept(folder)).exists():
        return
    source = connections["default"].connection
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".new", delete=False) as draft:
        copy = sqlite3.connect(draft.name)
    source.backup(copy)
    copy.close()
    for earlier in folder.glob("*.sqlite3"):
        earlier.unlink(missing_ok=True)
    os.replace(draft.name, kept)


def clear(database: Path) -> None:
    """Take a database away with what SQLite keeps beside it."""
    connections["default"].close()
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
