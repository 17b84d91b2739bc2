"""Who keeps searches, who uses them, and what is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.criteria.saving import (
    Kept,
    UnableToSave,
    change_search,
    first_search,
    open_first,
    remove_search,
    save_search,
    searches_of,
)
from crm.models import SavedSearch
from tests.conftest import NOW, NewUser

OPEN = Kept(
    root="ticket",
    criteria={"subject": "ticket.state", "operator": "is", "value": "open"},
    columns=("ticket.number",),
    sort_by="ticket.reported_at",
    is_descending=True,
)


def test_a_search_is_shared_with_roles_and_only_its_owner_changes_it(new_user: NewUser) -> None:
    owner, colleague, stranger = new_user("supervisor"), new_user("agent"), new_user("dispatcher")
    search = save_search(name=" Open  ones ", kept=OPEN, by=owner, at=NOW)
    assert searches_of(colleague, "ticket") == []

    change_search(search=search, by=owner, at=NOW, is_shared=True, shared_with=["agent", "nobody"])

    assert [one.name for one in searches_of(colleague, "ticket")] == ["Open ones"]
    assert searches_of(stranger, "ticket") == []
    assert searches_of(owner, "customer") == []
    with pytest.raises(UnableToSave):
        change_search(search=search, by=colleague, at=NOW, name="Mine")
    with pytest.raises(UnableToSave):
        remove_search(search=search, by=colleague)
    assert SavedSearch.objects.get().name == "Open ones"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", "Open"])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_kept(agent: User, name: str) -> None:
    save_search(name="Open", kept=OPEN, by=agent, at=NOW)

    with pytest.raises(UnableToSave):
        save_search(name=name, kept=OPEN, by=agent, at=NOW + timedelta(days=1))

    assert [search.changed_at for search in SavedSearch.objects.all()] == [NOW]


def test_a_removed_search_is_gone(agent: User) -> None:
    search = save_search(name="Open", kept=OPEN, by=agent, at=NOW)

    remove_search(search=search, by=agent)

    assert not SavedSearch.objects.exists()


def test_what_a_list_opens_with_is_chosen_again_and_given_up(agent: User) -> None:
    search = save_search(name="Open", kept=OPEN, by=agent, at=NOW)

    open_first(root="ticket", search=search, by=agent)
    open_first(root="ticket", overview="mine", by=agent)
    chosen = first_search(agent, "ticket")
    assert chosen is not None
    assert (chosen.search, chosen.overview) == (None, "mine")

    open_first(root="ticket", by=agent)
    assert first_search(agent, "ticket") is None
