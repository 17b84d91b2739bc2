"""An earlier version comes back as a draft, or in use at once; the versions in between stay as they were."""

from typing import Any

import pytest
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.catalogue import published_form
from ticketforms.drafting import draft_type
from ticketforms.models import Category, DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import PublishedMeanwhile, UnableToPublish, UnableToWithdraw, publish, withdraw
from ticketforms.rolling_back import restore_draft, restore_now

RULE = {
    "code": "many",
    "description_pl": "Wiele lokali",
    "when": {"subject": "flats", "operator": "more_than", "value": "10"},
    "effects": [{"effect": "set_priority", "priority": 2}],
}


@pytest.fixture
def shorter_form(no_power_form: FormVersion) -> FormVersion:
    return publish(ticket_type=draft_no_power(NO_POWER_FIELDS[:1]), by=None, at=NOW)


def test_an_earlier_version_becomes_the_draft_and_agents_see_nothing(
    no_power_form: FormVersion, shorter_form: FormVersion
) -> None:
    restore_draft(version=no_power_form, by=None, at=NOW)

    assert published_form("no-power").version == shorter_form
    again = publish(ticket_type=no_power_form.ticket_type, by=None, at=NOW)
    assert (again.number, again.definition) == (3, no_power_form.definition)


def test_put_in_use_at_once_it_is_word_for_word_whatever_became_of_the_dictionary(
    no_power_form: FormVersion, shorter_form: FormVersion
) -> None:
    DictionaryEntry.objects.filter(code="flat").update(is_retired=True)

    again = restore_now(version=no_power_form, in_use=2, by=None, at=NOW)

    assert (again.number, again.checksum) == (3, no_power_form.checksum)
    assert published_form("no-power").version == again
    assert not TicketType.objects.get().has_unpublished_changes
    with override("en"):
        messages = [entry.message for entry in ModelLogEntry.objects.order_by("-pk")[:2]]
    assert messages[1] == "The questions of version 1 became the draft."
    assert messages[0].startswith("Version 3 was published.")


def test_rolling_back_at_once_leaves_name_and_handling_as_agents_see_them(
    no_power_form: FormVersion, shorter_form: FormVersion
) -> None:
    drafted = TicketType.objects.get()
    drafted.label_pl, drafted.default_priority = "Ciemno", 2
    drafted.save_revision()

    restore_now(version=no_power_form, by=None, at=NOW)

    now = TicketType.objects.get()
    assert (now.label_pl, now.default_priority) == ("Brak prądu", 4)


def test_rolling_back_over_somebodys_head_is_refused(no_power_form: FormVersion, shorter_form: FormVersion) -> None:
    with pytest.raises(PublishedMeanwhile):
        restore_now(version=no_power_form, in_use=1, by=None, at=NOW)

    assert published_form("no-power").version == shorter_form
    assert FormVersion.objects.count() == 2


def test_a_version_frozen_before_there_were_rules_can_come_back(no_power_type: TicketType) -> None:
    old: dict[str, Any] = {
        "fields": [
            {
                "code": "extent",
                "kind": "choice",
                "label_pl": "Zasięg",
                "label_en": "",
                "help_pl": "",
                "help_en": "",
                "is_required": True,
                "visible_when": None,
                "settings": {
                    "dictionary": "extent",
                    "choices": [{"code": "moon", "label_pl": "księżyc", "label_en": "moon"}],
                },
            }
        ]
    }
    version = FormVersion.objects.create(
        ticket_type=no_power_type, number=1, definition=old, checksum="old", published_at=NOW
    )
    publish(ticket_type=no_power_type, by=None, at=NOW)

    draft = restore_draft(version=version, by=None, at=NOW)
    again = restore_now(version=version, by=None, at=NOW)

    assert [block.value["requirement"] for block in draft.fields] == ["save"]
    assert (again.number, again.definition) == (3, old)


def test_rules_come_back_with_the_fields(no_power_type: TicketType) -> None:
    category = Category.objects.get(code="fault")

    def drafted(rules: list[dict[str, Any]]) -> TicketType:
        return draft_type(
            code="no-power",
            shortcut="BP",
            label_pl="Brak prądu",
            label_en="",
            category=category,
            icon="note",
            reporting=TicketType.Reporting.OUTAGE,
            fields=NO_POWER_FIELDS,
            rules=rules,
            by=None,
            at=NOW,
        )

    ruled = publish(ticket_type=drafted([RULE]), by=None, at=NOW)
    publish(ticket_type=drafted([]), by=None, at=NOW)

    restore_draft(version=ruled, by=None, at=NOW)

    again = publish(ticket_type=no_power_type, by=None, at=NOW)
    assert again.definition == ruled.definition


def test_a_withdrawn_type_cannot_be_chosen_and_publishing_puts_it_back(
    no_power_type: TicketType, no_power_form: FormVersion
) -> None:
    withdraw(ticket_type=no_power_type, by=None, at=NOW)

    with pytest.raises(LookupError):
        published_form("no-power")
    with pytest.raises(UnableToWithdraw):
        withdraw(ticket_type=no_power_type, by=None, at=NOW)
    assert publish(ticket_type=no_power_type, by=None, at=NOW) == no_power_form
    assert published_form("no-power").version == no_power_form


def test_a_published_types_code_does_not_change(no_power_type: TicketType, no_power_form: FormVersion) -> None:
    drafted = TicketType.objects.get().get_latest_revision_as_object()
    drafted.code = "darkness"
    drafted.save_revision()

    with pytest.raises(UnableToPublish, match="no-power"):
        publish(ticket_type=no_power_type, by=None, at=NOW)

    assert TicketType.objects.get().code == "no-power"
