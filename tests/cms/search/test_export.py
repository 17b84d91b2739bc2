"""An export holds all that was found and nothing that would be calculated, and it is noted whose data it took."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from crm.models import Customer, PersonalDataRead, ServicePoint
from tests.cms.search.conftest import SEARCH
from tests.conftest import NewUser, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion

WHOSE = {"columns": ["ticket.number", "customer.name"], "sort_by": "ticket.number"}


def export(client: Client, asked: object, kind: str = "csv") -> Any:
    return client.post(f"{SEARCH}export/", {"asked": json.dumps(asked), "kind": kind})


def rows_in(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))


@pytest.fixture
def many(no_power_form: FormVersion, town: Town, agent: User) -> list[ServicePoint]:
    points = [town.household(f"Nowak {index}", "ST1A") for index in range(60)]
    for point in points:
        take(no_power_form, point, agent)
    return points


def test_all_that_was_found_is_in_the_file_and_every_customer_is_noted_once(
    at_agent: Client, many: list[ServicePoint]
) -> None:
    rows = rows_in(export(at_agent, WHOSE))

    assert [row[1] for row in rows[1:]] == [f"Nowak {index}" for index in range(60)]
    assert PersonalDataRead.objects.filter(reader="agent", door="export").count() == 60
    assert PersonalDataRead.objects.filter(subject=f"customer:{many[0].customer_id}").count() == 1


def test_what_a_spreadsheet_would_calculate_is_text(
    at_agent: Client, no_power_form: FormVersion, point: ServicePoint, agent: User
) -> None:
    Customer.objects.update(name="=HYPERLINK(1)")
    take(no_power_form, point, agent)

    rows = rows_in(export(at_agent, WHOSE))
    book = load_workbook(io.BytesIO(b"".join(export(at_agent, WHOSE, "xlsx").streaming_content)))

    assert rows[1][1] == "'=HYPERLINK(1)"
    cell = book.worksheets[0].cell(2, 2)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_what_tells_of_nobody_is_noted_nowhere_and_hidden_columns_stay_hidden(
    client: Client, many: list[ServicePoint], new_user: NewUser
) -> None:
    client.force_login(new_user("administrator"))

    rows = rows_in(export(client, WHOSE))

    assert {len(row) for row in rows} == {1}
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize("asked", ["", "[]", {"criteria": {"all": [{"subject": "x", "operator": "is"}]}}])
def test_what_cannot_be_read_is_refused(at_agent: Client, asked: object) -> None:
    assert export(at_agent, asked).status_code == 422
    assert at_agent.get(f"{SEARCH}export/").status_code == 405
