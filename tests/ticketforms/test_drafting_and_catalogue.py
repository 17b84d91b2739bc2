"""A draft changes nothing for agents until it is published."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from tests.conftest import NOW
from ticketforms.catalogue import UnknownType, published_form, published_forms
from ticketforms.drafting import draft_type
from ticketforms.models import Category, FormVersion, TicketType
from ticketforms.publishing import UnableToPublish, publish

NOTE = {"code": "note", "kind": "text", "label_pl": "Uwagi"}


@pytest.fixture
def bill(db: None) -> Category:
    return Category.objects.create(code="bill", letter="R", label_pl="Rozliczenia")


def _draft(bill: Category, fields: list[dict[str, Any]], **changed: Any) -> TicketType:
    facts: dict[str, Any] = {
        "code": "complaint",
        "shortcut": "RK",
        "label_pl": "Reklamacja rachunku",
        "label_en": "Complaint about a bill",
        "category": bill,
        "icon": "doc-full",
        "reporting": TicketType.Reporting.OTHER,
        "fields": fields,
        "by": None,
        "at": NOW,
    }
    return draft_type(**facts | changed)


def test_a_draft_is_not_in_the_catalogue_until_it_is_published(bill: Category) -> None:
    complaint = _draft(bill, [NOTE])
    before = published_forms()

    version = publish(ticket_type=complaint, by=None, at=NOW)

    assert before == []
    assert [(form.ticket_type.code, form.version) for form in published_forms()] == [("complaint", version)]


def test_a_draft_of_a_type_in_use_changes_nothing_until_it_is_published(bill: Category) -> None:
    publish(ticket_type=_draft(bill, [NOTE]), by=None, at=NOW)

    complaint = _draft(bill, [NOTE, NOTE | {"code": "more"}], label_pl="Reklamacja")

    assert published_form("complaint").ticket_type.label_pl == "Reklamacja rachunku"
    newer = publish(ticket_type=complaint, by=None, at=NOW)
    form = published_form("complaint")
    assert (form.ticket_type.label_pl, form.version, newer.number) == ("Reklamacja", newer, 2)


def test_a_draft_that_cannot_be_published_leaves_the_form_in_use(bill: Category) -> None:
    first = publish(ticket_type=_draft(bill, [NOTE]), by=None, at=NOW)
    twice = _draft(bill, [NOTE, NOTE], label_pl="Reklamacja")

    with pytest.raises(UnableToPublish, match="note"):
        publish(ticket_type=twice, by=None, at=NOW)

    form = published_form("complaint")
    assert (form.ticket_type.label_pl, form.version) == ("Reklamacja rachunku", first)


def test_a_shortcut_of_another_type_is_refused(bill: Category) -> None:
    _draft(bill, [NOTE])

    with pytest.raises(ValidationError):
        _draft(bill, [NOTE], code="question")

    assert TicketType.objects.count() == 1


def test_a_type_that_is_not_in_use_is_unknown(bill: Category) -> None:
    _draft(bill, [NOTE])

    with pytest.raises(UnknownType, match="complaint"):
        published_form("complaint")


def test_the_catalogue_asks_the_database_once(
    bill: Category, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        drafted = _draft(bill, [NOTE], code=f"type-{number}", shortcut=f"T{number}")
        publish(ticket_type=drafted, by=agent, at=NOW)

    with django_assert_num_queries(1):
        categories = [form.ticket_type.category.letter for form in published_forms()]

    assert categories == ["R"] * 5
    assert FormVersion.objects.count() == 5
