"""Definitions go out and in from the command line, as JSON and as a workbook; a dry run writes nothing."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import draft_no_power
from ticketforms.models import Category, TicketType
from ticketforms.package import export, written

pytestmark = pytest.mark.django_db
PACKAGE: dict[str, Any] = {
    "format": 1,
    "categories": [{"code": "fault", "letter": "A", "label_pl": "Awarie"}],
    "types": [
        {
            "code": "no-power",
            "shortcut": "BP",
            "label_pl": "Brak prądu",
            "category": "fault",
            "fields": [{"code": "note", "kind": "text", "label_pl": "Uwagi"}],
        }
    ],
}


def _run(*arguments: str) -> str:
    told = StringIO()
    call_command(*arguments, stdout=told)
    return told.getvalue()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    file = tmp_path / "definitions.json"
    file.write_text(json.dumps(PACKAGE), encoding="utf-8")
    return file


def test_a_dry_run_tells_and_writes_nothing(package: Path) -> None:
    told = _run("import", "definitions", str(package), "--dry-run")

    assert told.splitlines() == [
        "new: Category fault – Awarie",
        "new: Ticket type no-power – Brak prądu",
        "    New fields: “Uwagi”.",
        "new: 2, changed: 0, entries retired: 0, conflicting: 0, unchanged: 0",
        "Nothing was written: a dry run.",
    ]
    assert not Category.objects.exists()


@pytest.mark.parametrize("name", ["out.json", "out.xlsx"])
def test_what_is_exported_is_imported_as_a_draft(name: str, package: Path, tmp_path: Path) -> None:
    _run("import", "definitions", str(package))
    file = tmp_path / name
    _run("export", "definitions", str(file))
    before = written(export())
    TicketType.objects.all().delete()

    _run("import", "definitions", str(file))

    assert written(export()) == before
    assert not TicketType.objects.get(code="no-power").live


def test_standard_output_carries_json(package: Path) -> None:
    _run("import", "definitions", str(package))

    assert _run("export", "definitions", "-").encode() == written(export())


def test_a_malformed_file_is_refused_by_its_places(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('{"format": 1, "types": [{"code": "a"}]}', encoding="utf-8")

    with pytest.raises(CommandError, match=r"types\[0\]: “shortcut” is missing\."):
        _run("import", "definitions", str(file))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        _run("import", "definitions", str(tmp_path / "gone.json"))


def test_a_conflict_refuses_the_file_until_it_is_taken(package: Path, no_power_draft: TicketType) -> None:
    with pytest.raises(CommandError, match=r"types\.no-power: .* saved a draft"):
        _run("import", "definitions", str(package))
    untouched = TicketType.objects.get(code="no-power").get_latest_revision_as_object()

    _run("import", "definitions", str(package), "--take", "types.no-power")

    taken = TicketType.objects.get(code="no-power").get_latest_revision_as_object()
    assert [len(draft.fields) for draft in (untouched, taken)] == [0, 1]


@pytest.fixture
def no_power_draft(db: None) -> TicketType:
    Category.objects.create(code="fault", letter="A", label_pl="Awarie")
    return draft_no_power([])
