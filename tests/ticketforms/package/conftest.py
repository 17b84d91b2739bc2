"""A house with one dictionary, one category and one published type, and what its package says."""

from typing import Any

import pytest

from tests.conftest import NOW
from ticketforms.models import Dictionary, TicketType
from ticketforms.package import apply, checked, plan
from ticketforms.publishing import publish

PACKAGE: dict[str, Any] = {
    "format": 1,
    "categories": [{"code": "fault", "letter": "A", "colour": "amber", "label_pl": "Awarie", "label_en": "Faults"}],
    "dictionaries": [
        {
            "code": "extent",
            "label_pl": "Zasięg",
            "label_en": "Extent",
            "entries": [
                {"code": "flat", "label_pl": "lokal", "label_en": "flat"},
                {"code": "street", "label_pl": "ulica", "label_en": "street"},
            ],
        }
    ],
    "types": [
        {
            "code": "no-power",
            "shortcut": "BP",
            "label_pl": "Brak prądu",
            "label_en": "No power",
            "category": "fault",
            "fields": [
                {
                    "code": "extent",
                    "kind": "choice",
                    "label_pl": "Zasięg",
                    "requirement": "save",
                    "settings": {"dictionary": "extent"},
                },
                {
                    "code": "flats",
                    "kind": "number",
                    "label_pl": "Ile lokali",
                    "visible_when": {"subject": "extent", "operator": "is", "value": "street"},
                },
            ],
            "rules": [
                {
                    "code": "urgent",
                    "when": {"subject": "extent", "operator": "is", "value": "street"},
                    "effects": [{"effect": "set_priority", "priority": 2}],
                }
            ],
        }
    ],
}


@pytest.fixture
def house(db: None) -> dict[str, Any]:
    """Take the package in and publish its type; return the package."""
    apply(plan(checked(PACKAGE)), by=None, at=NOW)
    publish(ticket_type=TicketType.objects.get(code="no-power"), by=None, at=NOW)
    assert Dictionary.objects.count() == 1
    return PACKAGE
