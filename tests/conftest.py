"""What every test may ask for: a moment, people, a small town with its network, and a form about lost power."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from cms.models import Role
from cms.roles import ensure_roles, role_group
from crm.criteria import answers
from crm.models import Customer, ServicePoint, Ticket
from crm.tickets import surveys
from outages.intake import TakenReport, register_report
from outages.models import Connection, Device
from tests import migrated
from ticketforms.drafting import draft_type
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import publish

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_BROWSER = "browser tests skipped: no Chromium (apt-get install chromium)"
# Kamailio's module that posts is in a package of its own.
HAS_EXCHANGE = bool(
    shutil.which("kamailio")
    and shutil.which("sipp")
    and any(Path("/usr/lib").glob("*/kamailio/modules/http_client.so"))
)
NO_EXCHANGE = "no Kamailio and SIPp (apt-get install kamailio kamailio-utils-modules sip-tester)"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

# How long one example takes says something about the machine, not about the program.
hypothesis_settings.register_profile("tcz", deadline=None)
hypothesis_settings.load_profile("tcz")


def pytest_configure() -> None:
    if os.environ.get("TCZ_REQUIRE_BROWSER") == "1" and not CHROMIUM:
        raise pytest.UsageError("TCZ_REQUIRE_BROWSER=1, but there is no Chromium (apt-get install chromium)")
    if os.environ.get("TCZ_REQUIRE_EXCHANGE") == "1" and not HAS_EXCHANGE:
        raise pytest.UsageError(f"TCZ_REQUIRE_EXCHANGE=1, but there is {NO_EXCHANGE}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, not for every file, that there was no browser."""
    skipped = terminalreporter.stats.get("skipped", [])
    browserless = [report for report in skipped if NO_BROWSER in str(report.longrepr)]
    if browserless:
        terminalreporter.stats["skipped"] = [report for report in skipped if report not in browserless]
        terminalreporter.write_line(f"{len(browserless)} {NO_BROWSER}")


@pytest.fixture(autouse=True)
def forget_what_is_kept_in_memory() -> Iterator[None]:
    """A version never changes, so what it marks is read once; only a test takes one back and gives its key again.

    So it is with the positions that counts of overviews are kept with.
    """
    yield
    answers._marked.clear()
    surveys._asked.clear()
    cache.clear()


@pytest.fixture(scope="session")
def kept_databases(request: pytest.FixtureRequest) -> Path | None:
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    return cache.mkdir("migrated") if cache else None


@pytest.fixture(scope="session")
def laid_out_database(kept_databases: Path | None, django_db_modify_db_settings: None) -> Path | None:
    return migrated.lay_out(kept_databases) if kept_databases else None


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, laid_out_database: Path | None) -> bool:
    return django_db_keepdb or laid_out_database is not None


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    kept_databases: Path | None,
    laid_out_database: Path | None,
) -> Iterator[None]:
    """Make the roles once for all tests, as an installation has them."""
    with django_db_blocker.unblock():
        if kept_databases:
            migrated.keep(kept_databases)
        ensure_roles()
    yield
    if laid_out_database:
        with django_db_blocker.unblock():
            migrated.clear(laid_out_database)


NewUser = Callable[[str], User]


@pytest.fixture
def new_user(db: None) -> NewUser:
    """Make a user who plays a role and is called like it."""

    def make(role: str) -> User:
        # A test with transactions of its own leaves every table empty.
        if not Role.objects.filter(code=role).exists():
            ensure_roles()
        user = User.objects.create_user(role)
        user.groups.add(role_group(role))
        return user

    return make


NO_POWER_FIELDS: list[dict[str, Any]] = [
    {
        "code": "extent",
        "kind": "choice",
        "label_pl": "Zasięg",
        "label_en": "Extent",
        "is_required": True,
        "settings": {"dictionary": "extent"},
    },
    {
        "code": "flats",
        "kind": "number",
        "label_pl": "Ile lokali",
        "label_en": "How many flats",
        "is_required": True,
        "visible_when": {"subject": "extent", "operator": "is", "value": "street"},
        "settings": {"minimum": 1},
    },
]


def draft_no_power(fields: list[dict[str, Any]]) -> TicketType:
    return draft_type(
        code="no-power",
        shortcut="BP",
        label_pl="Brak prądu",
        label_en="No power",
        category=Category.objects.get(code="fault"),
        icon="note",
        reporting=TicketType.Reporting.OUTAGE,
        fields=fields,
        by=None,
        at=NOW,
    )


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers() -> Iterator[None]:
    """SQLite empties tables by DELETE, which the triggers of frozen rows refuse: take them off for that moment."""
    kept = SQLite.ops_class.sql_flush

    def sql_flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = dict(cursor.fetchall())
        return (
            [f"DROP TRIGGER {name}" for name in triggers] + kept(self, style, tables, **options) + [*triggers.values()]
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite.ops_class, "sql_flush", sql_flush)
        yield


@pytest.fixture
def agent(new_user: NewUser) -> User:
    return new_user("agent")


@pytest.fixture
def dispatcher(new_user: NewUser) -> User:
    return new_user("dispatcher")


@pytest.fixture
def no_power_type(db: None) -> TicketType:
    extent = Dictionary.objects.create(code="extent", label_pl="Zasięg", label_en="Extent")
    for order, (code, polish, english) in enumerate([("flat", "lokal", "flat"), ("street", "ulica", "street")]):
        DictionaryEntry.objects.create(
            dictionary=extent, code=code, label_pl=polish, label_en=english, sort_order=order
        )
    Category.objects.create(code="fault", letter="A", label_pl="Awaria", label_en="Fault")
    return draft_no_power(NO_POWER_FIELDS)


@pytest.fixture
def no_power_form(no_power_type: TicketType) -> FormVersion:
    return publish(ticket_type=no_power_type, by=None, at=NOW)


@dataclass
class Town:
    """One substation, feeder and station with two LV circuits; a household a service point."""

    devices: dict[str, Device]

    def device(self, code: str, kind: str, parent: Device | None) -> Device:
        device = Device.objects.create(code=code, name=code, kind=kind, parent=parent, path=f"new {code}")
        device.path = f"{parent.path if parent else '/'}{device.pk}/"
        device.save(update_fields=["path"])
        self.devices[code] = device
        return device

    def household(self, name: str, circuit: str) -> ServicePoint:
        index = Customer.objects.count() + 1
        customer = Customer.objects.create(number=f"K{index}", name=name, folded_name=name.lower())
        point = ServicePoint.objects.create(
            ppe=f"{index:018d}", customer=customer, building=str(index), postcode="00-001", town="Łąkowa"
        )
        Connection.objects.create(service_point=point, device=self.devices[circuit], valid_from=NOW)
        return point


@pytest.fixture
def town(db: None) -> Town:
    town = Town({})
    substation = town.device("GPZ", Device.Kind.SUBSTATION, None)
    feeder = town.device("SN1", Device.Kind.FEEDER, substation)
    for station in ("ST1", "ST2"):
        parent = town.device(station, Device.Kind.STATION, feeder)
        for circuit in ("A", "B"):
            town.device(f"{station}{circuit}", Device.Kind.LV_CIRCUIT, parent)
    return town


def report_no_power(
    form: FormVersion,
    point: ServicePoint,
    by: User | None,
    *,
    at: datetime = NOW,
    key: str | None = None,
    **changes: Any,
) -> TakenReport:
    """Take the report of whoever lives at a service point that the power is off there, told otherwise by `changes`."""
    told: dict[str, Any] = {
        "raw_answers": {"extent": "flat"},
        "customer": point.customer,
        "idempotency_key": key,
        "reported_at": at,
    }
    return register_report(form_version=form, service_point=point, by=by, at=at, **{**told, **changes})


def report_wire_down(by: User, *, at: datetime = NOW) -> Ticket:
    """Take the report of a wire on the ground at Łąkowa 3, a hazard, of a type made for it."""
    danger = Category.objects.create(code="danger", letter="Z", label_pl="Zagrożenie", label_en="Hazard")
    wire = TicketType.objects.create(
        code="wire",
        shortcut="ZZ",
        label_pl="Zerwany przewód",
        label_en="Wire down",
        category=danger,
        reporting=TicketType.Reporting.HAZARD,
        default_priority=1,
        fields=[],
    )
    return register_report(
        form_version=publish(ticket_type=wire, by=None, at=at),
        raw_answers={},
        customer=None,
        service_point=None,
        location="Łąkowa 3",
        reported_at=at,
        by=by,
        at=at,
    ).ticket
