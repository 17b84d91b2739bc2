"""Ticket types and their categories as administrators define them; the frozen form is `form_version`."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from ticketforms.blocks import FormFieldsField, field_blocks
from ticketforms.labels import Labelled
from ticketforms.models.dictionary import dictionary_choices
from ticketforms.rule_blocks import RulesField, rule_blocks
from ticketforms.situations import viewpoint_of
from ticketforms.stage_blocks import StagesField, plain_stages, stage_blocks
from ticketforms.stages import Flow, flow_of


class Category(Labelled):
    """A family of ticket types; its letter stands at the corner of the glyph."""

    class Colour(models.TextChoices):
        RED = "red", _("red")
        AMBER = "amber", _("amber")
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        VIOLET = "violet", _("violet")
        GREY = "grey", _("grey")

    code = models.SlugField(_("code"), unique=True)
    letter = models.CharField(_("letter"), max_length=2)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour, default=Colour.GREY)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["label_pl", "pk"]


class TicketType(Labelled, DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model):
    """What a contact can be about, with the questions to ask; drafted, then published as a frozen version."""

    class Reporting(models.TextChoices):
        OUTAGE = "outage", _("loss of power")
        HAZARD = "hazard", _("hazard")
        OTHER = "other", _("other")

    code = models.SlugField(_("code"), unique=True)
    shortcut = models.CharField(_("shortcut"), max_length=3, unique=True)
    icon = models.CharField(_("icon"), max_length=20, default="note")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="ticket_types", verbose_name=_("category")
    )
    reporting = models.CharField(_("reports"), max_length=8, choices=Reporting, default=Reporting.OTHER)
    is_groupable = models.BooleanField(
        _("joins outages"), default=True, help_text=_("The prediction may count it with its neighbours.")
    )
    default_priority = models.PositiveSmallIntegerField(_("priority"), default=4)
    due_days = models.PositiveSmallIntegerField(_("days to answer"), null=True, blank=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    fields = FormFieldsField(
        field_blocks(dictionary_choices), verbose_name=_("form fields"), blank=True, default=list, collapsed=True
    )
    rules = RulesField(rule_blocks(), verbose_name=_("rules"), blank=True, default=list, collapsed=True)
    stages = StagesField(stage_blocks(), verbose_name=_("stages"), blank=True, default=list, collapsed=True)
    reopen_days = models.PositiveSmallIntegerField(
        _("days to reopen"),
        default=30,
        db_default=30,
        help_text=_("For how long after its end a ticket can be opened again; 0: never."),
    )

    class Meta:
        verbose_name = _("ticket type")
        verbose_name_plural = _("ticket types")
        ordering = ["sort_order", "label_pl", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(default_priority__range=(1, 4)), name="type_priority_1_to_4"),
        ]

    @property
    def flow(self) -> Flow:
        """The stages of its tickets, as they are in use now."""
        return flow_of(plain_stages(self.stages))

    preview_modes = [("pl", "Polski"), ("en", "English")]
    preview_sizes = [
        {"name": "column", "icon": "tablet-alt", "device_width": 520, "label": _("As wide as the agent's column")},
        {"name": "wide", "icon": "desktop", "device_width": 900, "label": _("Wide")},
    ]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "ticketforms/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        viewpoint = viewpoint_of(mode_name)
        return {"ticket_type": self, "viewpoint": viewpoint, "language": viewpoint.language, "request": request}
