"""A condition written as a line is read back as the same condition; a line that is none says where it went wrong."""

from typing import Any as AnyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.packages.expressions import ExpressionError, read, written
from ticketforms.conditions import All, Any, Clause, Condition, Not
from ticketforms.conditions.tree import OPERATORS

_subjects = st.from_regex(r"[a-z][a-z0-9_.-]{0,12}", fullmatch=True)
_scalars = st.one_of(
    st.text(max_size=12),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
)
_values = st.one_of(_scalars, st.none(), st.lists(_scalars, max_size=3))
_clauses = st.one_of(
    st.builds(
        Clause,
        _subjects,
        st.sampled_from([name for name in OPERATORS if name not in {"is_empty", "is_filled"}]),
        _values,
    ),
    st.builds(Clause, _subjects, st.sampled_from(["is_empty", "is_filled"])),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    _clauses,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=12,
)


@given(conditions)
def test_what_is_written_is_read_back_the_same(condition: Condition) -> None:
    assert read(written(condition)) == condition


_BETWEEN = Any((Clause("a", "less_than", 1), Clause("a", "more_than", 2)))
STREET = Clause("extent", "is", "street")


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ("${extent} = 'street' and not(${flats} > 3)", All((STREET, Not(Clause("flats", "more_than", 3))))),
        ("${extent} in ('street', 'stairs')", Clause("extent", "is_any_of", ["street", "stairs"])),
        ("${things} contains 'food'", Clause("things", "contains", "food")),
        ("empty(${note}) or filled(${a.b})", Any((Clause("note", "is_empty"), Clause("a.b", "is_filled")))),
        ("${danger} = yes", Clause("danger", "is", True)),
        ("${hours} >= 0.5", Clause("hours", "at_least", 0.5)),
        ("${name} = 'O''Hara'", Clause("name", "is", "O'Hara")),
        ("  (${extent}='street')  ", STREET),
        ("${extent} = ‘street’", STREET),
        ("${extent} = „street”", STREET),
        ('${extent} = "street"', STREET),
        ("${extent} = 'street' AND (${a} < 1 OR ${a} > 2)", All((STREET, _BETWEEN))),
    ],
)  # fmt: skip
def test_lines_that_people_write(line: str, condition: Condition) -> None:
    assert read(line) == condition


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Character 1: ${field}"),
        ("${extent}", "Character 10: =, !="),
        ("${extent} = street", "Character 13: a text in quotes"),
        ("${extent} = 'street' ${a} = 1", "Character 22: and, or was expected"),
        ("${extent} = 'street' and", "but there is the end of the line"),
        ("(${extent} = 'street'", "Character 22: ) was expected"),
        ("empty(extent)", "Character 7: ${field}"),
        ("${extent} = 'street", "Character 13: “'street” cannot be read"),
        ("${extent} # 1", "Character 11: “# 1” cannot be read"),
        ("(" * 3_000 + "${a} = 1", "too many brackets"),
        ("${a} = " + "9" * 50, "a text in quotes"),
    ],
)
def test_a_line_that_is_no_condition_says_where(line: str, said: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        read(line)

    assert said in str(refused.value)


def test_a_value_that_no_line_can_hold_is_refused() -> None:
    value: AnyType = {"a": 1}

    with pytest.raises(ExpressionError):
        written(Clause("extent", "is", value))
