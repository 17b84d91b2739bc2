"""A document written as a workbook is read back as the same document, and no cell of it is a formula."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook

from cms.packages.reading import read_workbook
from cms.packages.writing import workbook
from tests.ticketforms.made_up_definitions import documents
from ticketforms.package import checked

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


def test_what_looks_like_a_formula_stays_text() -> None:
    labels = {"label_pl": "=1+1", "label_en": "@SUM(A1)"}
    document = checked({"format": 1, "categories": [{"code": "bill", "letter": "=", **labels}]})

    raw = workbook(document)

    cells = [cell for page in load_workbook(BytesIO(raw)) for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert read_workbook(raw) == document
