"""The menu: what this house is for, shown to those who have a use for it.

Wagtail's own entries for web pages are left out; `cms.wagtail_hooks` hands all this to Wagtail.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import ActionMenuItem

MAIN = "register_admin_menu_item"
CONFIGURATION = "register_configuration_menu_item"
ADMINISTRATION = "register_administration_menu_item"
WAGTAILS_OWN = frozenset({"explorer", "images", "documents", "reports", "help", "settings", "snippets"})


@dataclass(frozen=True)
class Entry:
    """A place to go for those who have one of the permissions that it asks for."""

    menu: str
    name: str
    label: str | Promise
    icon: str
    url_name: str
    permissions: tuple[str, ...]
    # Where the page's script asks for the number beside the entry.
    counted_at: str = ""


def _of(model: str) -> tuple[str, ...]:
    return (f"auth.view_{model}", f"auth.change_{model}")


# Those who may take in may read all the same.
_READS_DEFINITIONS = ("ticketforms.view_dictionary", "ticketforms.change_tickettype")

ENTRIES = (
    Entry(MAIN, "desk", _("Desk"), "headset", "desk:desk", ("crm.add_ticket",)),
    Entry(MAIN, "board", _("Board"), "bolt", "board:board", ("outages.view_outage",)),
    Entry(MAIN, "tickets", _("Tickets"), "ticket", "records:tickets", ("crm.view_ticket",)),
    Entry(MAIN, "customers", _("Customers"), "house", "records:customers", ("crm.view_customer",)),
    Entry(ADMINISTRATION, "users", _("Users"), "user", "wagtailusers_users:index", _of("user")),
    Entry(ADMINISTRATION, "groups", _("Roles"), "group", "wagtailusers_groups:index", _of("group")),
    Entry(ADMINISTRATION, "queues", _("Queues"), "list-ul", "queues:queues", ("crm.change_queueworker",)),
    Entry(
        ADMINISTRATION,
        "changes",
        _("Record of changes"),
        "history",
        "wagtailadmin_reports:site_history",
        ("wagtailcore.view_modellogentry",),
    ),
    Entry(CONFIGURATION, "packages", _("Import and export"), "upload", "packages:packages", _READS_DEFINITIONS),
    Entry(ADMINISTRATION, "sources", _("Sources"), "link", "sources:sources", ("crm.view_source",)),
    Entry(
        ADMINISTRATION, "exchanges", _("Telephone exchanges"), "headset", "exchanges:exchanges", ("crm.view_exchange",)
    ),
    Entry(MAIN, "duplicates", _("Possible duplicates"), "group", "customers:duplicates", ("crm.merge_customer",)),
    Entry(
        ADMINISTRATION,
        "reads",
        _("Who saw personal data"),
        "view",
        "records:reads",
        ("crm.view_personaldataread",),
    ),
    Entry(
        MAIN,
        "callbacks",
        _("Callbacks"),
        "callback",
        "callbacks:callbacks",
        ("crm.view_callback",),
        counted_at="callbacks:count",
    ),
)


class Place(MenuItem):
    """An entry in Wagtail's menu."""

    def __init__(self, entry: Entry) -> None:
        order = 100 * (1 + ENTRIES.index(entry))
        attrs = {"data-callbacks-count": reverse(entry.counted_at)} if entry.counted_at else {}
        address = reverse(entry.url_name)
        super().__init__(entry.label, address, name=entry.name, icon_name=entry.icon, order=order, attrs=attrs)
        self.permissions = entry.permissions

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(permission) for permission in self.permissions)


class OtherLanguage(MenuItem):
    """One press and the screens speak the other language, which names itself."""

    def __init__(self) -> None:
        super().__init__("", "", name="language", icon_name="globe", order=20_000)

    def render_component(self, request: HttpRequest) -> ActionMenuItem:
        code, label = ("en", "English") if get_language() == "pl" else ("pl", "Polski")
        action = reverse("choose_language", args=[code])
        return ActionMenuItem(self.name, label, action, icon_name=self.icon_name, attrs={"lang": code})


class Finder(MenuItem):
    """Opens the search box of every page; where no script runs, the list of customers does as well."""

    rights = ("crm.view_customer", "crm.view_ticket", "outages.view_outage")

    def __init__(self) -> None:
        super().__init__(
            _("Find"),
            # Not the list's own address, or Wagtail would mark this entry and not the list's as the page one is on.
            f"{reverse('records:customers')}#rec-typed",
            name="find",
            icon_name="search",
            order=1,
            attrs={"data-find-open": "", "aria-haspopup": "dialog", "aria-keyshortcuts": "/ Control+K"},
        )

    def is_shown(self, request: HttpRequest) -> bool:
        is_at_desk = bool(request.resolver_match and request.resolver_match.namespace == "desk")
        return not is_at_desk and any(request.user.has_perm(right) for right in self.rights)


def configuration() -> MenuItem:
    menu = Menu(register_hook_name=CONFIGURATION)
    return SubmenuMenuItem(_("Configuration"), menu, name="configuration", icon_name="sliders", order=8_000)


def administration() -> MenuItem:
    menu = Menu(register_hook_name=ADMINISTRATION)
    return SubmenuMenuItem(_("Administration"), menu, name="administration", icon_name="cogs", order=9_000)
