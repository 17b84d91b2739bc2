"""Import and export in the browser: what would change is shown, confirmed by who may, and written once."""

import json
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from cms.models import UploadedPackage
from tests.cms.packages.test_commands import PACKAGE
from tests.conftest import NewUser, draft_no_power
from ticketforms.models import Category, Dictionary, TicketType
from ticketforms.package import LARGEST, export, read, written

pytestmark = pytest.mark.django_db
PAGE = "/admin/packages/"


@pytest.fixture
def administrator(new_user: NewUser, client: Client) -> Client:
    client.force_login(new_user("administrator"))
    return client


def _file(package: dict[str, Any], name: str = "definitions.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(package).encode())


def _upload(client: Client, package: dict[str, Any], **more: str) -> Any:
    return client.post(PAGE, {"file": _file(package), **more}, follow=True)


def _confirm(client: Client, shown: Any, **more: str) -> Any:
    return client.post(shown.request["PATH_INFO"], {"digest": shown.context["digest"], **more})


def test_an_upload_shows_what_would_change_and_writes_nothing(administrator: Client) -> None:
    shown = _upload(administrator, PACKAGE)

    assert [(step["key"], step["state"]) for step in shown.context["steps"]] == [
        ("categories.fault", "new"),
        ("types.no-power", "new"),
    ]
    assert "Take this in" in shown.content.decode()
    assert not Category.objects.exists()


def test_confirmed_it_is_taken_in_as_a_draft_and_cannot_be_taken_in_twice(administrator: Client) -> None:
    shown = _upload(administrator, PACKAGE)

    done = _confirm(administrator, shown)
    again = _confirm(administrator, shown)

    no_power = TicketType.objects.get()
    assert not no_power.live
    assert reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[no_power.pk]) in done.content.decode()
    assert not UploadedPackage.objects.exists()
    assert again.url == PAGE


def test_a_conflict_waits_for_a_choice(administrator: Client) -> None:
    Category.objects.create(code="fault", letter="A", label_pl="Awarie")
    draft_no_power([])
    shown = _upload(administrator, PACKAGE)

    undecided = _confirm(administrator, shown)
    left = _confirm(administrator, shown, **{"choice-types.no-power": "keep"})
    kept = TicketType.objects.get().get_latest_revision_as_object()

    assert (undecided.status_code, "choose for each conflict" in undecided.content.decode()) == (422, True)
    assert ([step["code"] for step in left.context["left"]], len(kept.fields)) == (["no-power"], 0)

    taken = _confirm(administrator, _upload(administrator, PACKAGE), **{"choice-types.no-power": "take"})

    assert [step["code"] for step in taken.context["done"]] == ["no-power"]
    assert len(TicketType.objects.get().get_latest_revision_as_object().fields) == 1


def test_what_changed_meanwhile_is_shown_again_before_anything_is_written(administrator: Client) -> None:
    shown = _upload(administrator, PACKAGE)
    Category.objects.create(code="fault", letter="X", label_pl="Cudze")

    again = _confirm(administrator, shown)

    assert again.status_code == 409
    assert again.context["steps"][0]["state"] == "changed"
    assert Category.objects.get().label_pl == "Cudze"


def test_a_file_that_cannot_be_taken_in_is_told_by_its_places(administrator: Client) -> None:
    package = deepcopy(PACKAGE)
    package["types"][0]["fields"][0]["kind"] = "<script>"

    shown = _upload(administrator, package)

    assert shown.status_code == 422
    assert "types[0].fields[0].kind" in shown.content.decode()
    assert "definitions.json” was not taken in" in shown.content.decode()
    assert not UploadedPackage.objects.exists()


def test_a_file_beyond_the_limit_is_refused(administrator: Client) -> None:
    large = SimpleUploadedFile("large.json", b" " * (LARGEST + 1))

    shown = administrator.post(PAGE, {"file": large})

    assert (shown.status_code, "larger than 32 MB" in shown.content.decode()) == (422, True)


def test_no_file_is_asked_for(administrator: Client) -> None:
    assert "Choose a file first." in administrator.post(PAGE, {}).content.decode()


def test_what_is_downloaded_is_what_the_commands_export(administrator: Client) -> None:
    _confirm(administrator, _upload(administrator, PACKAGE))

    as_json = administrator.get(f"{PAGE}export/?form=json&type=no-power")
    as_workbook = administrator.get(f"{PAGE}export/?form=xlsx")

    assert as_json.content == written(export())
    assert "attachment" in as_json["Content-Disposition"]
    assert load_workbook(BytesIO(as_workbook.content))["survey"]["D3"].value == "Uwagi"


def test_who_takes_definitions_out_is_written_down(administrator: Client) -> None:
    _confirm(administrator, _upload(administrator, PACKAGE))
    exports = ModelLogEntry.objects.filter(action="ticketforms.export")
    administrator.get(PAGE)
    assert not exports.exists()

    administrator.get(f"{PAGE}export/?form=json&type=no-power")

    told = {(entry.content_type.model, entry.user and entry.user.get_username()) for entry in exports}
    assert ("tickettype", "administrator") in told
    assert {entry.formatter.label for entry in exports} <= {"Export", "Eksport"}


def test_a_dictionary_kept_by_another_role_is_neither_shown_nor_changed(
    new_user: NewUser, administrator: Client
) -> None:
    theirs = Dictionary.objects.create(code="tariffs", label_pl="Taryfy")
    role = new_user("supervisor").groups.get()
    theirs.kept_by.add(role)
    theirs.seen_by.add(role)
    package = {"format": 1, "dictionaries": [{"code": "tariffs", "label_pl": "Moje"}]}

    shown = _upload(administrator, package)
    refused = _confirm(administrator, shown)

    assert "You may not change this." in shown.content.decode()
    assert (refused.status_code, Dictionary.objects.get().label_pl) == (403, "Taryfy")
    assert read(administrator.get(f"{PAGE}export/").content)["dictionaries"] == []


def test_a_file_of_somebody_else_is_not_there(new_user: NewUser, administrator: Client) -> None:
    shown = _upload(administrator, PACKAGE)
    other = new_user("supervisor")
    other.user_permissions.add(Permission.objects.get(codename="change_tickettype"))
    administrator.force_login(other)

    assert administrator.get(shown.request["PATH_INFO"]).status_code == 302


def test_who_may_read_exports_and_does_not_import(new_user: NewUser, client: Client) -> None:
    client.force_login(new_user("supervisor"))

    page = client.get(PAGE).content.decode()
    refused = client.post(PAGE, {"file": _file(PACKAGE)})

    assert 'name="file"' not in page
    assert client.get(f"{PAGE}export/").status_code == 200
    assert refused.status_code in (302, 403)
    assert not UploadedPackage.objects.exists()
