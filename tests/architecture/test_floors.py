"""Imports and foreign keys point downwards only, and one module an app locks rows."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps

FLOORS = ["ticketforms", "crm", "outages", "graphql_api", "cms"]


def test_imports_keep_the_floors() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    verdict = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, check=False)

    assert verdict.returncode == 0, verdict.stdout


def test_relations_point_downwards() -> None:
    upwards = [
        f"{model.__name__}.{field.name}"
        for floor, name in enumerate(FLOORS)
        for model in apps.get_app_config(name).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label in FLOORS[floor + 1 :]
    ]

    assert upwards == []


def test_rows_are_locked_in_the_modules_that_know_the_order() -> None:
    elsewhere = [
        str(file)
        for floor in ("crm", "outages")
        for file in Path(floor).rglob("*.py")
        if file.name != "locks.py" and "select_for_update" in file.read_text(encoding="utf-8")
    ]

    assert elsewhere == []
