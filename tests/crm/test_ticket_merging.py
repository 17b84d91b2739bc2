"""Tickets about one matter become one main ticket with duplicates, and each stands again where it stood."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled
from crm.criteria.reading import checked
from crm.criteria.subjects import viewer_of
from crm.models import DuplicateTicket, FeedEvent, ServicePoint, Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.erasing import erase_due_answers
from crm.tickets.merging import duplicates_of, main_of, main_tickets_of, merge_into, take_off
from crm.tickets.moving import close, move, reopen
from crm.tickets.operations import acknowledge_hazard
from tests.conftest import NOW, Town
from tests.crm.conftest import Claiming, take
from ticketforms.models import FormVersion

LATER = NOW + timedelta(hours=1)
Taking = Callable[[], Ticket]


@pytest.fixture
def another(no_power_form: FormVersion, point: ServicePoint, agent: User) -> Taking:
    """Take one more ticket of the same place."""
    return lambda: take(no_power_form, point, agent)


def standing(ticket: Ticket) -> tuple[object, ...]:
    ticket.refresh_from_db()
    return ticket.state, ticket.stage, ticket.closed_at, ticket.erase_at, ticket.assignee_id, ticket.resolution


def mains() -> dict[int, int]:
    return dict(DuplicateTicket.objects.present().values_list("ticket", "main"))


def test_a_duplicate_is_over_while_it_is_one_and_stands_again_where_it_stood(
    ticket: Ticket, another: Taking, agent: User
) -> None:
    main = another()
    move(ticket=ticket, to="waiting", by=agent, at=NOW)
    before, main_before = standing(ticket), standing(main)

    merge_into(ticket=ticket, main=main, by=agent, at=LATER)

    assert standing(ticket)[0] == "cancelled"
    assert standing(main) == main_before
    link = main_of(ticket)
    assert link is not None
    assert (link.main, [one.ticket for one in duplicates_of(main)]) == (main, [ticket])
    assert main_tickets_of([ticket, main]) == {ticket.pk: main}

    take_off(ticket=ticket, by=agent, at=LATER)

    assert standing(ticket) == before
    assert main_of(ticket) is None


def test_both_timelines_tell_it(ticket: Ticket, another: Taking, agent: User) -> None:
    main = another()

    merge_into(ticket=ticket, main=main, by=agent, at=NOW)
    take_off(ticket=ticket, by=agent, at=LATER)

    def told(one: Ticket) -> list[str]:
        events = FeedEvent.objects.filter(subject=f"ticket:{one.pk}").order_by("pk")
        return list(events.values_list("name", flat=True))[1:]

    assert told(ticket) == ["ticket.merged", "ticket.unmerged"]
    assert told(main) == ["ticket.duplicate_attached", "ticket.duplicate_taken_off"]


def test_the_duplicates_of_a_duplicate_go_along_and_come_back_with_it(another: Taking, agent: User) -> None:
    first, second, third, fourth = (another() for _one in range(4))
    merge_into(ticket=first, main=second, by=agent, at=NOW)
    merge_into(ticket=second, main=third, by=agent, at=NOW)
    assert mains() == {first.pk: third.pk, second.pk: third.pk}
    merge_into(ticket=third, main=fourth, by=agent, at=NOW)
    assert set(mains().values()) == {fourth.pk}

    take_off(ticket=third, by=agent, at=LATER)
    assert mains() == {first.pk: third.pk, second.pk: third.pk}
    take_off(ticket=second, by=agent, at=LATER)
    assert mains() == {first.pk: second.pk}
    take_off(ticket=first, by=agent, at=LATER)

    assert mains() == {}
    assert set(Ticket.objects.values_list("state", flat=True)) == {"open"}


def test_one_brought_along_can_stand_for_itself_alone(another: Taking, agent: User) -> None:
    first, second, third = (another() for _one in range(3))
    merge_into(ticket=first, main=second, by=agent, at=NOW)
    merge_into(ticket=second, main=third, by=agent, at=NOW)

    take_off(ticket=first, by=agent, at=LATER)
    take_off(ticket=second, by=agent, at=LATER)

    assert mains() == {}
    assert standing(first)[0] == standing(second)[0] == "open"


def test_tickets_of_different_customers_are_merged_only_when_that_is_meant(
    claim_form: FormVersion, town: Town, claim: Claiming, agent: User
) -> None:
    main, other = claim(), claim()
    other.customer = town.household("Nowak Jan", "ST1A").customer
    other.save(update_fields=["customer"])

    with pytest.raises(UnableToChange, match="different customers"):
        merge_into(ticket=other, main=main, by=agent, at=NOW)
    assert standing(other)[0] == "open"
    assert not DuplicateTicket.objects.exists()

    merge_into(ticket=other, main=main, across_customers=True, by=agent, at=NOW)
    assert mains() == {other.pk: main.pk}


def test_lost_power_at_two_places_is_an_outage_and_no_duplicate(
    no_power_form: FormVersion, ticket: Ticket, town: Town, agent: User
) -> None:
    neighbour = take(no_power_form, town.household("Nowak Jan", "ST1A"), agent)

    with pytest.raises(UnableToChange, match="two places"):
        merge_into(ticket=neighbour, main=ticket, across_customers=True, by=agent, at=NOW)

    assert standing(neighbour)[0] == "open"


def test_a_report_of_lost_power_stays_evidence_of_an_outage(ticket: Ticket, claim: Claiming, agent: User) -> None:
    other = claim()

    with pytest.raises(UnableToChange, match="lost power"):
        merge_into(ticket=ticket, main=other, by=agent, at=NOW)
    assert standing(ticket)[0] == "open"

    merge_into(ticket=other, main=ticket, by=agent, at=NOW)
    assert mains() == {other.pk: ticket.pk}


def test_what_is_over_or_itself_is_not_merged(ticket: Ticket, another: Taking, agent: User) -> None:
    over = another()
    close(ticket=over, resolution="naprawiono", by=agent, at=NOW)

    for one, main in ((ticket, over), (over, ticket), (ticket, ticket)):
        with pytest.raises(UnableToChange):
            merge_into(ticket=one, main=main, by=agent, at=NOW)

    assert not DuplicateTicket.objects.exists()


def test_a_hazard_nobody_acknowledged_does_not_disappear_from_the_boards(
    hazard: Ticket, another: Taking, agent: User, dispatcher: User
) -> None:
    main = another()
    main.ticket_type.reporting = "other"
    calm = Ticket.objects.get(pk=main.pk)
    calm.ticket_type_id = _calm_type(calm)
    calm.save(update_fields=["ticket_type"])

    with pytest.raises(UnableToChange, match="acknowledged"):
        merge_into(ticket=hazard, main=calm, by=agent, at=NOW)
    acknowledge_hazard(ticket=hazard, by=dispatcher, at=NOW)

    merge_into(ticket=hazard, main=calm, by=agent, at=NOW)

    assert mains() == {hazard.pk: calm.pk}


def _calm_type(ticket: Ticket) -> int:
    kind = ticket.ticket_type
    kind.pk, kind.code, kind.shortcut, kind.reporting = None, "calm", "CC", "other"
    kind._state.adding = True
    kind.save()
    return int(kind.pk)


def test_a_duplicate_is_not_opened_again_by_itself(ticket: Ticket, another: Taking, agent: User) -> None:
    main = another()
    merge_into(ticket=ticket, main=main, by=agent, at=NOW)
    ticket.refresh_from_db()

    with pytest.raises(UnableToChange, match=main.number):
        reopen(ticket=ticket, reason="jednak nie", by=agent, at=LATER)


def test_who_saw_an_older_link_is_refused(ticket: Ticket, another: Taking, agent: User) -> None:
    seen = merge_into(ticket=ticket, main=another(), by=agent, at=NOW)
    take_off(ticket=ticket, by=agent, at=NOW)
    merge_into(ticket=ticket, main=another(), by=agent, at=NOW)

    with pytest.raises(UnableToChange):
        take_off(ticket=ticket, link=seen.pk, by=agent, at=NOW)

    assert ticket.pk in mains()


def test_answers_of_a_duplicate_are_kept_as_long_as_its_main_ticket_goes_on(claim: Claiming, agent: User) -> None:
    duplicate, main = claim(account="12"), claim(finding="x")
    merge_into(ticket=duplicate, main=main, by=agent, at=NOW)
    long_after = NOW + timedelta(days=100)

    assert erase_due_answers(at=long_after) == 0
    close(ticket=main, resolution="wypłacono", by=agent, at=NOW)

    assert erase_due_answers(at=long_after) == 1


def test_duplicates_and_main_tickets_are_found_by_criteria(ticket: Ticket, another: Taking, agent: User) -> None:
    main, _free = another(), another()
    merge_into(ticket=ticket, main=main, by=agent, at=NOW)
    known = subjects("ticket", viewer_of(agent))

    def fits(name: str) -> list[int]:
        clause = checked({"subject": name, "operator": "is", "value": True}, known, "ticket")
        return list(
            Ticket.objects.filter(compiled(clause, "ticket", known, Moment(NOW, agent.pk))).values_list("pk", flat=True)
        )

    assert fits("ticket.is_duplicate") == [ticket.pk]
    assert fits("ticket.has_duplicates") == [main.pk]
