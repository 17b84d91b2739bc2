"""Fails when Polish lacks a message, or when the compiled messages are older than the written ones.

It judges completeness only; whether the Polish is good, people judge.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = PROJECT / "cms" / "locale" / "pl" / "LC_MESSAGES" / "django.po"
FLOORS = ["cms", "graphql_api", "outages", "crm", "ticketforms"]


def main() -> int:
    troubles = [*_unfinished(), *_stale(), *_missing(), *_renamed()]
    for trouble in troubles:
        print(trouble)
    if troubles:
        print("Write them in", CATALOGUE.relative_to(PROJECT), "and run: msgfmt -o django.mo django.po")
    return 1 if troubles else 0


def _unfinished() -> list[str]:
    """Return the messages without Polish, or with one marked as doubtful."""
    selections = {"without Polish": "--untranslated", "doubtful": "--only-fuzzy"}
    return [
        f"{name}: {message}"
        for name, switch in selections.items()
        for message in sorted(_messages(_run("msgattrib", "--no-obsolete", switch, str(CATALOGUE))))
    ]


def _stale() -> list[str]:
    with tempfile.NamedTemporaryFile(suffix=".mo") as fresh:
        _run("msgfmt", "--check", "-o", fresh.name, str(CATALOGUE))
        compiled = CATALOGUE.with_suffix(".mo")
        is_current = compiled.exists() and compiled.read_bytes() == Path(fresh.name).read_bytes()
    return [] if is_current else ["django.mo is not what django.po compiles to"]


def _missing() -> list[str]:
    """Return the messages that the code and templates use and the catalogue does not know."""
    with tempfile.TemporaryDirectory() as place:
        for floor in FLOORS:
            (Path(place) / floor).symlink_to(PROJECT / floor)
        locale = Path(place) / "locale"
        locale.mkdir()
        _run(
            sys.executable, "-m", "django", "makemessages", "--locale=pl", "--symlinks", "--no-location",
            "--ignore=locale/*", "--ignore=migrations/*", cwd=place,
        )  # fmt: skip
        used = _messages((locale / "pl" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8"))
    return [f"not in the catalogue: {message}" for message in sorted(used - _messages(CATALOGUE.read_text("utf-8")))]


def _renamed() -> list[str]:
    """Return the files that call gettext by a name of their own: what they say is not found, and never translated."""
    files = [file for floor in FLOORS for file in (PROJECT / floor).rglob("*.py")]
    aliased = re.compile(r"gettext(?:_lazy|_noop)? as (?!_$)\w+", re.MULTILINE)
    return [
        f"{file.relative_to(PROJECT)}: import gettext by its own name or as _"
        for file in files
        if aliased.search(file.read_text(encoding="utf-8"))
    ]


def _messages(catalogue: str) -> set[str]:
    """Return the message ids of a catalogue in gettext's own notation, each with its context when it has one."""
    plain = _run("msgattrib", "--no-wrap", "--no-obsolete", "-", given=catalogue) if catalogue.strip() else ""
    found = re.findall(r'^(?:msgctxt .*\n)?msgid (?:".*"\n)+', plain, re.M)
    return {message.strip().replace("\n", " ") for message in found} - {'msgid ""'}


def _run(*command: str, cwd: str | None = None, given: str | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
