"""What the rooms of the roof give to Wagtail's admin: addresses, menu, styles and icons.

A room adds its addresses in a section of its own; each view there checks its own permission.
"""

from functools import partial

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from cms import menus
from cms.dashboard.panels import OutagesPanel, OverviewsPanel, PlansPanel, TilesPanel
from cms.people.lines import AgentLineViewSet
from cms.people.queue_record import QueueStaffed
from cms.records import urls as record_urls
from cms.rehearsal.parts import RehearseMenuItem, before_publishing
from cms.search.views import search
from cms.telephony.exchange_record import OldSecretEnded, SecretRenewed
from crm.exchanges.operations import NEW_SECRET, OLD_SECRET_ENDED
from crm.tickets.staffing import LOG_ACTION
from ticketforms.models import TicketType
from ticketforms.publishing_views import BEFORE_PUBLISHING

# --- The frame: look, menu, home, roles ---


@hooks.register("insert_global_admin_css")
def our_look() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/tcz.css"))


@hooks.register("register_icons")
def our_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"cms/icons/{name}.svg" for name in ("headset", "bolt", "ticket", "house", "callback"))]


for entry in menus.ENTRIES:
    hooks.register(entry.menu, partial(menus.Place, entry))
for submenu in (menus.Finder, menus.configuration, menus.administration, menus.OtherLanguage):
    hooks.register(menus.MAIN, submenu)


@hooks.register("construct_main_menu")
def leave_out_what_wagtail_has_for_pages(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in menus.WAGTAILS_OWN]


@hooks.register("construct_search")
def leave_out_wagtails_search(request: HttpRequest, areas: list[SearchArea]) -> None:
    areas.clear()


@hooks.register("construct_homepage_panels")
def our_home(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [TilesPanel(request.user)]
    if request.user.has_perm("ticketforms.publish_tickettype"):
        panels.insert(0, PlansPanel())
    if request.user.has_perm("crm.view_ticket"):
        panels.append(OverviewsPanel(request.user))
    if request.user.has_perm("outages.view_outage"):
        panels.append(OutagesPanel())


@hooks.register("register_admin_viewset")
def lines_of_agents() -> AgentLineViewSet:
    return AgentLineViewSet("agent_lines", url_prefix="agent-lines")


@hooks.register("register_permissions")
def permissions_of_roles() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label__in=["crm", "outages", "ticketforms", "cms"]).exclude(
        codename__regex=r"^(add|change|delete)_(feedevent|personaldataread|formversion)$|_plannedpublication$"
    )


@hooks.register("register_admin_urls")
def queues_addresses() -> list[URLResolver]:
    return [path("queues/", include("cms.people.urls"))]


@hooks.register("register_log_actions")
def what_the_record_tells_of_queues(actions: LogActionRegistry) -> None:
    actions.register_action(LOG_ACTION)(QueueStaffed)


# --- The search box of every page ---


@hooks.register("register_admin_urls")
def finding_addresses() -> list[URLResolver]:
    return [path("find/", include("cms.finding.urls"))]


@hooks.register("insert_global_admin_css")
def look_of_the_search_box() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/finding/finding.css"))


@hooks.register("insert_global_admin_js")
def search_box() -> SafeString:
    return format_html('<script src="{}"></script>', static("cms/finding/finding.js"))


# --- Desk ---


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLResolver]:
    return [path("desk/", include(("cms.desk.urls", "desk"), namespace="desk"))]


# --- Board ---


@hooks.register("register_admin_urls")
def board_addresses() -> list[URLResolver]:
    return [path("board/", include("cms.board.urls"))]


# --- Records: customers and tickets; the list of tickets is a search ---


@hooks.register("register_admin_urls")
def records_addresses() -> list[URLResolver]:
    records = [*record_urls.urlpatterns, path("tickets/", search, {"root": "ticket"}, name="tickets")]
    return [path("", include((records, record_urls.app_name))), path("", include("cms.search.urls"))]


# --- Customers: entered, changed, made one of two ---


@hooks.register("register_admin_urls")
def customers_addresses() -> list[URLResolver]:
    return [path("customers/", include("cms.customers.urls"))]


# --- Sources: the neighbours that tell us things ---


@hooks.register("register_admin_urls")
def sources_addresses() -> list[URLResolver]:
    return [path("sources/", include("cms.sources.urls"))]


# --- Callbacks: the calls that we owe people ---


@hooks.register("register_admin_urls")
def callbacks_addresses() -> list[URLResolver]:
    return [path("callbacks/", include("cms.callbacks.urls"))]


@hooks.register("insert_global_admin_js")
def count_of_callbacks() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("cms/callbacks/menu.js"))


# --- Telephone exchanges ---


@hooks.register("register_admin_urls")
def exchanges_addresses() -> list[URLResolver]:
    return [path("exchanges/", include("cms.telephony.urls"))]


@hooks.register("insert_global_admin_js")
def numbers_that_are_dialled() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("cms/telephony/dial.js"))


@hooks.register("register_log_actions")
def what_the_record_tells_of_exchanges(actions: LogActionRegistry) -> None:
    actions.register_action(NEW_SECRET)(SecretRenewed)
    actions.register_action(OLD_SECRET_ENDED)(OldSecretEnded)


# --- Deeds on many tickets ---


@hooks.register("register_admin_urls")
def bulk_addresses() -> list[URLResolver]:
    return [path("many/", include("cms.bulk.urls"))]


# --- Packages: definitions out and in ---


@hooks.register("register_admin_urls")
def packages_addresses() -> list[URLResolver]:
    return [path("packages/", include("cms.packages.urls"))]


@hooks.register("insert_global_admin_css")
def marks_of_tickets() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/records/mark.css"))


# --- Rehearsal of a ticket type's draft ---


@hooks.register("register_admin_urls")
def rehearsal_addresses() -> list[URLResolver]:
    return [path("rehearsal/", include("cms.rehearsal.urls"))]


@hooks.register("register_snippet_action_menu_item")
def rehearse_from_the_editor(model: type[Model]) -> RehearseMenuItem | None:
    return RehearseMenuItem() if model is TicketType else None


hooks.register(BEFORE_PUBLISHING, before_publishing)
