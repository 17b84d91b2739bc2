"""A draft is previewed from somebody's chair: a role and a caller who does not exist."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NO_POWER_FIELDS, NewUser, draft_no_power
from ticketforms.models import FormVersion, TicketType
from ticketforms.situations import SITUATIONS, viewpoint_of

NOTE: dict[str, Any] = {"code": "note", "kind": "text", "label_pl": "Uwagi", "label_en": "Note"}
OF_DEBTORS = NOTE | {"visible_when": {"subject": "customer.in_arrears", "operator": "is", "value": True}}
OF_SUPERVISORS = NOTE | {"seen_by": ["supervisor"]}


def shown(client: Client, ticket_type: TicketType, mode: str) -> str:
    draft = TicketType.objects.get(pk=ticket_type.pk).latest_revision_id
    address = reverse("wagtailsnippets_ticketforms_tickettype:revisions_view", args=[ticket_type.pk, draft])
    return client.get(address, {"mode": mode}).content.decode()


@pytest.mark.parametrize(
    ("mode", "is_asked"), [("en", False), ("en~agent~arrears", True), ("en~agent~known", False), ("en~x~y", False)]
)
def test_a_caller_in_arrears_is_asked_what_debtors_are_asked(
    client: Client, new_user: NewUser, no_power_form: FormVersion, mode: str, is_asked: bool
) -> None:
    client.force_login(new_user("administrator"))
    drafted = draft_no_power([*NO_POWER_FIELDS, OF_DEBTORS])

    page = shown(client, drafted, mode)

    field = page.partition('data-field="note"')[2].partition(">")[0]
    assert ("hidden" not in field) == is_asked


@pytest.mark.parametrize(("role", "is_seen"), [("agent", False), ("supervisor", True)])
def test_a_field_of_one_role_is_seen_by_that_role(
    client: Client, new_user: NewUser, no_power_form: FormVersion, role: str, is_seen: bool
) -> None:
    client.force_login(new_user("administrator"))
    drafted = draft_no_power([*NO_POWER_FIELDS, OF_SUPERVISORS])

    assert ('data-field="note"' in shown(client, drafted, f"en~{role}~known")) == is_seen


def test_the_editor_offers_the_chairs_above_the_preview(
    client: Client, new_user: NewUser, no_power_form: FormVersion
) -> None:
    client.force_login(new_user("administrator"))

    page = client.get(
        reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[no_power_form.ticket_type_id])
    ).content.decode()

    assert 'data-controller="tcz-viewpoint"' in page
    assert [f'value="{situation}"' in page for situation in SITUATIONS] == [True] * len(SITUATIONS)


def test_what_no_chair_is_called_is_the_agents_with_a_customer_like_others(db: None) -> None:
    assert viewpoint_of("") == viewpoint_of("pl~agent~known") == viewpoint_of("~~~~")
