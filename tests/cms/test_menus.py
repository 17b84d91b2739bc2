"""Each role is shown what it is for; what this house has no use for is reachable for nobody."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu

from tests.conftest import NewUser

pytestmark = pytest.mark.django_db


def menu_of(user: User, rf: RequestFactory) -> dict[str, list[str]]:
    request = rf.get("/admin/")
    request.user = user

    def names(menu: Menu) -> list[MenuItem]:
        return sorted(menu.menu_items_for_request(request), key=lambda item: item.order)

    return {
        item.name: [below.name for below in names(item.menu)] if isinstance(item, SubmenuMenuItem) else []
        for item in names(admin_menu)
    }


CONFIGURATION = {"configuration": ["ticket-types", "dictionaries", "categories", "text-templates", "packages"]}
WORK: dict[str, list[str]] = {"find": [], "board": [], "tickets": [], "customers": []}
LANGUAGE: dict[str, list[str]] = {"language": []}


@pytest.mark.parametrize(
    ("role", "menu"),
    [
        ("agent", {"desk": [], **WORK, "callbacks": []}),
        ("dispatcher", WORK),
        (
            "supervisor",
            {
                "desk": [],
                **WORK,
                "duplicates": [],
                "callbacks": [],
                **CONFIGURATION,
                "administration": ["agent-lines", "queues", "sources", "exchanges", "reads"],
            },
        ),
        (
            "administrator",
            {
                "find": [],
                "board": [],
                "tickets": [],
                **CONFIGURATION,
                "administration": [
                    "users",
                    "groups",
                    "agent-lines",
                    "queues",
                    "changes",
                    "api-tokens",
                    "sources",
                    "exchanges",
                ],
            },
        ),
        ("auditor", {"configuration": ["ticket-types"], "administration": ["users", "groups", "changes", "reads"]}),
        ("display", {}),
    ],
)
def test_a_role_is_shown_what_it_is_for(
    role: str, menu: dict[str, list[str]], new_user: NewUser, rf: RequestFactory
) -> None:
    assert menu_of(new_user(role), rf) == menu | LANGUAGE


def test_nobody_is_shown_what_wagtail_has_for_web_pages(admin_user: User, rf: RequestFactory) -> None:
    shown = menu_of(admin_user, rf)

    assert {"explorer", "images", "documents", "reports", "help", "settings", "snippets"} & set(shown) == set()


@pytest.mark.parametrize(
    "place",
    ["pages/", "images/", "documents/", "collections/", "workflows/list/", "reports/locked/", "choose-page/",
     "api/main/pages/", "failwhale/", "tag-autocomplete/"],
)  # fmt: skip
def test_what_the_house_has_no_use_for_is_closed_even_to_a_superuser(place: str, admin_client: Client) -> None:
    answer = admin_client.get(f"/admin/{place}")

    assert answer.status_code == 404


@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("administrator", 200), ("agent", 302)])
def test_the_record_of_changes_is_for_those_who_may_read_it(
    role: str, status: int, new_user: NewUser, client: Client
) -> None:
    client.force_login(new_user(role))

    assert client.get("/admin/reports/site-history/").status_code == status
    assert client.get("/admin/reports/site-history/results/").status_code == status


@pytest.mark.parametrize("role", ["administrator", "supervisor", "dispatcher", "agent", "auditor", "display"])
def test_everybody_has_a_first_page(
    role: str, new_user: NewUser, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(new_user(role))

    with django_assert_max_num_queries(30):
        answer = client.get("/admin/")

    assert answer.status_code == 200
    assert "- TCZ</title>" in answer.content.decode()


def test_the_search_box_is_not_marked_as_the_page_where_one_finds_customers(
    new_user: NewUser, rf: RequestFactory
) -> None:
    request = rf.get("/admin/customers/")
    request.user = new_user("agent")

    # Wagtail marks the first entry whose address begins the page's.
    marked = [item.name for item in admin_menu.menu_items_for_request(request) if request.path.startswith(item.url)]

    assert [name for name in marked if name != "language"] == ["customers"]
