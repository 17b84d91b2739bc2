"""Whatever stands where a value belongs, every comparison either reads it or says what to do; nothing else happens."""

from typing import Any

import pytest

from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled
from crm.criteria.errors import CriteriaError
from crm.criteria.reading import checked
from crm.criteria.subjects import ROOTS, Viewer
from crm.models import Ticket
from tests.conftest import NOW

ALL = Viewer(may=lambda permission: True)


def _nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"from": inner}
    return inner


BAD: list[Any] = [
    None,
    True,
    0,
    1,
    -1,
    2**31,
    10**5_000,
    1.5,
    float("nan"),
    float("inf"),
    "",
    " ",
    "\x00",
    "\ud800",
    "%",
    "_",
    "\\",
    "'",
    '"; drop table',
    "x" * 10_000,
    "9" * 10_000,
    "١٢",
    "1e999",
    "NaN",
    "-0",
    [],
    [[]],
    ["a"] * 10_000,
    [None],
    [{}],
    {},
    {"a": 1},
    {"period": "never"},
    {"period": []},
    {"last": 10**30, "unit": "days"},
    {"last": True, "unit": "days"},
    {"last": "²", "unit": "days"},
    {"from": "0000-01-01"},
    {"to": "99999-01-01"},
    {"from": 5},
    {"from": ["2026-11-01"]},
    {"from": "2026-02-30"},
    {"from": "2999-12-31", "to": "2999-12-31"},
    {"next": 1_000, "unit": "months"},
    _nested(5_000),
]


@pytest.mark.parametrize("root", ROOTS)
def test_no_value_makes_a_search_fail(db: None, root: str) -> None:
    known = subjects(root, ALL)
    kinds = {
        (subject.comparing.name, operator): subject for subject in known.values() for operator in subject.operators
    }

    for (_kind, operator), subject in kinds.items():
        for value in BAD:
            try:
                condition = checked({"subject": subject.name, "operator": operator, "value": value}, known, "ticket")
            except CriteriaError:
                continue
            fits = compiled(condition, root, known, Moment(NOW, None))
            if root == "ticket":
                assert list(Ticket.objects.filter(fits)) == []


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "[", "*"])
def test_signs_that_databases_read_otherwise_stand_for_themselves(db: None, register: Any, sign: str) -> None:
    known = subjects("ticket", ALL)
    clause = {"subject": "ticket.reporter", "operator": "contains", "value": sign}
    fits = compiled(checked(clause, known, "ticket"), "ticket", known, Moment(NOW, None))

    found = set(Ticket.objects.filter(fits).values_list("reporter_name", flat=True))

    assert found == {name for name in Ticket.objects.values_list("reporter_name", flat=True) if sign in name}
