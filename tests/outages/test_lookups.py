"""Stations and outages are named in answers by code and number, found by words, and shown to whom may see them."""

from django.contrib.auth.models import User

from outages.models import Outage
from tests.conftest import NOW, NewUser, Town
from ticketforms.port import port


def search(name: str, text: str, user: User | None, **narrowed_by: str) -> list[str]:
    return [found.key for found in port.lookups[name].search(text, narrowed_by=narrowed_by, user=user, limit=5)]


def test_a_station_is_found_by_words_or_as_the_one_that_feeds_the_place(town: Town, agent: User) -> None:
    point = town.household("Ala", "ST2B")

    assert search("station", "st", agent) == ["ST1", "ST2"]
    assert search("station", "", agent, service_point=point.ppe) == ["ST2"]
    assert search("station", "", agent) == search("station", "SN1", agent) == []
    assert port.lookups["station"].find("ST1A") is None
    assert port.lookups["station"].find("ST1") is not None


def test_outages_that_go_on_come_first_and_may_be_narrowed_to_a_station(town: Town, agent: User) -> None:
    over, present, elsewhere = (
        Outage.objects.create(number=number, device=town.devices[code], started_at=NOW, status=status)
        for number, code, status in ((1, "ST1A", "closed"), (2, "ST1B", "confirmed"), (3, "ST2A", "confirmed"))
    )

    assert search("outage", "ST1", agent) == [str(present.number), str(over.number)]
    assert search("outage", "3", agent) == [str(elsewhere.number)]
    assert search("outage", "", agent, station="ST1") == [str(present.number)]
    assert search("outage", "", agent, station="no such") == []
    found = port.lookups["outage"].find("2")
    assert found is not None
    assert found.label == "2 · ST1B"


def test_who_may_not_see_the_network_finds_none_of_it(town: Town, new_user: NewUser) -> None:
    Outage.objects.create(number=1, device=town.devices["ST1A"], started_at=NOW, status="confirmed")

    for stranger in (new_user("display"), None):
        assert search("station", "ST", stranger) == search("outage", "1", stranger) == []
