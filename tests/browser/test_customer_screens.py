"""The screens of customers in a real browser: whole on small screens, told to who hears them, done by keys alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from crm.customers.everywhere import find_everywhere
from crm.customers.vocabulary import learn
from crm.models import BillingCard, BillingEntry, Consent, Customer, CustomerPhone, ServicePoint, Source
from crm.reads import note_seen
from tests.browser.conftest import NewPerson
from tests.conftest import NOW, NewUser, Town
from tests.crm.conftest import point

__all__ = ["point"]
pytestmark = pytest.mark.django_db(transaction=True)

# A part that is wider than its room is cut off, or lies over its neighbour.
CRAMPED = """() => ['html', 'main', '.tcz-card', '.rec-scroll', '.cust-main', '.cust-side', '.rec-line', '.rec-search']
    .flatMap((part) => [...document.querySelectorAll(part)])
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => `${part.tagName}.${part.className} is ${part.scrollWidth} wide in ${part.clientWidth}`)"""


@pytest.fixture
def customer(point: ServicePoint) -> Customer:
    """A customer of whom there is something to show in every panel, in words as long as they come."""
    customer = point.customer
    assert customer
    CustomerPhone.objects.create(
        customer=customer, number="+48601234567", raw="601 234 567", kind="work", note="po 15", is_primary=True
    )
    BillingCard.objects.create(customer=customer, overdue_30="14481.83", source="billing", as_of=NOW)
    BillingEntry.objects.create(
        customer=customer, kind="invoice", document_number="FV/20001707/261029", amount="14481.83", entry_date=NOW
    )
    for purpose in Consent.Purpose.values:
        Consent.objects.create(
            customer=customer,
            purpose=purpose,
            channel="phone",
            decision="given",
            source="office",
            wording="2026-01",
            decided_at=NOW,
            recorded_at=NOW,
        )
    failure = "Numer umowy UM/20000001/1 nie pasuje do żadnego odbiorcy; poprzednie dane zostają."
    for code, name in Source.Code.choices:
        about = {"name_pl": f"System: {name}", "stale_after": timedelta(hours=36), "trouble": "przerwa do 16:00"}
        Source.objects.update_or_create(code=code, defaults=about | {"failed_at": timezone.now(), "failure": failure})
    learn(names=[customer.folded_name])
    return customer


@pytest.fixture
def page(new_user: NewUser, new_person: NewPerson) -> Page:
    UserProfile.objects.create(user=new_user("supervisor"), preferred_language="pl")
    return new_person("supervisor")


def _screens(customer: Customer, town: Town) -> list[str]:
    twin = Customer.objects.create(number="20001707", name="Kowalska-Wiśniewska Anna Katarzyna", folded_name="x")
    note_seen(subject=f"customer:{customer.pk}", reader="supervisor", door="card", at=NOW)
    place = customer.service_points.get()
    return [
        reverse("records:customer", args=[customer.pk]),
        reverse("records:customer_history", args=[customer.pk]),
        reverse("records:customer_places", args=[customer.pk]),
        reverse("records:service_point", args=[place.pk]),
        reverse("customers:edit", args=[customer.pk]),
        reverse("customers:new"),
        reverse("customers:consents", args=[customer.pk]),
        reverse("customers:compare", args=[customer.pk, twin.pk]),
        reverse("sources:sources"),
        reverse("records:reads"),
    ]


@pytest.mark.parametrize("width", [700, 1280])
def test_nothing_is_cut_off_or_lies_over_something_else(width: int, customer: Customer, town: Town, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    faults: dict[str, Any] = {}

    for screen in _screens(customer, town):
        page.goto(screen)
        if cramped := page.evaluate(CRAMPED):
            faults[screen] = cramped

    assert faults == {}


def test_the_menu_marks_customers_and_not_the_search_box(customer: Customer, page: Page) -> None:
    page.goto(reverse("records:customer", args=[customer.pk]))

    expect(page.locator(".sidebar-menu-item--active")).to_have_text(["Odbiorcy"])


def test_how_many_fit_is_told_to_who_hears_the_page_and_by_keys_one_opens(customer: Customer, page: Page) -> None:
    page.goto(reverse("records:customers"))
    page.keyboard.type("kowalska")
    expect(page.locator("[data-rec-says]")).to_have_text("1 odbiorca")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{reverse('records:customer', args=[customer.pk])}")


def test_results_say_that_the_server_does_not_answer_instead_of_standing_still(customer: Customer, page: Page) -> None:
    page.goto(reverse("records:customers"))
    page.route("**/admin/customers/", lambda route: route.abort())

    page.keyboard.type("nowak")

    expect(page.locator("#rec-found")).to_contain_text("Serwer nie odpowiada")


def test_whoever_was_logged_out_meanwhile_gets_the_login_and_no_empty_results(customer: Customer, page: Page) -> None:
    page.goto(reverse("records:customers"))
    Session.objects.all().delete()

    page.keyboard.type("nowak")

    page.wait_for_url("**/admin/login/**")


def test_a_telephone_removed_by_mistake_is_put_back_by_keys(customer: Customer, page: Page) -> None:
    page.goto(reverse("customers:edit", args=[customer.pk]))
    page.get_by_role("button", name="+48601234567").press("Enter")
    back = page.locator("[data-removed] button")
    expect(back).to_be_focused()
    assert not customer.phones.exists()

    back.press("Enter")

    expect(page.locator("[data-removed]")).to_have_count(0)
    phone = customer.phones.get()
    assert (phone.number, phone.kind, phone.note, phone.is_primary) == ("+48601234567", "work", "po 15", True)


def test_pairs_of_duplicates_are_walked_merged_and_parted_by_keys(customer: Customer, page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for number in ("701", "702"):
        twin = Customer.objects.create(number=number, name="Bąk Jan", folded_name="bak jan", nip="5260001246")
        CustomerPhone.objects.create(customer=twin, number="+48700100200", is_primary=True)
    find_everywhere(at=NOW)
    page.goto(reverse("customers:duplicates"))
    page.keyboard.press("/")
    expect(page.locator("[data-rec-first]")).to_be_focused()

    page.keyboard.press("Enter")
    page.wait_for_url("**/duplicates/*/*/")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    undo = page.get_by_role("button", name="Cofnij scalenie")
    expect(undo).to_be_in_viewport()
    assert Customer.objects.get(number="701").merged_into == Customer.objects.get(number="702")
    undo.press("Enter")

    expect(undo).to_have_count(0)
    assert Customer.objects.get(number="701").merged_into is None
    assert complaints == []


def test_a_digit_leads_to_the_beginning_of_its_panel_from_wherever_one_reads(customer: Customer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(reverse("records:customer", args=[customer.pk]))
    page.keyboard.press("End")

    page.keyboard.press("5")

    expect(page.locator("#card-places")).to_be_focused()
    expect(page.locator("#card-places h2").first).to_be_in_viewport()
