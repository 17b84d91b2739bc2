"""What is asked by criteria is answered in parts, kept under keys and names, and refused with a place."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from crm.criteria.overviews import OVERVIEWS
from crm.models import FirstSearch, QueueWorker, SavedSearch, ServicePoint, Ticket
from tests.cms.search.conftest import LIST, SEARCH, listed, send
from tests.conftest import NewUser
from ticketforms.models import FormVersion

OPEN = {"all": [{"subject": "ticket.state", "operator": "is_any_of", "value": ["open"]}]}
CLOSED = {"all": [{"subject": "ticket.state", "operator": "is_any_of", "value": ["closed"]}]}


def test_criteria_answer_with_rows_and_a_sentence_and_no_word_of_them_gets_into_an_address(
    at_agent: Client, ticket: Ticket
) -> None:
    by_name = {"subject": "customer.name", "operator": "contains", "value": "Kowalska"}

    told = send(at_agent, "found/", {"criteria": {"all": [by_name]}}).json()
    none = send(at_agent, "found/", {"criteria": CLOSED}).json()

    assert f'data-srch-row="{ticket.pk}"' in told["results"]
    assert "<strong>Kowalska</strong>" in told["sentence"]
    assert "data-srch-row" not in none["results"]
    assert listed(at_agent, f"search={told['key']}") == [ticket.pk]
    assert "Kowalska" not in told["key"]


def test_a_wrong_clause_is_named_at_its_place_and_what_was_asked_is_kept(at_agent: Client, ticket: Ticket) -> None:
    wrong = {"all": [*OPEN["all"], {"any": [{"subject": "ticket.moon", "operator": "is", "value": "x"}]}]}

    answer = send(at_agent, "found/", {"criteria": wrong})

    assert (answer.status_code, answer.json()["path"]) == (422, [1, 0])
    page = at_agent.get(f"{LIST}?search={answer.json()['key']}")
    assert page.context["error"].path == (1, 0)
    assert page.context["builder"]["criteria"] == wrong


def _nested(levels: int) -> Any:
    tree: Any = OPEN
    for _level in range(levels):
        tree = {"any": [tree]}
    return tree


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        {"criteria": "x"},
        {"criteria": [1]},
        {"criteria": _nested(40)},
        {"criteria": _nested(200)},
        {"columns": _nested(200)},
        {"criteria": {"all": [OPEN["all"][0]] * 150}},
        {"criteria": {"subject": "ticket.text", "operator": "contains", "value": "x" * 10_000}},
        {"criteria": OPEN, "padding": "x" * 50_000},
        {"criteria": OPEN | {"subject": "ticket.state"}},
    ],
)
def test_what_nobody_could_build_is_refused_with_a_sentence(at_agent: Client, ticket: Ticket, body: object) -> None:
    answer = send(at_agent, "found/", body)

    assert answer.status_code == 422
    assert answer.json()["message"]


@pytest.mark.parametrize("body", ["", "{", "[" * 5_000, '{"criteria": ' * 5_000])
def test_what_is_no_json_is_refused(at_agent: Client, body: str) -> None:
    assert at_agent.post(f"{SEARCH}found/", body, content_type="application/json").status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"typed": "%_'\"\0", "columns": ["x", 1, None], "sort_by": "ticket.moon", "saved": True},
        {"typed": ["x"], "columns": "x", "sort_by": [], "saved": -1, "overview": {"a": 1}},
    ],
)
def test_odd_wishes_are_left_out(at_agent: Client, ticket: Ticket, body: Mapping[str, Any]) -> None:
    assert send(at_agent, "found/", body).status_code == 200


@pytest.mark.parametrize("start", ["", "a", "b1", "a999999999", "x" * 500, "a" + "9" * 40])
def test_odd_beginnings_are_answered(at_agent: Client, ticket: Ticket, start: str) -> None:
    assert send(at_agent, "found/", {}, **{"X-From": start}).status_code == 200


def test_columns_and_order_are_chosen(at_agent: Client, ticket: Ticket) -> None:
    asked = {"columns": ["ticket.number", "customer.number"], "sort_by": "ticket.due_at", "is_descending": True}

    key = send(at_agent, "found/", asked).json()["key"]
    page = at_agent.get(f"{LIST}?search={key}")

    assert [(head.name, head.order) for head in page.context["heads"]] == [
        ("ticket.number", ""),
        ("customer.number", ""),
    ]
    assert [cell.text for cell in page.context["lines"][0].cells] == [ticket.number, "K1"]


def test_tabs_are_counted_one_by_one(at_agent: Client, ticket: Ticket) -> None:
    counted = {
        code: at_agent.get(f"{SEARCH}count/?view={code}").json()["number"]
        for code in ("all", "taken", "mine", "unassigned", "hazards")
    }

    assert counted == {"all": 1, "taken": 1, "mine": 0, "unassigned": 1, "hazards": 0}


def test_a_row_is_previewed_and_sensitive_answers_stay_masked(at_agent: Client, ticket: Ticket) -> None:
    assert ticket.number in at_agent.get(f"{SEARCH}preview/{ticket.pk}/").content.decode()
    assert at_agent.get(f"{SEARCH}preview/424242/").status_code == 404


def test_a_preview_says_whose_the_name_is_and_writes_telephones_as_they_are_read_out(
    at_agent: Client, ticket: Ticket
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(reporter_phone="+48601234567")

    page = at_agent.get(f"{SEARCH}preview/{ticket.pk}/", headers={"accept-language": "en"}).content.decode()

    assert "<dt>Customer</dt>" in page
    assert "<dd>601 234 567</dd>" in page
    assert "+48601234567" not in page


def test_what_the_list_is_of_is_offered_first(at_agent: Client, ticket: Ticket) -> None:
    offered = [one["group"] for one in at_agent.get(f"{SEARCH}vocabulary/").json()["subjects"]]
    of_customers = at_agent.get("/admin/search/customer/vocabulary/").json()["subjects"]

    assert offered[0] == "ticket"
    assert of_customers[0]["group"] == "customer"
    assert {"ticket", "call"} <= {one["group"] for one in of_customers}


def test_a_search_is_saved_shared_copied_and_removed(
    at_agent: Client, at_dispatcher: Client, agent: User, ticket: Ticket
) -> None:
    saved = send(at_agent, "save/", {"criteria": OPEN, "name": " Otwarte ", "columns": ["ticket.number"]})
    search = SavedSearch.objects.get()
    assert saved.json()["url"] == f"{LIST}?saved={search.pk}"
    assert not at_dispatcher.get(f"{LIST}?saved={search.pk}").context["present"]

    send(at_agent, f"saved/{search.pk}/change/", {"is_shared": True, "shared_with": ["dispatcher"]})

    page = at_dispatcher.get(f"{LIST}?saved={search.pk}")
    assert page.context["present"] == search
    assert [line.pk for line in page.context["lines"]] == [ticket.pk]
    assert send(at_dispatcher, f"saved/{search.pk}/change/", {"name": "Moje"}).status_code == 409
    assert send(at_dispatcher, f"saved/{search.pk}/remove/", {}).status_code == 409
    assert send(at_dispatcher, "save/", {"criteria": OPEN, "name": "Moje"}).status_code == 200
    assert send(at_agent, f"saved/{search.pk}/remove/", {}).status_code == 200
    assert list(SavedSearch.objects.values_list("name", flat=True)) == ["Moje"]


def test_a_taken_name_and_wrong_criteria_are_not_saved(at_agent: Client) -> None:
    send(at_agent, "save/", {"criteria": OPEN, "name": "Otwarte"})

    again = send(at_agent, "save/", {"criteria": OPEN, "name": "Otwarte"})
    wrong = send(at_agent, "save/", {"criteria": {"all": [{"subject": "x", "operator": "is"}]}, "name": "Inne"})

    assert (again.status_code, wrong.status_code) == (409, 409)
    assert again.json()["message"]
    assert SavedSearch.objects.count() == 1


def test_a_name_that_is_no_text_is_no_name(at_agent: Client) -> None:
    for name in (["Otwarte"], {"a": 1}, 7, None):
        refused = send(at_agent, "save/", {"criteria": OPEN, "name": name})

        assert (refused.status_code, bool(refused.json()["message"])) == (409, True)
    assert not SavedSearch.objects.exists()


def test_a_list_opens_with_what_its_reader_chose(at_agent: Client, ticket: Ticket) -> None:
    send(at_agent, "save/", {"criteria": CLOSED, "name": "Zamknięte"})
    search = SavedSearch.objects.get()

    send(at_agent, "first/", {"saved": search.pk})
    assert listed(at_agent) == []
    send(at_agent, "first/", {"overview": "unassigned"})
    assert at_agent.get(LIST).context["asked"].overview == "unassigned"
    assert send(at_agent, "first/", {"overview": "moon"}).status_code == 404
    assert listed(at_agent, "view=all") == [ticket.pk]

    send(at_agent, "first/", {})
    assert not FirstSearch.objects.exists()


@pytest.mark.parametrize("root", ["customer", "service_point", "call"])
def test_every_list_opens_for_who_may_see_it(at_agent: Client, point: ServicePoint, root: str) -> None:
    address = f"/admin/search/{root}/"

    assert at_agent.get(address).status_code == 200
    assert at_agent.post(address, {"typed": "Kowalska"}, follow=True).status_code == 200
    assert at_agent.get(f"{address}vocabulary/").json()["root"] == root


@pytest.mark.parametrize("root", ["ticket", "customer", "service_point", "call", "moon"])
@pytest.mark.parametrize("door", ["", "count/", "vocabulary/", "preview/1/"])
def test_who_may_not_see_a_list_is_sent_away(client: Client, new_user: NewUser, root: str, door: str) -> None:
    client.force_login(new_user("display"))

    assert client.get(f"/admin/search/{root}/{door}").status_code == (404 if root == "moon" else 302)


def test_customers_are_no_subject_for_who_may_not_see_them(
    client: Client, new_user: NewUser, ticket: Ticket, no_power_form: FormVersion
) -> None:
    client.force_login(new_user("administrator"))
    by_name = {"subject": "customer.name", "operator": "contains", "value": "Kowalska"}

    assert send(client, "found/", {"criteria": by_name}).status_code == 422
    page = client.get(LIST)
    assert "customer.name" not in [head.name for head in page.context["heads"]]
    assert "Kowalska" not in page.content.decode()


def test_every_overview_can_be_answered_by_who_may_do_everything(
    admin_client: Client, admin_user: User, ticket: Ticket
) -> None:
    QueueWorker.objects.create(queue="claims", person=admin_user)

    for overview in OVERVIEWS:
        counted = admin_client.get(f"/admin/search/{overview.root}/count/?view={overview.code}").json()
        page = admin_client.get(f"/admin/search/{overview.root}/?view={overview.code}")

        assert "number" in counted, overview.code
        assert page.context["asked"].overview == overview.code
        assert page.context["error"] is None
