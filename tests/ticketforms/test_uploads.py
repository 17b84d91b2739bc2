"""Files come in by one door, are known by their content, stay where a ticket keeps them, and go when none does."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.conftest import NOW, NewUser
from ticketforms.kinds import KINDS, AnswerError, Given
from ticketforms.models import Upload
from ticketforms.uploads import UnableToClaim, UnableToStore, claim_files, let_files_go, store, sweep_unclaimed

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7\n"


def _zip(*names: str, **texts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, texts.get(name, "x"))
    return packed.getvalue()


@pytest.fixture
def agent(new_user: NewUser) -> User:
    return new_user("agent")


def _stored(by: User, name: str = "licznik.png", content: bytes = PNG) -> Upload:
    return store(file=SimpleUploadedFile(name, content), limit=1000, by=by, at=NOW)


def _kept(*uploads: Upload) -> dict[str, Any]:
    """Answers as a ticket keeps them."""
    return {"photos": {"kind": "photo", "value": [{"key": str(upload.key)} for upload in uploads]}}


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0jpeg", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        (PDF, "application/pdf"),
        ("za kościołem\r\n".encode(), "text/plain"),
        (
            _zip("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_a_file_is_known_by_its_content(agent: User, content: bytes, content_type: str) -> None:
    assert _stored(agent, "whatever.exe", content).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"MZ\x90\0program"),
        ("photo.png", b"<html><script>alert(1)</script>"),
        ("photo.png", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("photo.png", b"\n  <svg/>"),
        ("note.txt", b"#!/bin/sh\n"),
        ("note.txt", b"zero\0byte"),
        ("note.txt", b"\xff\xfe\0a"),
        ("files.zip", _zip("a.txt")),
        ("macro.docx", _zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("broken.docx", b"PK\x03\x04broken"),
    ],
)
def test_what_is_no_picture_or_paper_is_not_taken(agent: User, name: str, content: bytes) -> None:
    with override("en"), pytest.raises(UnableToStore, match="Such files are not taken"):
        _stored(agent, name, content)

    assert not Upload.objects.exists()


@pytest.mark.parametrize(("content", "advice"), [(b"", "empty"), (b"a" * 1001, "larger")])
def test_a_file_of_no_use_is_not_taken(agent: User, content: bytes, advice: str) -> None:
    with override("en"), pytest.raises(UnableToStore, match=advice):
        _stored(agent, "note.txt", content)


def test_a_file_lies_by_its_key_whatever_it_was_called(agent: User) -> None:
    upload = _stored(agent, "../../etc/\u202epasswd\0.png")

    place = Path(upload.file.path)
    assert place.is_relative_to(settings.UPLOADS_ROOT)
    assert place.name == upload.key.hex
    assert (upload.name, upload.size) == ("passwd.png", len(PNG))


def test_a_long_name_keeps_its_ending(agent: User) -> None:
    upload = _stored(agent, "ł" * 300 + ".png")

    assert (len(upload.name), upload.name[-5:]) == (160, "ł.png")


def test_an_agent_sends_a_file_and_gets_it_back(client: Client, agent: User) -> None:
    client.force_login(agent)

    sent = client.post(reverse("ticketforms:send"), {"file": SimpleUploadedFile("zażółć.png", PNG)}).json()
    got = client.get(sent["url"])

    assert (sent["name"], sent["type"], sent["size"]) == ("zażółć.png", "image/png", len(PNG))
    assert got.content == PNG
    assert got["Content-Disposition"].startswith("attachment; filename")
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == ("nosniff", "image/png")
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]


def test_a_picture_may_be_looked_at_and_a_paper_only_saved(client: Client, agent: User) -> None:
    client.force_login(agent)
    picture, paper = _stored(agent), _stored(agent, "umowa.pdf", PDF)

    replies = [client.get(reverse("ticketforms:file", args=[one.key]) + "?shown") for one in (picture, paper)]

    assert [reply["Content-Disposition"].split(";")[0] for reply in replies] == ["inline", "attachment"]


def test_a_file_is_refused_with_a_sentence(client: Client, agent: User) -> None:
    client.force_login(agent)

    replies = [
        client.post(reverse("ticketforms:send"), sent)
        for sent in ({}, {"file": "text"}, {"file": SimpleUploadedFile("a.exe", b"MZ\x90\0")})
    ]

    assert [reply.status_code for reply in replies] == [400, 400, 400]
    assert all(reply.json()["message"].endswith(".") for reply in replies)


def test_who_registers_no_tickets_sends_no_files(client: Client, new_user: NewUser) -> None:
    client.force_login(new_user("auditor"))

    reply = client.post(reverse("ticketforms:send"), {"file": SimpleUploadedFile("a.png", PNG)})

    assert reply.status_code in (302, 403)
    assert not Upload.objects.exists()


def test_an_unclaimed_file_is_its_senders_alone(client: Client, agent: User, new_user: NewUser) -> None:
    upload = _stored(agent)
    address = reverse("ticketforms:file", args=[upload.key])

    client.force_login(new_user("supervisor"))
    before = client.get(address).status_code
    claim_files(_kept(upload), owner="ticket:1", at=NOW)
    after = client.get(address).status_code

    # Of a ticket that is not there nobody sees anything.
    assert (before, after) == (404, 404)


def test_a_file_belongs_to_one_owner(agent: User) -> None:
    upload = _stored(agent)
    claim_files(_kept(upload), owner="ticket:1", at=NOW)

    assert claim_files(_kept(upload), owner="ticket:1", at=NOW) == 1
    with override("en"), pytest.raises(UnableToClaim, match="belongs to another ticket"):
        claim_files(_kept(upload), owner="ticket:2", at=NOW)


def test_what_nobody_claimed_is_swept_away_with_its_file(agent: User) -> None:
    claimed, waiting, fresh = (_stored(agent) for _ in range(3))
    claim_files(_kept(claimed), owner="ticket:1", at=NOW)
    Upload.objects.filter(pk=fresh.pk).update(uploaded_at=NOW + timedelta(days=1))

    swept = sweep_unclaimed(before=NOW + timedelta(hours=1))

    assert swept == 1
    assert set(Upload.objects.all()) == {claimed, fresh}
    assert [Path(one.file.path).exists() for one in (claimed, waiting, fresh)] == [True, False, True]


def test_what_no_answer_names_any_more_is_let_go(agent: User) -> None:
    kept, erased = _stored(agent), _stored(agent)
    claim_files(_kept(kept, erased), owner="ticket:1", at=NOW)

    let_files_go(owner="ticket:1", still_named=[_kept(kept), {"photos": {"kind": "photo", "value": None}}])

    assert sweep_unclaimed(before=NOW + timedelta(hours=1)) == 1
    assert Upload.objects.get() == kept


def test_an_answer_keeps_what_the_file_is(agent: User) -> None:
    upload, kind = _stored(agent), KINDS["photo"]
    frozen = kind.freeze({}, lambda _code: [])

    kept = kind.settle(kind.clean([str(upload.key)], frozen), frozen, Given(at=NOW))

    assert kept == [
        {
            "key": str(upload.key),
            "name": "licznik.png",
            "type": "image/png",
            "size": len(PNG),
            "sha256": upload.sha256,
        }
    ]
    assert kind.show(kept, frozen, "pl") == "licznik.png (1\u00a0kB)"
    assert kind.written([str(upload.key)]) == kept
    assert kind.clean(kept, frozen) == [str(upload.key)]


@pytest.mark.parametrize(
    ("kind", "chosen", "name", "content", "advice"),
    [
        ("photo", {}, "umowa.pdf", PDF, "is not a picture"),
        ("file", {"accepts": "pdf"}, "licznik.png", PNG, "is not a PDF"),
        ("file", {"accepts": "papers"}, "note.txt", b"note", "neither a picture nor a PDF"),
    ],
)
def test_a_file_that_the_field_does_not_take_is_refused(
    agent: User, kind: str, chosen: dict[str, Any], name: str, content: bytes, advice: str
) -> None:
    upload = _stored(agent, name, content)
    frozen = KINDS[kind].freeze(chosen, lambda _code: [])

    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS[kind].settle([str(upload.key)], frozen, Given(at=NOW))


def test_a_file_of_another_ticket_is_refused_and_ones_own_is_taken_again(agent: User) -> None:
    upload, kind = _stored(agent), KINDS["photo"]
    claim_files(_kept(upload), owner="ticket:1", at=NOW)

    assert kind.settle([str(upload.key)], {}, Given(at=NOW, kept=_kept(upload)))
    with override("en"), pytest.raises(AnswerError, match="A file is gone"):
        kind.settle([str(upload.key)], {}, Given(at=NOW))


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        (["waiting"], "on its way"),
        (["x"], "Choose files"),
        ([5], "Choose files"),
        ({"key": None}, "Choose files"),
        ([f"{number:036d}" for number in range(6)], "at most 5 files"),
    ],
)
def test_what_names_no_file_is_refused(raw: object, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS["file"].clean(raw, {})
