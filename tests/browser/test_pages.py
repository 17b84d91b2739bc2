"""Every page of every role opens in both languages on a small screen: quietly, whole, and speaking of this house."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from wagtail.models import Locale
from wagtail.models import Page as WagtailPage
from wagtail.users.models import UserProfile

from cms.roles import role_group
from crm.models import BillingCard, Call, CustomerPhone, ServicePoint, Ticket
from graphql_api.tokens import issue
from outages.models import Outage
from tests.browser.conftest import NewPerson
from tests.conftest import NewUser, Town
from tests.crm.conftest import point, ticket
from ticketforms.models import Category, Dictionary, TicketType

__all__ = ["point", "ticket"]

WAGTAILS_OWN = re.compile(r"\b(wagtail|pages?|images?|documents?|snippets?|strony|obrazy|dokumenty)\b", re.IGNORECASE)
# What is wider than its frame is cut off, or reached only by scrolling sideways. A form's side panel waits outside.
CLIPPED = """() => ['html', 'main:not(:has(.form-side))', '.tcz-cockpit', '.desk-column', '.tcz-card']
    .flatMap((frame) => [...document.querySelectorAll(frame)])
    .filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
    .map((frame) => `${frame.tagName}.${frame.className} is ${frame.scrollWidth} wide in ${frame.clientWidth}`)"""


@pytest.fixture
def house(town: Town, ticket: Ticket, point: ServicePoint) -> Ticket:
    """A house at work: an outage, a token, and a customer with an account, a telephone, a call and a ticket."""
    now = timezone.now()
    customer = point.customer
    assert customer
    # Migrations make these; emptying the tables after a test that commits takes them away.
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not WagtailPage.objects.exists():
        WagtailPage.add_root(title="Root", slug="root")
    CustomerPhone.objects.create(customer=customer, number="+48601234567", raw="601 234 567", is_primary=True)
    BillingCard.objects.create(customer=customer, overdue_30="120.50", source="billing", as_of=now)
    Call.objects.create(exchange_id="call-1", from_number="+48601234567", customer=customer, offered_at=now)
    Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=now)
    issue(name="billing", scopes=["customers:read"], at=now)
    return ticket


def _pages_of(role: str, house: Ticket) -> Iterator[str]:
    yield reverse("wagtailadmin_home")
    yield reverse("wagtailadmin_account")
    yield reverse("board:board")
    yield reverse("records:tickets")
    yield reverse("records:ticket", args=[house.pk])
    if role == "administrator":
        yield from _pages_of_administrators()
        return
    yield reverse("records:customers")
    yield reverse("records:customer", args=[house.customer_id])
    if role != "dispatcher":
        yield reverse("desk:desk")


def _pages_of_administrators() -> Iterator[str]:
    definitions: tuple[type[models.Model], ...] = (TicketType, Dictionary, Category)
    for model in definitions:
        yield from _pages_about(f"wagtailsnippets_ticketforms_{model._meta.model_name}", "list", model._default_manager)
    yield from _pages_about("wagtailusers_users", "index", User.objects.filter(username="administrator"))
    yield from _pages_about("wagtailusers_groups", "index", type(role_group("agent")).objects)
    yield reverse("wagtailusers_groups:delete", args=[role_group("agent").pk])
    yield reverse("api_tokens:tokens")
    yield reverse("packages:packages")
    yield reverse("wagtailadmin_reports:site_history")


def _pages_about(views: str, listing: str, things: models.Manager | models.QuerySet) -> Iterator[str]:
    thing = things.order_by("pk")[0]
    yield reverse(f"{views}:{listing}")
    yield reverse(f"{views}:add")
    yield reverse(f"{views}:edit", args=[thing.pk])
    yield reverse(f"{views}:history", args=[thing.pk])


def _faults_of(page: Page, address: str, complaints: list[str]) -> list[str]:
    complaints.clear()
    answer = page.goto(address, wait_until="load")
    assert answer
    page.locator("#wagtail-sidebar nav").wait_for()
    said = f"{page.title()}\n{page.locator('#wagtail-sidebar').inner_text()}"
    return [
        *([] if answer.ok else [f"answered {answer.status}"]),
        *complaints,
        *page.evaluate(CLIPPED),
        *(f"says {word}" for word in WAGTAILS_OWN.findall(said)),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("role", ["administrator", "supervisor", "dispatcher", "agent"])
def test_every_page_opens_quietly_and_whole_in_both_languages(
    role: str, house: Ticket, new_user: NewUser, new_person: NewPerson
) -> None:
    user = User.objects.filter(username=role).first() or new_user(role)
    page = new_person(role)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    faults: dict[str, list[str]] = {}

    for language in ("pl", "en"):
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        for address in _pages_of(role, house):
            if found := _faults_of(page, address, complaints):
                faults[f"{language} {address}"] = found
            assert page.locator("html").get_attribute("lang") == language

    assert faults == {}
