"""Lends criteria what the network knows: devices above a place, outages, and the roads between them and the register.

A ticket leads to the outage that it follows; a place, and a customer through theirs, to every outage at a device above
it; an outage to the tickets that follow it, and to their customers, places and calls. All by links that stand now.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm.criteria import answers, register
from crm.criteria.comparing import CHOICE, FLAG, INTEGER, KEY, MOMENT, TEXT, Key, Moment, UnfitValue
from crm.criteria.roots import GATES
from crm.criteria.subjects import Outer, Road, Subject, Table, Way, add
from outages.models import Connection, CrewAssignment, Device, EstimatedRestoration, Outage, ReportLink

_MOST_DIGITS = 9
# Which one it is, not how many.
_NUMBER = pgettext_lazy("which one", "number")


class LeadsThrough(Func):
    """Whether a device's path leads through the device with this key, itself included; any index on the key serves."""

    output_field = BooleanField()
    arity = 2

    def as_sql(  # type: ignore[override]  # it has no template to be given
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        (path, path_params), (key, key_params) = map(compiler.compile, self.source_expressions)
        return f"instr({path}, '/' || {key} || '/') > 0", (*path_params, *key_params)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        (path, path_params), (key, key_params) = map(compiler.compile, self.source_expressions)
        listed = f"string_to_array(trim(BOTH '/' FROM {path}), '/')::bigint[]"
        return f"{key} = ANY({listed})", (*key_params, *path_params)


class OutageNumber(Key):
    """The number that dispatchers read out."""

    name = "outage_number"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_any_of")

    def read(self, operator: str, value: object) -> Any:
        kept = super().read(operator, value)
        for each in kept if isinstance(kept, list) else [kept]:
            if not (each.isascii() and each.isdigit() and len(each) <= _MOST_DIGITS):
                raise UnfitValue(gettext("Write the outage's number in digits, such as 1042."))
        return kept

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__in": self._numbers(operator, value)})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return actual in self._numbers(operator, value)

    def _numbers(self, operator: str, value: Any) -> list[int]:
        return [int(each) for each in (value if operator == "is_any_of" else [value])]


# How each root leads to the connections of its places; a ticket to those of its own place.
_CONNECTIONS: dict[str, Callable[[Outer], Q]] = {
    "service_point": lambda outer: Q(service_point=outer("pk", 2)),
    "ticket": lambda outer: Q(service_point=outer("service_point_id", 2)),
    "customer": lambda outer: Q(service_point__customer=outer("pk", 2)),
    "call": lambda outer: Q(service_point__customer=outer("customer_id", 2)),
}


# The connection's column that names what a root is or has, and the root's own column.
_OWNERS = {
    "service_point": ("service_point", "pk"),
    "ticket": ("service_point", "service_point"),
    "customer": ("service_point__customer", "pk"),
    "call": ("service_point__customer", "customer"),
}


def _told(path: Any) -> Any:
    """A loaded path is a value, though a text alone would be taken for the name of a column."""
    return Value(path) if isinstance(path, str) else path


def _feeds(root: str, device: str) -> Road:
    """Rows whose device stands above a place of the root; `device` is their column with its key."""

    def road(outer: Outer) -> Q:
        present = Connection.objects.filter(_CONNECTIONS[root](outer), valid_to=None)
        return Q(Exists(present.filter(LeadsThrough(F("device__path"), OuterRef(device)))))

    return road


def _of_outage(to_outage: str = "") -> dict[str, Road]:
    """Roads to an outage or to rows of it; `to_outage` is how they name it."""
    links = f"{to_outage}report_links__"
    through_network: dict[str, Road] = {
        root: _feeds(root, f"{to_outage}device_id") for root in ("service_point", "customer", "call")
    }
    return through_network | {"ticket": lambda outer: Q(**{f"{links}ticket": outer("pk"), f"{links}valid_to": None})}


def _fed_by(root: str, device: str) -> Way:
    """`_feeds` from its other end: the devices below those that fit, then what hangs on them."""
    owner, column = _OWNERS[root]

    def way(fitting: QuerySet[Any]) -> Q:
        above = fitting.filter(LeadsThrough(OuterRef("path"), F(device)))
        present = Connection.objects.filter(valid_to=None, device__in=Device.objects.filter(Exists(above)).order_by())
        # A row without a place or customer is not there: the condition must be false for it, not unknown.
        return Q(**{f"{column}__isnull": False, f"{column}__in": present.order_by().values(owner)})

    return way


def _ways_to_outage(to_outage: str = "") -> dict[str, Way]:
    return {root: _fed_by(root, f"{to_outage}device_id") for root in ("service_point", "customer", "call")}


def _newest_estimates() -> QuerySet[EstimatedRestoration]:
    log = EstimatedRestoration.objects.filter(outage=OuterRef("outage")).order_by("-set_at", "-pk")
    return EstimatedRestoration.objects.filter(pk=Subquery(log.values("pk")[:1]))


_SEES = "outages.view_outage"
STATION = Table(
    "station",
    lambda: Device.objects.all(),
    {root: _feeds(root, "pk") for root in _CONNECTIONS}
    | {"outage": lambda outer: Q(LeadsThrough(_told(outer("device__path")), F("pk")))},
    "outages.view_device",
    {root: _fed_by(root, "pk") for root in _OWNERS},
)
OUTAGE = Table("outage", lambda: Outage.objects.all(), _of_outage(), _SEES, _ways_to_outage())
ESTIMATE = Table(
    "estimate",
    _newest_estimates,
    _of_outage("outage__") | {"outage": lambda outer: Q(outage=outer("pk"))},
    _SEES,
    _ways_to_outage("outage__"),
)
CREW = Table(
    "crew",
    lambda: CrewAssignment.objects.all(),
    _of_outage("outage__") | {"outage": lambda outer: Q(outage=outer("pk"))},
    _SEES,
    _ways_to_outage("outage__"),
)


def subjects() -> list[Subject]:
    """Return the subjects of the network and of outages, in the order in which they are offered."""
    return [*_stations(), *_outages()]


def _stations() -> list[Subject]:
    return [
        Subject("station.code", _("code of a device above"), "station", STATION, KEY, "code", lookup="station"),
        Subject("station.name", _("name of a device above"), "station", STATION, TEXT, "name"),
        Subject("station.kind", _("kind of a device above"), "station", STATION, CHOICE, "kind",
                choices=lambda: list(Device.Kind.choices), is_column=False),
        Subject("station.state", _("known state of a device above"), "station", STATION, CHOICE, "energisation",
                choices=lambda: list(Device.Energisation.choices), is_column=False),
    ]  # fmt: skip


def _outages() -> list[Subject]:
    of = register.subjects_of(OUTAGE)
    estimate, crew = register.subjects_of(ESTIMATE, "outage"), register.subjects_of(CREW, "outage")
    return [
        of("number", _NUMBER, OutageNumber(), sort_path="number"),
        of("status", _("state"), CHOICE, choices=lambda: list(Outage.Status.choices), sort_path="status"),
        of("is_ongoing", _("goes on"), FLAG, flag=lambda moment: Q(status__in=Outage.ONGOING)),
        of("kind", _("kind"), CHOICE, choices=lambda: list(Outage.Kind.choices)),
        of("device", _("code of its device"), KEY, "device__code"),
        of("device_name", _("name of its device"), TEXT, "device__name"),
        of("device_kind", _("kind of its device"), CHOICE, "device__kind", choices=lambda: list(Device.Kind.choices)),
        of("started_at", _("began"), MOMENT, sort_path="started_at"),
        of("planned_from", _("planned from"), MOMENT, sort_path="planned_from", sorts_empty=True),
        of("planned_to", _("planned to"), MOMENT),
        estimate("restores_at", _("restoration time"), MOMENT),
        estimate("source", _("source of the restoration time"), CHOICE,
                 choices=lambda: list(EstimatedRestoration.Source.choices)),
        of("restored_at", _("power back"), MOMENT, sort_path="restored_at", sorts_empty=True),
        of("closed_at", _("ended"), MOMENT, sort_path="closed_at", sorts_empty=True),
        of("customers_off", _("customers without power"), INTEGER, sort_path="customers_off"),
        of("critical_off", _("critical customers without power"), INTEGER, "critical_customers_off",
           sort_path="critical_customers_off"),
        of("cause", _("cause"), TEXT),
        crew("crew", _("crew"), TEXT, "crew__name"),
        crew("crew_status", _("state of a crew"), CHOICE, "status",
             choices=lambda: list(CrewAssignment.Status.choices)),
    ]  # fmt: skip


def _followed_by(column: str, path: str) -> Road:
    """The road from an outage, by the tickets that follow it, to rows that a column ties to what they lead to."""

    def road(outer: Outer) -> Q:
        links = ReportLink.objects.filter(outage=outer("pk", 2), valid_to=None).order_by()
        return Q(**{f"{column}__in": links.values(path)})

    return road


def _reported_by(column: str, path: str) -> Way:
    """`_followed_by` from its other end: the links of tickets that lead to rows that fit."""

    def way(fitting: QuerySet[Any]) -> Q:
        links = ReportLink.objects.filter(**{"valid_to": None, f"{path}__in": fitting.values(column)}).order_by()
        return Q(pk__in=links.values("outage"))

    return way


_FROM_OUTAGES: tuple[tuple[dict[str, Road], dict[str, Way], str, str], ...] = (
    (register.TICKET.roads, register.TICKET.ways, "pk", "ticket"),
    (register.CUSTOMER.roads, register.CUSTOMER.ways, "pk", "ticket__customer"),
    (register.SERVICE_POINT.roads, register.SERVICE_POINT.ways, "pk", "ticket__service_point"),
    (register.CALL.roads, register.CALL.ways, "pk", "ticket__call"),
    (register.NOTE.roads, register.NOTE.ways, "ticket", "ticket"),
    (register.PHONE.roads, register.PHONE.ways, "customer", "ticket__customer"),
    (register.BILLING.roads, register.BILLING.ways, "customer", "ticket__customer"),
    (register.METER.roads, register.METER.ways, "service_point", "ticket__service_point"),
    (answers.ROADS, answers.WAYS, "ticket", "ticket"),
)


def lend() -> None:
    """Add the subjects, the gate to outages, and the roads from outages to the register; once, when the app starts."""
    add(subjects)
    GATES["outage"] = lambda user: Outage.objects.visible_to(user).select_related("device")
    for roads, ways, column, path in _FROM_OUTAGES:
        roads["outage"], ways["outage"] = _followed_by(column, path), _reported_by(column, path)
