"""Records of this house that an answer may name. The records are found by higher floors, through the port."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, CharBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, FieldKind, Given, Settings
from ticketforms.port import port
from ticketforms.storing import is_storable


class LookupKind(FieldKind):
    """`{key, label}` of a record, with the label it had when it was chosen.

    `narrowed_by` is the code of another field of the form that names a record: only what belongs to it is offered.
    """

    label: str | Promise
    group = groups.RECORDS
    template = "ticketforms/fields/lookup.html"
    reading = "whole"
    longest_key = 64
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {
            "narrowed_by": CharBlock(
                required=False,
                max_length=50,
                label=gettext_lazy("Only of the record in field"),
                help_text=gettext_lazy("The code of a field that names a customer, a service point or the like."),
            )
        }

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        key = raw.get("key", "") if isinstance(raw, Mapping) else raw
        if isinstance(key, int) and not isinstance(key, bool):
            key = str(key)
        if not isinstance(key, str) or len(key) > self.longest_key or not is_storable(key):
            raise AnswerError(_("Choose from what was found."))
        if key.strip():
            return {"key": key.strip(), "label": ""}
        if isinstance(raw, Mapping) and raw.get("label"):
            raise AnswerError(_("Choose from what was found; what was only typed is not kept."))
        return None

    def settle(self, value: dict[str, str], settings: Settings, given: Given) -> dict[str, str]:
        """Return the key with the record's label; raises `AnswerError` when there is no such record."""
        lookup = port.lookups.get(self.name)
        found = lookup.find(value["key"]) if lookup else None
        if found is None:
            raise AnswerError(_("There is no such record: search again."))
        return {"key": found.key, "label": found.label}

    def show(self, value: dict[str, str], settings: Settings, language: str) -> str:
        return value["label"] or value["key"]

    def written(self, answer: Any) -> dict[str, str]:
        held = answer if isinstance(answer, Mapping) else {"key": answer or ""}
        return {"key": str(held.get("key") or ""), "label": str(held.get("label") or held.get("key") or "")}


class CustomerKind(LookupKind):
    """A customer."""

    name = "customer"
    label = gettext_lazy("customer")
    icon = "user"


class ServicePointKind(LookupKind):
    """A service point."""

    name = "service_point"
    label = gettext_lazy("service point")
    icon = "home"


class MeterKind(LookupKind):
    """A meter that hangs at a service point."""

    name = "meter"
    label = gettext_lazy("meter")
    icon = "tag"


class StationKind(LookupKind):
    """A station of the network."""

    name = "station"
    label = gettext_lazy("station")
    icon = "site"


class OutageKind(LookupKind):
    """An outage."""

    name = "outage"
    label = gettext_lazy("outage")
    icon = "bolt"


class TicketKind(LookupKind):
    """A ticket."""

    name = "ticket"
    label = gettext_lazy("ticket")
    icon = "ticket"
