"""Knows how the process's environment is read: the `.env` file, the data directory, the secrets kept with the data.

It does not know what Django does with the values; that is `cms.settings`.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import environ

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(str(PROJECT_DIR / ".env"), overwrite=False)

DATA_DIR = Path(env.str("TCZ_DATA_DIR", default=str(PROJECT_DIR / "var"))).resolve()


def kept_secret(variable: str) -> str:
    """Return the secret of an environment variable, or the one kept in the data directory, made on first use.

    The file is readable by its owner only. It appears whole: two processes starting together read the same secret.
    """
    if given := env.str(variable, default=""):
        return given
    kept = DATA_DIR / variable.lower()
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=DATA_DIR)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(draft, kept)
        os.unlink(draft)
    return kept.read_text(encoding="ascii").strip()
