"""The search box is on every page of those who may find something, and nothing typed into it gets into an address."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cms.finding.setting_off import Piece, digits_set_off, pieces
from crm.customers.matching import fold
from crm.customers.vocabulary import learn_all
from crm.models import Customer
from tests.conftest import NewUser, Town

OPENER = "data-find-open"


def folded(customer: Customer) -> None:
    customer.folded_name = fold(customer.name)
    customer.save()
    learn_all()


def finding(client: Client, typed: str) -> str:
    response = client.post(reverse("finding:find"), {"typed": typed})
    assert response.status_code == 200
    assert typed not in response.request["QUERY_STRING"] + response.request["PATH_INFO"]
    return response.content.decode()


def test_what_was_typed_is_set_off_in_what_was_found(client: Client, agent: User, town: Town) -> None:
    folded(town.household("Żółkiewska Anna", "ST1A").customer)
    client.force_login(agent)

    html = finding(client, "zolk")

    assert "<mark>Żółk</mark>iewska Anna" in html
    assert 'role="option"' in html


def test_other_spellings_are_named_as_they_are_written(client: Client, agent: User, town: Town) -> None:
    for name in ("Żółkiewska Anna", "Żółkiewska Ewa"):
        folded(town.household(name, "ST1A").customer)
    client.force_login(agent)

    assert "Żółkiewska." in finding(client, "zolkiweska")


@pytest.mark.parametrize("typed", ["", "%", "<script>alert(1)</script>", "a" * 10_000, "\0", "🙂", "‮"])
def test_nothing_typed_breaks_the_box(client: Client, agent: User, town: Town, typed: str) -> None:
    client.force_login(agent)

    response = client.post(reverse("finding:find"), {"typed": typed})

    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_the_box_stands_on_every_page_but_the_desk(client: Client, agent: User, new_user: NewUser) -> None:
    client.force_login(agent)
    for name in ("wagtailadmin_home", "records:customers", "board:board"):
        assert "data-find-form" in client.get(reverse(name)).content.decode()
    assert "data-find-form" not in client.get(reverse("desk:desk")).content.decode()

    client.force_login(new_user("auditor"))
    assert OPENER not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.post(reverse("finding:find"), {"typed": "anna"}).status_code in (302, 403)
    client.logout()
    assert client.post(reverse("finding:find"), {"typed": "anna"}).status_code == 302


def test_a_question_in_an_address_is_not_answered(client: Client, agent: User) -> None:
    client.force_login(agent)

    assert client.get(reverse("finding:find"), {"typed": "anna"}).status_code == 405


def test_a_pesel_finds_but_is_not_shown(client: Client, new_user: NewUser, town: Town) -> None:
    customer = town.household("Zych Adam", "ST1A").customer
    customer.pesel = "44051401359"
    customer.save()
    client.force_login(new_user("supervisor"))

    html = finding(client, "44051401359")

    assert "Zych Adam" in html
    assert "44051401359" not in html


def test_pieces_keep_the_text_whole() -> None:
    assert pieces("Łąkowa 3/30", ["lak", "3"]) == (
        Piece("Łąk", True),
        Piece("owa ", False),
        Piece("3", True),
        Piece("/30", False),
    )
    assert digits_set_off("+48601234567", "234 567") == (Piece("+48601", False), Piece("234567", True))
    assert "".join(piece.text for piece in pieces("Straße 5", ["strasse"])) == "Straße 5"
