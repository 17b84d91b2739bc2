"""An operator finds every environment variable that the settings read in docs/operator/settings.md, and no other."""

import ast
import re

from django.conf import settings


def _read() -> set[str]:
    names = {
        str(call.args[0].value)
        for path in (settings.BASE_DIR / "cms" / "settings").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).startswith(("env.", "kept_secret"))
        and isinstance(call.args[0], ast.Constant)
    }
    assert "DATABASE_URL" in names
    return names


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    page = (settings.BASE_DIR / "docs" / "operator" / "settings.md").read_text(encoding="utf-8")

    first_cells = re.findall(r"^\|([^|]+)\|", page, flags=re.MULTILINE)
    documented = set(re.findall(r"`([A-Z_]+)`", " ".join(first_cells)))

    assert documented == _read()
