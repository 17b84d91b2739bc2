"""Conditions that hold of one and the same thing find fewer than those that each hold of some."""

from typing import Any

from django.contrib.auth.models import User

from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled
from crm.criteria.reading import checked
from crm.criteria.subjects import Viewer
from crm.models import Customer
from tests.conftest import NOW

EVERYTHING = Viewer(may=lambda permission: True, roles=frozenset({"agent"}), user_id=None)


def _found(criteria: dict[str, Any]) -> set[str]:
    known = subjects("customer", EVERYTHING)
    fits = compiled(checked(criteria, known, "customer"), "customer", known, Moment(NOW, None))
    return set(Customer.objects.filter(fits).values_list("number", flat=True))


def test_a_group_about_one_place_does_not_mix_two_places_of_a_customer(register: User) -> None:
    on_the_street = {"subject": "service_point.street", "operator": "is", "value": "łąkowa"}
    weak = {"subject": "service_point.power", "operator": "is", "value": "1"}
    stronger = {"subject": "service_point.power", "operator": "is", "value": "2.5"}

    assert _found({"all": [on_the_street, weak]}) == {"K0"}
    assert _found({"all": [on_the_street, weak], "of": "service_point"}) == set()
    assert _found({"all": [on_the_street, stronger], "of": "service_point"}) == {"K0"}
    assert _found({"not": {"all": [on_the_street, stronger], "of": "service_point"}}) == {"K1", "K2"}


def test_a_group_about_one_ticket_asks_of_the_ticket_what_a_list_of_tickets_could(register: User) -> None:
    answered = {"subject": "answer.no-power.extent", "operator": "is", "value": "street"}
    closed = {"subject": "ticket.state", "operator": "is", "value": "closed"}
    followed = {"subject": "outage.is_ongoing", "operator": "is", "value": True}

    assert _found({"all": [answered, closed], "of": "ticket"}) == {"K1"}
    assert _found({"all": [answered, {"not": closed}], "of": "ticket"}) == set()
    assert _found({"all": [followed], "of": "ticket"}) <= {"K0", "K1", "K2"}


def test_a_group_that_asks_nothing_asks_whether_there_is_one(register: User) -> None:
    assert _found({"all": [], "of": "meter"}) == {"K0"}
    assert _found({"not": {"all": [], "of": "service_point"}}) == {"K2"}
