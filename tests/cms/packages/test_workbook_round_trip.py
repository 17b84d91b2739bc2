"""A document written as a workbook is read back as the same document, and no cell of it is a formula."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook

from cms.packages.reading import read_workbook
from cms.packages.writing import workbook
from tests.ticketforms.made_up_definitions import documents
from ticketforms.package import checked, read, written

pytestmark = pytest.mark.django_db


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents())
def test_made_up_definitions_come_back_from_the_workbook(made_up: dict[str, Any]) -> None:
    document = checked(made_up)

    assert read_workbook(workbook(document)) == document


def test_the_questions_of_a_row_come_back_too() -> None:
    columns = [
        {"code": "device", "kind": "choice", "label_pl": "Urządzenie", "settings": {"dictionary": "damaged-thing"}},
        {"code": "worth", "kind": "number", "label_pl": "Wartość", "settings": {"minimum": 0.5}},
    ]
    devices = {"code": "devices", "kind": "group", "label_pl": "Urządzenia", "settings": {"fields": columns}}
    damage = {"code": "damage", "shortcut": "SZ", "label_pl": "Szkoda", "category": "contact", "fields": [devices]}

    document = checked({"format": 1, "types": [damage]})

    (field,) = document["types"][0]["fields"]
    assert [column["code"] for column in field["settings"]["fields"]] == ["device", "worth"]
    assert read_workbook(workbook(document)) == document == read(written(document))


def test_what_looks_like_a_formula_stays_text() -> None:
    labels = {"label_pl": "=1+1", "label_en": "@SUM(A1)"}
    document = checked({"format": 1, "categories": [{"code": "bill", "letter": "=", **labels}]})

    raw = workbook(document)

    cells = [cell for page in load_workbook(BytesIO(raw)) for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert read_workbook(raw) == document
