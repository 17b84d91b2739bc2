"""The database and memory give the same verdict on any criteria, over a register full of gaps and odd letters."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled, fitting_of
from crm.criteria.judging import gathered, holds
from crm.criteria.reading import MOST_OF, checked
from crm.criteria.subjects import EMPTINESS, SEVERAL, Subject, Viewer
from crm.customers.matching import fold
from crm.models import Call, Customer, ServicePoint, Ticket
from outages.models import Outage
from tests.conftest import NOW
from ticketforms.conditions import Condition

MODELS: dict[str, type[Model]] = {
    "ticket": Ticket,
    "customer": Customer,
    "service_point": ServicePoint,
    "call": Call,
    "outage": Outage,
}
EVERYTHING = Viewer(may=lambda permission: True, roles=frozenset({"agent"}), user_id=None)
WORDS = ["a", "ŁĄKOWA", "łąk", "100%", "5_m", "o'neill", "\\", "Zażółć gęślą", "kow", "+48", "1", "Z0000001", " b "]
PERIODS: list[dict[str, Any]] = [
    {"period": "today"},
    {"period": "this_shift"},
    {"period": "last_month"},
    {"last": 7, "unit": "days"},
    {"last": 3, "unit": "hours"},
    {"next": 2, "unit": "months"},
    {"from": "2026-03-29", "to": "2026-10-25"},
    {"to": "2026-11-24"},
]


def _codes(subject: Subject) -> list[str]:
    return [code for code, _label in subject.choices()] if subject.choices and subject.choices() else WORDS


def _value(subject: Subject, operator: str) -> st.SearchStrategy[Any]:
    control = subject.comparing.control
    one: st.SearchStrategy[Any]
    if subject.comparing.name == "integer":
        one = st.sampled_from(["0", "1", "2", "-3"])
    elif control == "number":
        one = st.sampled_from(["0", "1", "2", "2,5", "-3.25", "100"])
    elif control == "flag":
        one = st.booleans()
    elif control == "moment":
        periods = [period for period in PERIODS if subject.comparing.name == "moment" or "hours" not in period.values()]
        periods = [period for period in periods if subject.comparing.name == "moment" or "shift" not in str(period)]
        return st.sampled_from(periods)
    elif control == "choice":
        one = st.sampled_from(_codes(subject))
    elif control == "person":
        one = st.sampled_from(["me", "jan", "nobody"])
    elif subject.comparing.name == "ticket_number":
        one = st.sampled_from(["Z0000001", "z 2", "Z999"])
    elif subject.comparing.name == "outage_number":
        one = st.sampled_from(["1", "2", "77"])
    elif subject.comparing.name == "phone" and operator != "begins_with":
        one = st.sampled_from(["601 234 567", "+48602000000"])
    elif subject.comparing.name == "words":
        one = st.sampled_from([word for word in WORDS if fold(word)])
    else:
        one = st.sampled_from(WORDS)
    return st.lists(one, min_size=1, max_size=3) if operator == "is_any_of" else one


def _any_value(subject: Subject, operator: str) -> Any:
    match subject.comparing.name:
        case "integer" | "number":
            return "2"
        case "flag" | "answered_flag":
            return True
        case "moment" | "day":
            return {"last": 7, "unit": "days"}
        case "ticket_number":
            return "Z0000001"
        case "outage_number":
            return "1"
        case "phone":
            return "601 234 567"
        case "choice" | "priority":
            return _codes(subject)[0]
    return "a"


@st.composite
def _criteria(draw: st.DrawFn, known: dict[str, Subject], *about: str, depth: int = 0) -> dict[str, Any]:
    root, tables = about[-1], {subject.table.name for subject in known.values()}
    shape = draw(st.integers(0, 6 if depth < 3 else 2))
    if shape <= 2:
        names = sorted(name for name, subject in known.items() if subject.table.is_reached_from(root))
        subject = known[draw(st.sampled_from(names))]
        operator = draw(st.sampled_from(subject.operators))
        clause: dict[str, Any] = {"subject": subject.name, "operator": operator}
        return clause if operator in EMPTINESS else clause | {"value": draw(_value(subject, operator))}
    if shape == 3:
        return {"not": draw(_criteria(known, *about, depth=depth + 1))}
    several = [of for of in SEVERAL.get(root, ()) if of in tables and len(about) <= MOST_OF]
    if shape == 6 and several:
        of = draw(st.sampled_from(several))
        return {"all": draw(st.lists(_criteria(known, *about, of, depth=depth + 1), max_size=3)), "of": of}
    parts = draw(st.lists(_criteria(known, *about, depth=depth + 1), max_size=3))
    return {"any" if shape == 5 else "all": parts}


@pytest.mark.parametrize("root", MODELS)
def test_the_database_finds_what_memory_says_fits(register: User, root: str) -> None:
    viewer = Viewer(may=lambda permission: True, roles=frozenset(), user_id=register.pk)
    known = dict(subjects(root, viewer))
    moment = Moment(NOW, register.pk)
    model = MODELS[root]
    records = list(model.objects.order_by("pk"))  # type: ignore[attr-defined]

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(_criteria(known, root))
    def agree(raw: dict[str, Any]) -> None:
        condition: Condition = checked(raw, known, root)

        fitting = fitting_of(condition, root, known, moment)

        judged = {
            record.pk
            for record in records
            if holds(condition, gathered(condition, root, record, known, moment), known, moment)
        }
        for form in fitting.forms(model.objects.all(), "pk"):  # type: ignore[attr-defined]
            assert {pk for (pk,) in form} == judged

    agree()


def test_every_subject_answers_to_every_operator_alone_and_negated(register: User) -> None:
    moment = Moment(NOW, register.pk)
    for root, model in MODELS.items():
        known = dict(subjects(root, EVERYTHING))
        total = model.objects.count()  # type: ignore[attr-defined]
        for subject in known.values():
            for operator in subject.operators:
                clause: dict[str, Any] = {"subject": subject.name, "operator": operator}
                if operator not in EMPTINESS:
                    clause["value"] = _any_value(subject, operator)
                condition = checked(clause, known, root)

                fits = model.objects.filter(compiled(condition, root, known, moment)).count()  # type: ignore[attr-defined]
                negated = model.objects.filter(  # type: ignore[attr-defined]
                    compiled(checked({"not": clause}, known, root), root, known, moment)
                ).count()

                assert fits + negated == total, (root, clause)
