"""Answers what was published of a type, by whom, and what is planned; it changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ticketforms.changes import changes_between
from ticketforms.models import FormVersion, PlannedPublication, TicketType
from ticketforms.stage_blocks import plain_stages
from ticketforms.stage_rules import stage_changes

PAGE = 30
# The worker looks for due plans every half minute.
_PATIENCE = timedelta(minutes=5)
# What agents meet of a type beside its questions.
_FACTS = (
    "label_pl",
    "label_en",
    "shortcut",
    "icon",
    "category",
    "reporting",
    "is_groupable",
    "default_priority",
    "due_days",
    "reopen_days",
    "sort_order",
)


@dataclass(frozen=True)
class PublishedVersion:
    """One line of a type's history; `same_as` is the number of an earlier version that asks the very same."""

    version: FormVersion
    who: str
    changes: tuple[str, ...]
    same_as: int | None
    is_first: bool


def published_versions(ticket_type: TicketType, *, below: int | None = None) -> list[PublishedVersion]:
    """Return a page of the type's versions, the newest first, each with what changed, in three queries."""
    versions = ticket_type.versions.select_related("published_by").order_by("-number")
    if below is not None:
        versions = versions.filter(number__lt=below)
    # One more than is shown: the last line too is compared with what was before it.
    found = list(versions[: PAGE + 1])
    numbers = ticket_type.versions.filter(checksum__in={one.checksum for one in found}).order_by("number")
    first_by_checksum: dict[str, int] = {}
    for checksum, number in numbers.values_list("checksum", "number"):
        first_by_checksum.setdefault(checksum, number)
    lines = []
    for version, earlier in zip(found, [*found[1:], None], strict=True):
        first = first_by_checksum[version.checksum]
        lines.append(
            PublishedVersion(
                version=version,
                who=name_of_person(version.published_by),
                changes=changes_between(earlier.definition, version.definition) if earlier else (),
                same_as=first if first < version.number else None,
                is_first=earlier is None,
            )
        )
    return lines[:PAGE]


def present_plan(ticket_type: TicketType) -> PlannedPublication | None:
    """Return the plan that waits or that failed and was not dealt with, if there is one."""
    State = PlannedPublication.State
    plans = ticket_type.plans.filter(state__in=[State.WAITING, State.FAILED]).select_related("planned_by")
    return plans.order_by("-planned_at", "-pk").first()


def changes_of_facts(present: TicketType, drafted: TicketType) -> tuple[str, ...]:
    """Return a sentence for each thing about the type itself, beside its questions, that a draft changes."""
    sentences = []
    for name in _FACTS:
        if getattr(present, present._meta.get_field(name).attname) == getattr(  # type: ignore[union-attr]
            drafted,
            drafted._meta.get_field(name).attname,  # type: ignore[union-attr]
        ):
            continue
        sentences.append(
            _("%(fact)s: %(before)s → %(after)s.")
            % {
                "fact": capfirst(str(present._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
                "before": _shown(present, name),
                "after": _shown(drafted, name),
            }
        )
    return (*sentences, *stage_changes(plain_stages(present.stages), plain_stages(drafted.stages)))


def name_of_person(person: AbstractBaseUser | None) -> str:
    """Return how a person is called; what nobody did, the program did."""
    return (getattr(person, "get_full_name", str)() or person.get_username()) if person else _("the program")


def troubled_plans(at: datetime) -> list[PlannedPublication]:
    """Return every plan that failed and was not dealt with, and those nobody has carried out, the oldest first."""
    State = PlannedPublication.State
    is_troubled = Q(state=State.FAILED) | Q(state=State.WAITING, publish_at__lt=at - _PATIENCE)
    found = PlannedPublication.objects.filter(is_troubled).select_related("ticket_type")
    return list(found.order_by("publish_at", "pk"))


def _shown(ticket_type: TicketType, name: str) -> str:
    display = getattr(ticket_type, f"get_{name}_display", None)
    value = display() if display else getattr(ticket_type, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)
