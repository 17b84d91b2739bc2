"""Customers are entered and changed; each error stands at its field, a PESEL never comes back whole by itself."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from crm.models import Call, Consent, Customer, PersonalDataRead
from tests.conftest import NOW, NewUser

NEW = "/admin/customers/new/"
ALIKE = "/admin/customers/alike/"
TYPED = {"kind": "person", "name": "Zając Ewa", "pesel": "44051401359", "phone": "601 234 567", "email": "e@x.example"}


def edit_of(customer: Customer) -> str:
    return reverse("customers:edit", args=[customer.pk])


def test_a_customer_is_entered_with_telephone_email_and_address(at_supervisor: Client) -> None:
    address = {"address_kind": "correspondence", "building": "5", "postcode": "09-400", "town": "Płock"}

    answer = at_supervisor.post(NEW, TYPED | address)

    customer = Customer.objects.get()
    assert answer["Location"] == edit_of(customer)
    assert (customer.name, customer.email) == ("Zając Ewa", "e@x.example")
    assert [phone.number for phone in customer.phones.all()] == ["+48601234567"]
    assert [str(one) for one in customer.addresses.all()] == ["Płock 5, 09-400 Płock"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"nip": "1"}, "nip"),
        ({"email": "no"}, "email"),
        ({"since_date": "x"}, "since_date"),
        ({"address_kind": "invoices", "street": "ul. Polna", "building": "5"}, "town"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_kept(
    at_supervisor: Client, wrong: dict[str, str], field: str
) -> None:
    answer = at_supervisor.post(NEW, TYPED | wrong)

    assert answer.status_code == 400
    assert answer.context["wrong"] == field
    page = answer.content.decode()
    assert page.count("autofocus") == 1
    assert re.search(rf'name="{field}"[^>]* aria-invalid="true" aria-describedby="[a-z-]+" autofocus', page)
    assert "44051401359" not in page
    assert not Customer.objects.exists()


def test_whoever_it_may_be_is_shown_while_one_types(at_supervisor: Client, nowak: Customer) -> None:
    answer = at_supervisor.post(ALIKE, {"pesel": "440514 01359", "name": "Kto Inny"})

    assert [one.customer for one in answer.context["alike"]] == [nowak]
    assert "44051401359" not in answer.content.decode()


def test_the_number_of_a_call_is_taken_over_into_the_form(at_supervisor: Client, new_user: NewUser) -> None:
    supervisor = at_supervisor.session["_auth_user_id"]
    own = Call.objects.create(exchange_id="1", from_raw="601234567", agent_id=int(supervisor), offered_at=NOW)
    strange = Call.objects.create(exchange_id="2", from_raw="700100200", offered_at=NOW)

    assert "601234567" in at_supervisor.get(NEW, {"call": own.pk}).content.decode()
    assert "700100200" not in at_supervisor.get(NEW, {"call": strange.pk}).content.decode()


def test_an_empty_pesel_stays_as_it_is_and_whoever_is_second_sees_what_changed(
    at_supervisor: Client, nowak: Customer
) -> None:
    fields = {"kind": "person", "name": "Nowak Anna", "revision": "0"}

    assert at_supervisor.post(edit_of(nowak), fields).status_code == 302
    nowak.refresh_from_db()
    assert (nowak.name, nowak.pesel) == ("Nowak Anna", "44051401359")

    second = at_supervisor.post(edit_of(nowak), fields | {"name": "Nowak Alicja"})
    assert second.status_code == 400
    assert second.context["present"].name == "Nowak Anna"
    assert (
        at_supervisor.post(edit_of(nowak), fields | {"name": "Nowak Alicja", "revision": "9" * 5_000}).status_code
        == 400
    )
    again = at_supervisor.post(edit_of(nowak), fields | {"name": "Nowak Alicja", "revision": "1"})
    assert again.status_code == 302


def test_an_agent_changes_contacts_and_nothing_else(at_agent: Client, nowak: Customer) -> None:
    before = Customer.objects.values().get()

    assert at_agent.post(edit_of(nowak), {"kind": "person", "name": "X Y"}).status_code == 400
    assert Customer.objects.values().get() == before
    assert at_agent.get(NEW).status_code == 302
    added = at_agent.post(reverse("customers:add_contact", args=[nowak.pk, "phone"]), {"phone": "601234567"})
    assert added["Location"] == edit_of(nowak)
    assert nowak.phones.get().number == "+48601234567"


@pytest.mark.parametrize(
    ("kind", "typed", "rows"),
    [
        ("phone", {"phone": "601234567", "phone_kind": "mobile"}, "phones"),
        ("email", {"email": "a@x.example"}, "emails"),
        ("address", {"address_kind": "invoices", "building": "5", "postcode": "09-400", "town": "Płock"}, "addresses"),
    ],
)
def test_a_contact_is_added_and_removed_in_place(
    at_agent: Client, nowak: Customer, kind: str, typed: dict[str, str], rows: str
) -> None:
    script = {"x-requested-with": "XMLHttpRequest"}
    add = reverse("customers:add_contact", args=[nowak.pk, kind])

    assert at_agent.post(add, typed, headers=script).templates[0].name == "cms/customers/contacts.html"
    row = getattr(nowak, rows).get()

    remove = reverse("customers:remove_contact", args=[nowak.pk, kind, row.pk])
    assert at_agent.post(remove, headers=script).status_code == 200
    assert not getattr(nowak, rows).exists()
    assert at_agent.post(remove, headers=script).status_code == 400


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (
            "phone",
            {"raw": "601 234 567", "number": "+48601234567", "kind": "work", "note": "po 15", "is_primary": True},
        ),
        ("email", {"address": "Ala@x.example", "folded_address": "ala@x.example", "is_primary": True}),
        (
            "address",
            {"kind": "invoices", "addressee": "Biuro", "building": "5", "postcode": "09-400", "town": "Płock"}
            | {"folded_address": "plock 5 09 400 plock", "terc": "1462011", "simc": "0968687"},
        ),
    ],
)
def test_a_contact_that_was_removed_is_put_back_as_it_was(
    at_agent: Client, nowak: Customer, kind: str, kept: dict[str, Any]
) -> None:
    script = {"x-requested-with": "XMLHttpRequest"}
    rows: Any = {"phone": nowak.phones, "email": nowak.emails, "address": nowak.addresses}[kind]
    row = rows.create(**kept)

    removed = at_agent.post(reverse("customers:remove_contact", args=[nowak.pk, kind, row.pk]), headers=script)
    assert not rows.exists()
    typed = removed.context["removed"].typed
    assert at_agent.post(reverse("customers:add_contact", args=[nowak.pk, kind]), typed, headers=script)

    assert rows.values(*kept).get() == kept


def test_an_agent_reads_the_numbers_that_only_a_supervisor_changes(at_agent: Client, nowak: Customer) -> None:
    page = at_agent.get(edit_of(nowak)).content.decode()

    assert "•••••••1359" in page
    assert "44051401359" not in page
    assert not any(field in page for field in ('name="pesel"', 'name="nip"', 'name="revision"'))


def test_a_contact_that_cannot_be_kept_is_told_at_its_field(at_agent: Client, nowak: Customer) -> None:
    add = reverse("customers:add_contact", args=[nowak.pk, "email"])

    answer = at_agent.post(add, {"email": "no"}, headers={"x-requested-with": "XMLHttpRequest"})

    assert answer.status_code == 400
    assert answer.context["contact_wrong"] == "email"
    assert not nowak.emails.exists()


def test_a_note_too_long_to_be_kept_is_refused_and_not_cut(at_agent: Client, nowak: Customer) -> None:
    script = {"x-requested-with": "XMLHttpRequest"}
    add = reverse("customers:add_contact", args=[nowak.pk, "phone"])

    answer = at_agent.post(add, {"phone": "601 234 567", "note": "n" * 81}, headers=script)

    assert (answer.status_code, answer.context["contact_wrong"]) == (400, "note")
    assert 'id="cust-p-why">Shorten this to 80 characters.' in answer.content.decode()
    assert not nowak.phones.exists()

    assert at_agent.post(add, {"phone": "601 234 567", "note": "n" * 80}, headers=script).status_code == 200
    assert nowak.phones.get().note == "n" * 80


def test_the_number_of_an_own_call_is_kept_in_one_step(at_agent: Client, nowak: Customer) -> None:
    agent = int(at_agent.session["_auth_user_id"])
    own = Call.objects.create(exchange_id="1", from_raw="0-24 262 00 00", agent_id=agent, offered_at=NOW)
    strange = Call.objects.create(exchange_id="2", from_raw="700100200", offered_at=NOW)

    assert at_agent.post(reverse("customers:attach_number", args=[nowak.pk, own.pk])).status_code == 200
    assert at_agent.post(reverse("customers:attach_number", args=[nowak.pk, strange.pk])).status_code == 404

    assert [phone.number for phone in nowak.phones.all()] == ["+48242620000"]


def test_a_pesel_is_told_whole_only_by_a_right_and_that_is_kept(
    at_agent: Client, at_supervisor: Client, nowak: Customer
) -> None:
    address = reverse("customers:pesel", args=[nowak.pk])

    assert at_agent.post(address).status_code == 302
    assert not PersonalDataRead.objects.exists()
    assert "44051401359" not in at_supervisor.get(edit_of(nowak)).content.decode()

    assert at_supervisor.post(address).json() == {"pesel": "44051401359"}
    read = PersonalDataRead.objects.get()
    assert (read.reader, read.subject, read.door) == ("supervisor", f"customer:{nowak.pk}:pesel", "screen")


def test_who_may_only_read_consents_records_none(client: Client, nowak: Customer) -> None:
    reader = User.objects.create_user("reader")
    reading = ("access_admin", "view_customer", "view_consent")
    reader.user_permissions.set(Permission.objects.filter(codename__in=reading))
    client.force_login(reader)
    told = {"purpose": "marketing", "channel": "phone", "decision": "objected", "source": "call"}

    assert client.get(reverse("customers:consents", args=[nowak.pk])).status_code == 200
    assert client.post(reverse("customers:consents", args=[nowak.pk]), told).status_code != 200
    assert not Consent.objects.exists()


def test_a_consent_is_recorded_and_its_history_shown(at_agent: Client, nowak: Customer) -> None:
    address = reverse("customers:consents", args=[nowak.pk])
    told: dict[str, Any] = {"purpose": "marketing", "channel": "phone", "decision": "given", "source": "call"}

    refused = at_agent.post(address, told)
    assert (refused.status_code, refused.context["wrong"]) == (400, "wording")
    refused = at_agent.post(address, told | {"wording": "w" * 41})
    assert (refused.status_code, refused.context["wrong"]) == (400, "wording")
    assert refused.context["why"] == "Shorten this to 40 characters."
    assert not Consent.objects.exists()

    # Neither a night's hour that the clock leaves out, nor one that it shows twice, nor a year without a UTC name.
    for never in ("2026-03-29T02:30", "2026-10-25T02:30", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00"):
        refused = at_agent.post(address, told | {"wording": "2026-1", "decided_at": never})
        assert (refused.status_code, refused.context["wrong"]) == (400, "decided_at")
    assert not Consent.objects.exists()

    at_agent.post(address, told | {"wording": "2026-1"})
    at_agent.post(address, told | {"decision": "withdrawn"})
    page = at_agent.get(address)
    assert [one.decision for one in page.context["standing"]] == ["withdrawn"]
    assert [one.decision for one in page.context["decisions"]] == ["withdrawn", "given"]
