"""The register's own subjects: of tickets, customers, places, meters, accounts and calls."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm.criteria.comparing import (
    CHOICE,
    DAY,
    FLAG,
    INTEGER,
    KEY,
    MOMENT,
    NUMBER,
    PERSON,
    PRIORITY,
    TEXT,
    WORDS,
    Choice,
    Comparing,
    Key,
    Moment,
    UnfitValue,
)
from crm.criteria.subjects import Road, Subject, Table
from crm.customers.matching import normalise
from crm.customers.spoken import ticket_key
from crm.models import (
    BillingCard,
    Call,
    Customer,
    CustomerPhone,
    DuplicateTicket,
    Meter,
    ServicePoint,
    Ticket,
    TicketNote,
    WorkflowCase,
)
from crm.tickets.queues import queue_names, queues_of
from ticketforms.models import Category, TicketType

_BILLING, _METERS = "crm.view_billingcard", "crm.view_meter"
# Which one it is, not how many.
_NUMBER = pgettext_lazy("which one", "number")


def _of_customer(column: str) -> dict[str, Road]:
    """The roads by the customer of a ticket, of a place or of a call; `column` says who that is in the rows."""
    return {root: lambda outer: Q(**{column: outer("customer_id")}) for root in ("ticket", "service_point", "call")}


def roads_by_tickets() -> dict[str, Road]:
    """Return the roads to rows that belong to tickets: all of the same ticket, customer, place or call."""
    return {
        "ticket": lambda outer: Q(ticket=outer("pk")),
        "customer": lambda outer: Q(ticket__customer=outer("pk")),
        "service_point": lambda outer: Q(ticket__service_point=outer("pk")),
        "call": lambda outer: Q(ticket__call=outer("pk")),
    }


TICKET = Table(
    "ticket",
    lambda: Ticket.objects.all(),
    {
        "customer": lambda outer: Q(customer=outer("pk")),
        "service_point": lambda outer: Q(service_point=outer("pk")),
        "call": lambda outer: Q(call=outer("pk")),
    },
    "crm.view_ticket",
)
CUSTOMER = Table(
    "customer",
    lambda: Customer.objects.all(),
    _of_customer("pk"),
    "crm.view_customer",
)
PHONE = Table(
    "phone",
    lambda: CustomerPhone.objects.all(),
    {"customer": lambda outer: Q(customer=outer("pk"))} | _of_customer("customer"),
    "crm.view_customer",
)
SERVICE_POINT = Table(
    "service_point",
    lambda: ServicePoint.objects.all(),
    {
        "ticket": lambda outer: Q(pk=outer("service_point_id")),
        "customer": lambda outer: Q(customer=outer("pk")),
        "call": lambda outer: Q(customer=outer("customer_id")),
    },
    "crm.view_servicepoint",
)
METER = Table(
    "meter",
    lambda: Meter.objects.all(),
    {
        "service_point": lambda outer: Q(service_point=outer("pk")),
        "ticket": lambda outer: Q(service_point=outer("service_point_id")),
        "customer": lambda outer: Q(service_point__customer=outer("pk")),
        "call": lambda outer: Q(service_point__customer=outer("customer_id")),
    },
    _METERS,
)
BILLING = Table(
    "billing",
    lambda: BillingCard.objects.all(),
    {"customer": lambda outer: Q(customer=outer("pk"))} | _of_customer("customer"),
    _BILLING,
)
CALL = Table(
    "call",
    lambda: Call.objects.all(),
    {
        "ticket": lambda outer: Q(pk=outer("call_id")),
        "customer": lambda outer: Q(customer=outer("pk")),
        "service_point": lambda outer: Q(customer=outer("customer_id")),
    },
    "crm.view_call",
)
NOTE = Table(
    "note", lambda: TicketNote.objects.all(), {"ticket": lambda outer: Q(ticket=outer("pk"))}, TICKET.permission
)
# The street's name may be missing in a village, the flat in most places.
_ADDRESS = Concat(
    Case(When(street="", then=F("town")), default=F("street")),
    Value(" "),
    F("building"),
    Case(When(flat="", then=Value("")), default=Concat(Value("/"), F("flat"))),
    Value(", "),
    F("postcode"),
    Value(" "),
    F("town"),
    output_field=CharField(),
)
CASE = Table(
    "case",
    lambda: WorkflowCase.objects.all(),
    roads_by_tickets(),
    "crm.view_workflowcase",
)
GROUPS = {
    "ticket": _("Ticket"),
    "customer": _("Customer"),
    "service_point": _("Service point"),
    "meter": _("Meter"),
    "billing": _("Account"),
    "call": _("Call"),
    "station": _("Network"),
    "outage": _("Outage"),
    "case": _("Case"),
    "answer": _("Answers"),
}


class TicketNumber(Key):
    """The number people read out, Z0000123; the column holds the key it stands for."""

    name = "ticket_number"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_any_of")

    def read(self, operator: str, value: object) -> Any:
        kept = super().read(operator, value)
        for each in kept if isinstance(kept, list) else [kept]:
            if ticket_key(each) is None:
                raise UnfitValue(gettext("Write the ticket's number as Z0000123."))
        return kept

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__in": self._keys(operator, value)})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return actual in self._keys(operator, value)

    def _keys(self, operator: str, value: Any) -> list[int]:
        return [ticket_key(each) or 0 for each in (value if operator == "is_any_of" else [value])]


class Phone(Key):
    """A telephone number in any form people write; the column holds the E.164 form."""

    name = "phone"

    def read(self, operator: str, value: object) -> Any:
        kept = super().read(operator, value)
        if operator == "begins_with":
            return kept
        numbers = [normalise(each) for each in (kept if isinstance(kept, list) else [kept])]
        if not all(numbers):
            raise UnfitValue(gettext("Write a telephone number, such as 601 234 567."))
        return numbers if operator == "is_any_of" else numbers[0]


class Queue(Choice):
    """A queue by its code; “mine” is each in which whoever looks works."""

    name = "queue"
    # No code of a dictionary can be written so.
    MINE = "@mine"

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__in": sorted(self._codes(operator, value, moment))})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return str(actual) in self._codes(operator, value, moment)

    def _codes(self, operator: str, value: Any, moment: Moment) -> set[str]:
        codes = set(value if operator == "is_any_of" else [value])
        return codes - {self.MINE} | queues_of(moment.user_id) if self.MINE in codes else codes


def subjects_of(table: Table, group: str = "") -> Callable[..., Subject]:
    """Return how subjects of a table are written down: name, label, comparing, column."""

    def subject(name: str, label: Any, comparing: Comparing, path: str = "", **more: Any) -> Subject:
        shelf = group or table.name
        return Subject(f"{shelf}.{name}", label, shelf, table, comparing, path or name, **more)

    return subject


class ByType(Choice):
    """Codes of types of tickets, or what types are of: compared by the types' keys, which tickets are indexed by."""

    name = "by_type"

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return _of_types(**{f"{path.removeprefix('ticket_type__')}__in": value if operator == "is_any_of" else [value]})

    def is_filled(self, path: str) -> Q:
        return _of_types(**{f"{path.removeprefix('ticket_type__')}__gt": ""})


def _of_types(**those: Any) -> Q:
    return Q(ticket_type__in=list(TicketType.objects.filter(**those).order_by("pk").values_list("pk", flat=True)))


def _is_reporting(what: str) -> Q:
    return _of_types(reporting=what)


def _types() -> list[tuple[str, Any]]:
    return [(kind.code, kind.label) for kind in TicketType.objects.all()]


def _categories() -> list[tuple[str, Any]]:
    return [(category.code, category.label) for category in Category.objects.all()]


def _queues() -> list[tuple[str, Any]]:
    return [(Queue.MINE, gettext("one of my queues")), *queue_names().items()]


def _cases() -> list[Subject]:
    of = subjects_of(CASE)
    statuses = WorkflowCase.Status
    return [
        of("number", _NUMBER, KEY, "case_id"),
        of("type", _("kind of case"), TEXT, "case_type"),
        of("stage", _("stage"), TEXT, "stage_label"),
        of("status", _("state"), CHOICE, choices=lambda: list(statuses.choices)),
        of("is_ongoing", _("is worked on or waits"), FLAG, flag=_is_ongoing),
        of("is_late", _("is late"), FLAG, flag=lambda moment: _is_ongoing(moment) & Q(due_at__lt=moment.at)),
        of("responsible", _("responsible person"), TEXT, "responsible_name"),
        of("unit", _("unit"), TEXT, "responsible_unit"),
        of("since", _("in this stage since"), MOMENT, "occurred_at"),
        of("due_at", _("due"), MOMENT),
        of("document", _("outgoing document"), KEY, "document_number"),
    ]


def _is_ongoing(moment: Moment) -> Q:
    return Q(status__in=WorkflowCase.ONGOING)


def _is_open(moment: Moment) -> Q:
    return ~Q(state__in=Ticket.FINAL_STATES)


def _linked(end: str) -> Q:
    """The tickets that stand at one end of a link between a duplicate and its main ticket."""
    return Q(pk__in=DuplicateTicket.objects.present().order_by().values(end))


def _tickets() -> list[Subject]:
    of = subjects_of(TICKET)
    notes = subjects_of(NOTE, "ticket")
    return [
        of("number", _NUMBER, TicketNumber(), "pk", sort_path="pk"),
        of("type", _("type"), ByType(), "ticket_type__code", choices=_types),
        of("category", _("category"), ByType(), "ticket_type__category__code", choices=_categories),
        of("state", _("state"), CHOICE, choices=lambda: list(Ticket.State.choices)),
        of("is_open", _("is unfinished"), FLAG, flag=_is_open),
        of("stage", _("stage"), TEXT),
        of("priority", _("priority"), PRIORITY, choices=_priorities, sort_path="priority"),
        of("queue", _("queue"), Queue(), choices=_queues),
        of("assignee", _("assigned to"), PERSON, "assignee_id"),
        of("author", _("written down by"), PERSON, "created_by_id"),
        of("channel", _("channel"), CHOICE, "reporting_kind", choices=lambda: list(Ticket.ReportingKind.choices)),
        of("reported_at", _("reported"), MOMENT, sort_path="reported_at"),
        of("due_at", _("due"), MOMENT, sort_path="due_at", sorts_empty=True),
        of("is_overdue", _("is overdue"), FLAG, flag=lambda moment: Q(due_at__lt=moment.at) & _is_open(moment)),
        of("closed_at", _("ended"), MOMENT, sort_path="closed_at", sorts_empty=True),
        of("is_hazard", _("is a hazard"), FLAG, flag=lambda moment: _is_reporting("hazard")),
        of("is_power", _("is about lost power"), FLAG, flag=lambda moment: _is_reporting("outage")),
        of("is_duplicate", _("is a duplicate of another"), FLAG, flag=lambda moment: _linked("ticket")),
        of("has_duplicates", _("has duplicates"), FLAG, flag=lambda moment: _linked("main")),
        of("calls", _("number of calls"), INTEGER, "call_count"),
        of("reopenings", _("number of reopenings"), INTEGER, "reopen_count"),
        of("reporter", _("reporter"), TEXT, "reporter_name", words_path="folded_text", permission=CUSTOMER.permission),
        of("reporter_phone", _("reporter's telephone"), TEXT, permission=CUSTOMER.permission),
        of("location", _("place in words"), TEXT, words_path="folded_text"),
        of("text", _("reporter, telephone and place"), WORDS, "folded_text", permission=CUSTOMER.permission,
           is_column=False),
        of("resolution", _("how it ended"), TEXT),
        notes("note", _("note"), TEXT, "text", is_column=False),
    ]  # fmt: skip


def _priorities() -> list[tuple[str, Any]]:
    return [
        ("1", gettext("1, hazard to life")),
        ("2", gettext("2, life support or critical customer")),
        ("3", gettext("3, large outage")),
        ("4", gettext("4, single")),
    ]


def _customers() -> list[Subject]:
    of, phones = subjects_of(CUSTOMER), subjects_of(PHONE, "customer")
    return [
        of("number", _NUMBER, KEY, sort_path="number"),
        of("name", _("name"), WORDS, "folded_name", shown=F("name"), sort_path="folded_name"),
        of("kind", _("kind"), CHOICE, choices=lambda: list(Customer.Kind.choices)),
        of("nip", _("NIP"), KEY),
        of("regon", _("REGON"), KEY),
        of("email", _("e-mail"), TEXT),
        of("since", _("customer since"), DAY, "since_date"),
        phones("phone", _("telephone"), Phone(), "number"),
    ]


def _places() -> list[Subject]:
    of, meters = subjects_of(SERVICE_POINT), subjects_of(METER)
    states, needs = ServicePoint.ConnectionState, ServicePoint.SpecialNeed
    return [
        of("ppe", _("PPE number"), KEY, sort_path="ppe"),
        of("address", _("address"), WORDS, "folded_address", shown=_ADDRESS, sort_path="folded_address"),
        of("street", _("street"), TEXT),
        of("building", _("building"), TEXT),
        of("flat", _("flat"), TEXT),
        of("postcode", _("postcode"), TEXT),
        of("town", _("town"), TEXT),
        of("tariff", _("tariff"), TEXT),
        of("power", _("contracted power"), NUMBER, "contracted_power_kw", unit="kW"),
        of("connection", _("connection"), CHOICE, "connection_state", choices=lambda: list(states.choices)),
        of("special_need", _("special need"), CHOICE,
           choices=lambda: [pair for pair in needs.choices if pair[0]]),
        meters("number", _("serial number"), KEY, "serial_number", lookup="meter"),
        meters("model", _("model"), TEXT),
        meters("is_remote", _("is read remotely"), FLAG),
        meters("installed", _("installed on"), DAY, "installed_date"),
    ]  # fmt: skip


def _accounts() -> list[Subject]:
    of = subjects_of(BILLING)
    stages = BillingCard.DunningStage
    return [
        of("account", _("account number"), KEY, "account_number"),
        of("balance", _("balance"), NUMBER, unit="PLN"),
        of("has_arrears", _("is in arrears"), FLAG, flag=_is_in_arrears),
        of("overdue_30", _("overdue to 30 days"), NUMBER, unit="PLN"),
        of("overdue_60", _("overdue to 60 days"), NUMBER, unit="PLN"),
        of("overdue_90", _("overdue over 60 days"), NUMBER, unit="PLN"),
        of("oldest_due", _("oldest due date"), DAY, "oldest_due_date"),
        of("last_payment", _("last payment"), DAY, "last_payment_date"),
        of("dunning", _("dunning stage"), CHOICE, "dunning_stage", choices=lambda: list(stages.choices)),
    ]


def _is_in_arrears(moment: Moment) -> Q:
    return Q(overdue_30__gt=0) | Q(overdue_60__gt=0) | Q(overdue_90__gt=0)


def _calls() -> list[Subject]:
    of = subjects_of(CALL)
    return [
        of("direction", _("direction"), CHOICE, choices=lambda: list(Call.Direction.choices)),
        of("from", _("caller's number"), Phone(), "from_number", permission=CUSTOMER.permission),
        of("to", _("called number"), TEXT, "to_raw"),
        of("queue", _("queue of the exchange"), TEXT),
        of("agent", _("agent"), PERSON, "agent_id"),
        of("offered_at", _("rang"), MOMENT, sort_path="offered_at"),
        of("answered_at", _("answered"), MOMENT),
        of("ended_at", _("ended"), MOMENT),
        of("wrapped_up_at", _("wrapped up"), MOMENT),
        of("is_answered", _("was answered"), FLAG, flag=lambda moment: Q(answered_at__isnull=False)),
        of("cause", _("cause of hang-up"), TEXT, "hangup_cause"),
    ]


def subjects_of_register() -> list[Subject]:
    """Return all that the register itself can be asked about, in the order in which it is offered."""
    return [*_tickets(), *_customers(), *_places(), *_accounts(), *_calls(), *_cases()]
