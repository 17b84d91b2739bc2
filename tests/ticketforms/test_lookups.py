"""Records are found by typing, only by those who fill in forms, and kept with the label they had."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from tests.conftest import NOW, NewUser
from ticketforms.kinds import KINDS, AnswerError, Given
from ticketforms.port import Found, User, port

LOOKUPS = ["customer", "meter", "outage", "service_point", "station", "ticket"]


class Shelf:
    """Two customers; it remembers how it was asked."""

    label: str | Promise = "customer"

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str], int]] = []

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        self.asked.append((text, dict(narrowed_by), limit))
        return [Found("K1", "Kowalska Anna", "ul. Łąkowa 3")] if text.startswith("kow") else []

    def find(self, key: str) -> Found | None:
        return Found("K1", "Kowalska Anna") if key == "K1" else None


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    lent, ours = dict(port.lookups), Shelf()
    port.lookups["customer"] = ours
    yield ours
    port.lookups.clear()
    port.lookups.update(lent)


def _ask(client: Client, **sent: str) -> Any:
    return client.post(reverse("ticketforms:lookup"), {"kind": "customer", "text": "kow"} | sent)


def test_every_record_that_a_field_may_name_can_be_looked_up() -> None:
    assert sorted(port.lookups) == LOOKUPS
    assert all(name in KINDS for name in LOOKUPS)


def test_an_agent_finds_records(client: Client, new_user: NewUser, shelf: Shelf) -> None:
    client.force_login(new_user("agent"))

    reply = _ask(client, narrowed_by=json.dumps({"service_point": "5903", "planet": "Mars"}))

    assert reply.json() == {"found": [{"key": "K1", "label": "Kowalska Anna", "detail": "ul. Łąkowa 3"}]}
    assert shelf.asked == [("kow", {"service_point": "5903"}, 8)]
    assert "no-store" in reply["Cache-Control"]


@pytest.mark.parametrize("sent", [{"kind": "planet"}, {"narrowed_by": "{"}, {"narrowed_by": '{"customer": 5}'}])
def test_what_is_not_a_question_is_refused(
    client: Client, new_user: NewUser, shelf: Shelf, sent: dict[str, str]
) -> None:
    client.force_login(new_user("agent"))

    assert _ask(client, **sent).status_code == 400
    assert shelf.asked == []


def test_a_question_in_the_address_is_not_answered(client: Client, new_user: NewUser, shelf: Shelf) -> None:
    client.force_login(new_user("agent"))

    reply = client.get(reverse("ticketforms:lookup"), {"kind": "customer", "text": "kow"})

    assert (reply.status_code, shelf.asked) == (405, [])


def test_who_registers_no_tickets_finds_nothing(client: Client, new_user: NewUser, shelf: Shelf) -> None:
    client.force_login(new_user("auditor"))

    assert _ask(client).status_code in (302, 403)
    assert shelf.asked == []


@pytest.mark.parametrize("raw", ["K1", {"key": "K1"}, {"key": " K1 ", "label": "whatever was sent"}])
def test_an_answer_keeps_the_key_and_the_label_of_the_record(shelf: Shelf, raw: object) -> None:
    kind = KINDS["customer"]

    kept = kind.settle(kind.clean(raw, {}), {}, Given(at=NOW))

    assert kept == {"key": "K1", "label": "Kowalska Anna"}
    assert kind.show(kept, {}, "pl") == "Kowalska Anna"


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ("K2", "no such record"),
        ({"key": "", "label": "kowal"}, "only typed"),
        ({"key": ["K1"]}, "what was found"),
        ("K" * 65, "what was found"),
        ("K\0", "what was found"),
        (True, "what was found"),
    ],
)
def test_what_names_no_record_is_refused(shelf: Shelf, raw: object, advice: str) -> None:
    kind = KINDS["customer"]

    with override("en"), pytest.raises(AnswerError, match=advice):
        kind.settle(kind.clean(raw, {}), {}, Given(at=NOW))
