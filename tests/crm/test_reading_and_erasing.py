"""Answers are shown to whom they may be, and are gone when they were kept long enough."""

from datetime import timedelta

from django.contrib.auth.models import User

from crm.models import AnswerChange, AnswerIndex, FeedEvent
from crm.tickets.completing import complete_answers
from crm.tickets.erasing import erase_due_answers
from crm.tickets.moving import close
from crm.tickets.reading import Reader, answers_of, masked, personal_class, reader_of
from tests.conftest import NOW, NewUser
from tests.crm.conftest import Claiming

IBAN = "PL61109010140000"


def test_each_reads_what_their_role_may(claim: Claiming, agent: User, new_user: NewUser) -> None:
    supervisor, administrator = new_user("supervisor"), new_user("administrator")
    ticket = claim(by=supervisor, account=IBAN, witness="Nowak Jan", verdict="wypłata")

    def read(user: User) -> dict[str, str]:
        return {answer.code: answer.text for answer in answers_of(ticket, reader_of(user), "pl")}

    assert read(supervisor) == {
        "damage": "Spalony telewizor",
        "account": IBAN,
        "witness": "Nowak Jan",
        "verdict": "wypłata",
    }
    assert "verdict" not in read(agent)
    assert read(agent)["account"] == IBAN
    assert read(new_user("dispatcher")) | {"damage": ""} == {
        "damage": "",
        "account": "•••• 000",
        "witness": "Nowak Jan",
    }
    assert read(administrator)["witness"] == "•••• Jan"


def test_a_pesel_is_sensitive_though_nobody_marked_it() -> None:
    unmarked = {"kind": "pesel", "personal": "none"}

    assert personal_class(unmarked) == "sensitive"
    assert personal_class(unmarked | {"kind": "text"}) == "none"
    assert not Reader(frozenset(), sees_personal=True, sees_sensitive=False).may_see_whole(unmarked)


def test_of_a_short_answer_nothing_is_left() -> None:
    assert [masked(text) for text in ("", "123456", "1234567")] == ["••••", "••••", "•••• 567"]


def test_answers_go_when_they_were_kept_as_long_as_the_form_says(claim: Claiming, agent: User) -> None:
    ticket = claim(account=IBAN, witness="Nowak Jan", finding="ok")
    complete_answers(ticket=ticket, raw_answers={"account": "PL99999999999999"}, by=agent, at=NOW)
    close(ticket=ticket, resolution="wypłacono", by=agent, at=NOW)
    still_open = claim(account=IBAN)
    month, two = NOW + timedelta(days=30), NOW + timedelta(days=60)

    assert erase_due_answers(at=month - timedelta(seconds=1)) == 0
    assert erase_due_answers(at=month) == 1
    assert erase_due_answers(at=month) == 0

    ticket.refresh_from_db()
    account = ticket.answers["account"]
    assert (account["value"], account["text_en"], account["label_en"]) == (None, "erased on 24 Dec 2026", "Account")
    assert ticket.answers["witness"]["value"] == "Nowak Jan"
    assert set(AnswerIndex.objects.filter(ticket=ticket).values_list("field", flat=True)) == {"damage"}
    change = AnswerChange.objects.get()
    assert change.before["account"]["value"] is change.after["account"]["value"] is None
    assert FeedEvent.objects.get(name="ticket.answers_erased").data["fields"] == ["account"]
    still_open.refresh_from_db()
    assert still_open.answers["account"]["value"] == IBAN

    assert erase_due_answers(at=two) == 1
    ticket.refresh_from_db()
    assert (ticket.answers["witness"]["value"], ticket.erase_at) == (None, None)
    assert "Nowak" not in str(ticket.answers)


def test_erasing_works_through_more_than_one_batch(claim: Claiming, agent: User) -> None:
    for number in range(5):
        close(ticket=claim(account=f"PL{number}", finding="ok"), resolution="ok", by=agent, at=NOW)

    assert erase_due_answers(at=NOW + timedelta(days=31), batch=2) == 5


def test_what_was_erased_is_no_secret_to_mask(claim: Claiming, agent: User, dispatcher: User) -> None:
    ticket = claim(account=IBAN, finding="ok")
    close(ticket=ticket, resolution="ok", by=agent, at=NOW)
    erase_due_answers(at=NOW + timedelta(days=31))

    ticket.refresh_from_db()

    shown = {answer.code: answer for answer in answers_of(ticket, reader_of(dispatcher), "en")}
    assert (shown["account"].text, shown["account"].is_masked) == ("erased on 25 Dec 2026", False)
