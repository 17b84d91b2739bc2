"""What a form does not ask any more can still be looked for; what no version ever asked is refused in words."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import fitting_of
from crm.criteria.errors import CriteriaError
from crm.criteria.pages import Sort, read_page
from crm.criteria.reading import checked
from crm.criteria.sentences import criteria_pieces
from crm.criteria.subjects import Viewer
from crm.models import Ticket
from tests.conftest import NOW, draft_no_power
from ticketforms.publishing import publish

ALL = Viewer(may=lambda permission: True)
STREET = {"subject": "answer.no-power.extent", "operator": "is", "value": "street"}


def found_by(criteria: dict[str, Any]) -> list[Ticket]:
    known, moment = subjects("ticket", ALL), Moment(NOW, None)
    fitting = fitting_of(checked(criteria, known, "ticket"), "ticket", known, moment)
    return list(read_page(Ticket.objects.all(), fitting, Sort("reported_at", True)).rows)


@pytest.fixture
def retired(register: User) -> None:
    """The newest version asks something else."""
    publish(ticket_type=draft_no_power([{"code": "other", "kind": "text", "label_pl": "Inne"}]), by=None, at=NOW)


def test_a_field_that_is_not_asked_any_more_finds_the_tickets_that_were_asked(register: User) -> None:
    before = found_by(STREET)
    publish(ticket_type=draft_no_power([{"code": "other", "kind": "text", "label_pl": "Inne"}]), by=None, at=NOW)

    assert before
    assert found_by(STREET) == before
    assert subjects("ticket", ALL)["answer.no-power.extent"].is_retired


def test_a_sentence_still_names_a_retired_field(retired: None) -> None:
    known = subjects("ticket", ALL)

    pieces = criteria_pieces(checked(STREET, known, "ticket"), known, "en")

    assert "Extent" in "".join(str(piece) for piece in pieces)


@pytest.mark.parametrize("field", ["answer.no-power.never", "answer.nowhere.extent", "answer.no-power", "answer."])
def test_a_field_that_no_version_asked_is_refused_in_words(retired: None, field: str) -> None:
    with pytest.raises(CriteriaError) as refused:
        checked({"all": [STREET, STREET | {"subject": field}]}, subjects("ticket", ALL), "ticket")

    assert refused.value.path == (1,)
    assert str(refused.value)
