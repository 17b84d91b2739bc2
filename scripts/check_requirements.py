"""Fails when a dependency of pyproject.toml is not pinned, with a fitting version, in the compiled requirements.

It resolves nothing: how to compile them stands in docs/developer/dependencies.md.
"""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = project["dependencies"]
    development = project["optional-dependencies"]["dev"]
    troubles = [*_unmet(runtime, "requirements.txt"), *_unmet([*runtime, *development], "requirements-dev.txt")]
    for trouble in troubles:
        print(trouble)
    return 1 if troubles else 0


def _unmet(wanted: list[str], compiled: str) -> list[str]:
    text = (PROJECT / compiled).read_text(encoding="utf-8")
    pinned = {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.M)}
    return [
        f"{compiled}: {requirement} is asked for, {pinned.get(canonicalize_name(requirement.name), 'nothing')} pinned"
        for requirement in map(Requirement, wanted)
        if not requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0.dev0"))
    ]


if __name__ == "__main__":
    sys.exit(main())
