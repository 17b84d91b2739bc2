"""Knows how the process's environment is read: the `.env` file, the data directory, the secret key kept with the data.

It does not know what Django does with the values; that is `cms.settings`.
"""

import os
import secrets
from pathlib import Path

import environ

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(str(PROJECT_DIR / ".env"), overwrite=False)

DATA_DIR = Path(env.str("TCZ_DATA_DIR", default=str(PROJECT_DIR / "var"))).resolve()


def secret_key() -> str:
    """Return `SECRET_KEY`, or the key kept in the data directory, made on first use for its owner's eyes only."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    kept = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
