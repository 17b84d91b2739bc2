"""Where administrators keep ticket types and categories; how types are published is `editor_views`."""

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from ticketforms.editor_views import CreateType, EditType, ListTypes, WithdrawType
from ticketforms.forms import CodedForm, TicketTypeForm
from ticketforms.models import Category, PlannedPublication, TicketType
from ticketforms.pictures import PICTURES

MENU = "register_configuration_menu_item"


def code_panel() -> FieldPanel:
    """A code is made from the Polish label beside it while it is new."""
    return FieldPanel("code", widget=forms.TextInput(attrs={"data-controller": "tcz-code"}))


def _state(ticket_type: TicketType) -> str:
    """Wagtail's own state asks the database for a schedule, type by type; ours comes with the list."""
    moment = getattr(ticket_type, "publish_at", None)
    if moment is not None:
        planned = {"moment": date_format(localtime(moment), "SHORT_DATETIME_FORMAT")}
        return (gettext("in use, new on %(moment)s") if ticket_type.live else gettext("from %(moment)s")) % planned
    if not ticket_type.live:
        return gettext("draft")
    return gettext("in use, changed") if ticket_type.has_unpublished_changes else gettext("in use")


class CountsNoPages:
    """Wagtail counts uses on web pages only; what is in use here, `retiring` knows and says."""

    def get_common_view_kwargs(self: Any, **kwargs: Any) -> dict[str, Any]:
        shared: dict[str, Any] = super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})  # type: ignore[misc]
        return shared


class TicketTypeViewSet(CountsNoPages, SnippetViewSet):
    """Types of tickets with the questions to ask."""

    model = TicketType
    icon = "form"
    menu_label = _("Ticket types")
    menu_name = "ticket-types"
    menu_hook = MENU
    menu_order = 100
    base_url_path = "ticket-types"
    add_to_admin_menu = False
    add_view_class = CreateType
    index_view_class = ListTypes
    edit_view_class = EditType
    unpublish_view_class = WithdrawType
    # A revision remembers its title in the language of whoever saved it: the list and the page name it anew.
    list_display = [
        "label",
        Column("shortcut", label=_("Shortcut"), sort_key="shortcut"),
        Column("category", label=_("Category"), sort_key="category__label_pl"),
        Column("get_reporting_display", label=_("Concerns")),
        Column("default_priority", label=_("Priority"), sort_key="default_priority"),
        StatusTagColumn("state", label=_("Status"), accessor=_state, primary=lambda ticket_type: ticket_type.live),
        UpdatedAtColumn(label=_("Updated")),
    ]
    list_filter = ["category", "reporting", "live"]
    search_fields = ["label_pl", "label_en", "code", "shortcut"]
    ordering = ["sort_order", "label_pl", "pk"]
    copy_view_enabled = False

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The clock in the editor's head leads to what agents were asked when, not to every save."""
        shared: dict[str, Any] = super().get_edit_view_kwargs(**{"history_url_name": "ticketforms:versions", **kwargs})
        return shared

    def get_queryset(self, request: HttpRequest) -> QuerySet[TicketType]:
        waiting = PlannedPublication.objects.waiting().filter(ticket_type=OuterRef("pk")).values("publish_at")[:1]
        types = TicketType.objects.select_related("category").annotate(publish_at=Subquery(waiting))
        return types.order_by(*self.ordering)

    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("label_pl"), FieldPanel("label_en")]),
                    FieldRowPanel(
                        [
                            FieldPanel("shortcut"),
                            FieldPanel("category", widget=forms.Select),
                            FieldPanel("icon", widget=forms.Select(choices=PICTURES)),
                        ]
                    ),
                ],
                heading=_("Name"),
                icon="tag",
            ),
            FieldPanel(
                "fields",
                heading=_("Questions"),
                icon="form",
                classname="tcz-fields",
                attrs={"data-controller": "tcz-adding", "data-tcz-adding-text-value": _("Add a question")},
            ),
            FieldPanel(
                "rules",
                heading=_("Rules"),
                icon="tasks",
                classname="tcz-rules",
                help_text=_("They run from top to bottom; where two set the same thing, the first that holds wins."),
                attrs={
                    "data-controller": "tcz-lines tcz-adding",
                    "data-tcz-lines-url-value": reverse_lazy("ticketforms:sentences"),
                    "data-tcz-adding-text-value": _("Add a rule"),
                },
            ),
            FieldPanel(
                "stages",
                heading=_("Stages"),
                icon="arrow-right",
                classname="tcz-stages",
                help_text=_(
                    "Name stages of its own only if this type needs them: a new ticket begins at the first, and goes "
                    "where each stage says. Without them a ticket is open, in progress, waiting, closed or cancelled."
                ),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("reporting"), FieldPanel("is_groupable")]),
                    FieldRowPanel([FieldPanel("default_priority"), FieldPanel("due_days"), FieldPanel("reopen_days")]),
                    FieldRowPanel([FieldPanel("sort_order"), code_panel()]),
                ],
                heading=_("Handling"),
                icon="cogs",
                classname="collapsed",
            ),
        ],
        base_form_class=TicketTypeForm,
    )


class CategoryViewSet(CountsNoPages, SnippetViewSet):
    """Families of ticket types."""

    model = Category
    icon = "tag"
    menu_label = _("Categories")
    menu_name = "categories"
    menu_hook = MENU
    menu_order = 120
    base_url_path = "categories"
    list_display = [
        "__str__",
        Column("letter", label=_("Letter"), sort_key="letter"),
        Column("get_colour_display", label=_("Colour")),
        Column("code", label=_("Code"), sort_key="code"),
    ]
    search_fields = ["label_pl", "label_en", "code"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("label_pl"), FieldPanel("label_en")]),
            FieldRowPanel([FieldPanel("letter"), FieldPanel("colour"), code_panel()]),
        ],
        base_form_class=CodedForm,
    )
