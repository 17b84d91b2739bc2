"""The database and memory give the same verdict on any criteria, over a register full of gaps and odd letters."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled
from crm.criteria.judging import gathered, holds
from crm.criteria.reading import checked
from crm.criteria.subjects import EMPTINESS, Subject, Viewer
from crm.customers.matching import fold
from crm.models import AnswerIndex, BillingCard, Call, Customer, CustomerPhone, Meter, ServicePoint, Ticket
from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.conditions import Condition
from ticketforms.models import Category, Dictionary, DictionaryEntry
from ticketforms.publishing import publish

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
        case "phone":
            return "601 234 567"
        case "choice" | "priority":
            return _codes(subject)[0]
    return "a"


@st.composite
def _criteria(draw: st.DrawFn, known: dict[str, Subject], depth: int = 0) -> dict[str, Any]:
    shape = draw(st.integers(0, 5 if depth < 3 else 2))
    if shape <= 2:
        subject = known[draw(st.sampled_from(sorted(known)))]
        operator = draw(st.sampled_from(subject.operators))
        clause: dict[str, Any] = {"subject": subject.name, "operator": operator}
        return clause if operator in EMPTINESS else clause | {"value": draw(_value(subject, operator))}
    if shape == 3:
        return {"not": draw(_criteria(known, depth + 1))}
    parts = draw(st.lists(_criteria(known, depth + 1), max_size=3))
    return {"all" if shape == 4 else "any": parts}


@pytest.fixture
def register(db: None) -> User:
    """Fill a register in which most things are missing somewhere; returns who looks."""
    marked = [field | {"is_column": True, "is_searchable": True} for field in NO_POWER_FIELDS]
    extent = Dictionary.objects.create(code="extent", label_pl="Zasięg")
    for code in ("flat", "street"):
        DictionaryEntry.objects.create(dictionary=extent, code=code, label_pl=code)
    Category.objects.create(code="fault", letter="A", label_pl="Awaria")
    no_power = publish(ticket_type=draft_no_power(marked), by=None, at=NOW)
    me = User.objects.create_user("jan")
    people = [
        Customer.objects.create(
            number=f"K{index}", name=name, folded_name=fold(name), kind=kind, nip=nip, since_date=since
        )
        for index, (name, kind, nip, since) in enumerate(
            [
                ("Kowalska Łucja", "person", "", date(2026, 11, 24)),
                ("O'Neill 100% Sp. z o.o.", "company", "5260250274", None),
                ("Zażółć_5 \\ Gęślą", "person", "", date(1999, 12, 31)),
            ]
        )
    ]
    CustomerPhone.objects.create(customer=people[0], number="+48601234567", is_primary=True)
    CustomerPhone.objects.create(customer=people[0], number="+48602000000")
    places = [
        ServicePoint.objects.create(
            ppe=f"59001234567890{index:04d}",
            customer=people[index % 2],
            street=street,
            building="1",
            postcode="43-300",
            town="Łódź",
            folded_address=fold(f"{street} 1 Łódź"),
            special_need=need,
            contracted_power_kw=Decimal(power),
        )
        for index, (street, need, power) in enumerate(
            [("Łąkowa", "", "2.5"), ("5_m 100%", "lifeSupport", "100"), ("", "", "1")]
        )
    ]
    Meter.objects.create(service_point=places[0], serial_number="1", model="ŁĄK", installed_date=date(2026, 10, 25))
    BillingCard.objects.create(customer=people[1], balance=Decimal("-3.25"), overdue_30=1, source="x", as_of=NOW)
    call = Call.objects.create(
        exchange_id="1", from_number="+48601234567", offered_at=NOW, customer=people[0], agent=me
    )
    moments = [
        NOW,
        NOW - timedelta(hours=2),
        datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    ]
    for index, reported_at in enumerate(moments):
        ticket = Ticket.objects.create(
            ticket_type=no_power.ticket_type,
            form_version=no_power,
            customer=people[index] if index < 3 else None,
            service_point=places[index] if index % 2 == 0 else None,
            call=call if index == 1 else None,
            reported_at=reported_at,
            due_at=reported_at + timedelta(hours=1) if index % 2 else None,
            state=["open", "closed", "waiting", "open"][index],
            closed_at=NOW if index == 1 else None,
            reporter_name=["", "ŁĄKOWA_5", "a\\b", "100%"][index],
            folded_text=fold(["", "ŁĄKOWA_5", "a\\b", "100%"][index]),
            assignee=me if index == 2 else None,
            queue="net" if index == 3 else "",
            call_count=index + 1,
        )
        if index < 2:
            AnswerIndex.objects.create(ticket=ticket, field="extent", text="street" if index else "flat")
            AnswerIndex.objects.create(ticket=ticket, field="flats", text="2", number=Decimal("2.5"))
    return me


@pytest.mark.parametrize("root", ["ticket", "customer", "service_point", "call"])
def test_the_database_finds_what_memory_says_fits(register: User, root: str) -> None:
    viewer = Viewer(may=lambda permission: True, roles=frozenset(), user_id=register.pk)
    known = dict(subjects(root, viewer))
    moment = Moment(NOW, register.pk)
    model = {"ticket": Ticket, "customer": Customer, "service_point": ServicePoint, "call": Call}[root]
    records = list(model.objects.order_by("pk"))  # type: ignore[attr-defined]

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(_criteria(known))
    def agree(raw: dict[str, Any]) -> None:
        condition: Condition = checked(raw, known)

        found = set(model.objects.filter(compiled(condition, root, known, moment)).values_list("pk", flat=True))  # type: ignore[attr-defined]

        judged = {
            record.pk
            for record in records
            if holds(condition, gathered(condition, root, record, known, moment), known, moment)
        }
        assert found == judged

    agree()


def test_every_subject_answers_to_every_operator_alone_and_negated(register: User) -> None:
    moment = Moment(NOW, register.pk)
    for root, model in (("ticket", Ticket), ("customer", Customer), ("service_point", ServicePoint), ("call", Call)):
        known = dict(subjects(root, EVERYTHING))
        total = model.objects.count()  # type: ignore[attr-defined]
        for subject in known.values():
            for operator in subject.operators:
                clause: dict[str, Any] = {"subject": subject.name, "operator": operator}
                if operator not in EMPTINESS:
                    clause["value"] = _any_value(subject, operator)
                condition = checked(clause, known)

                fits = model.objects.filter(compiled(condition, root, known, moment)).count()  # type: ignore[attr-defined]
                negated = model.objects.filter(  # type: ignore[attr-defined]
                    compiled(checked({"not": clause}, known), root, known, moment)
                ).count()

                assert fits + negated == total, (root, clause)
