"""The six roles and what each may do (docs/administrator); who plays which role, administrators decide.

What an administrator gave to or took from a role's group later stays so: a permission is granted once.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_noop

from cms.models import Role

NAMES: dict[str, str] = {
    "administrator": "Administrator",
    "supervisor": "Kierownik (supervisor)",
    "dispatcher": "Dyspozytor (dispatcher)",
    "agent": "Konsultant (agent)",
    "auditor": "Audytor (auditor)",
    "display": "Ekran (display)",
}

_ENTRY = ["wagtailadmin.access_admin"]
_SIGNS_IN = gettext_noop("Can sign in")
_SEES_OUTAGES = [
    "outages.view_outage",
    "outages.view_device",
    "outages.view_crew",
    "outages.view_crewassignment",
    "outages.view_estimatedrestoration",
    "outages.view_repairprogress",
]
_SEES_CONTACTS = [
    "crm.view_ticket",
    "crm.view_customer",
    "crm.view_servicepoint",
    "crm.view_call",
    "crm.view_workflowcase",
]
_SEES_MONEY_AND_METERS = [
    "crm.view_billingcard",
    "crm.view_billingentry",
    "crm.view_meter",
    "crm.view_meterreading",
]
_TAKES_CALLS = [
    *_ENTRY,
    *_SEES_OUTAGES,
    *_SEES_CONTACTS,
    *_SEES_MONEY_AND_METERS,
    "crm.add_ticket",
    "crm.change_ticket",
    "crm.change_contacts",
    "crm.view_callback",
    "crm.change_callback",
    "crm.view_consent",
    "crm.view_sensitive_answers",
    "outages.add_estimatetold",
    "ticketforms.answer_from_dictionary",
]

# "app.*" stands for every permission of an app.
PERMISSIONS: dict[str, list[str]] = {
    "administrator": [
        *_ENTRY,
        *_SEES_OUTAGES,
        "ticketforms.*",
        "graphql_api.*",
        "auth.add_user",
        "auth.change_user",
        "auth.delete_user",
        "auth.view_user",
        "auth.add_group",
        "auth.change_group",
        "auth.delete_group",
        "auth.view_group",
        "crm.view_ticket",
        "crm.add_agentline",
        "crm.change_agentline",
        "crm.delete_agentline",
        "crm.view_agentline",
        "crm.change_queueworker",
        "outages.add_crew",
        "outages.change_crew",
        "outages.add_device",
        "outages.change_device",
        "crm.change_source",
        "crm.view_source",
        "crm.add_exchange",
        "crm.change_exchange",
        "crm.view_exchange",
        "wagtailcore.view_modellogentry",
    ],
    "supervisor": [
        *_TAKES_CALLS,
        "crm.add_agentline",
        "crm.change_agentline",
        "crm.delete_agentline",
        "crm.view_agentline",
        "crm.view_exchange",
        "crm.change_queueworker",
        "crm.view_personaldataread",
        "crm.add_customer",
        "crm.change_customer",
        "crm.merge_customer",
        "crm.view_customermerge",
        "crm.view_pesel",
        "crm.view_source",
        "ticketforms.view_tickettype",
        "ticketforms.view_category",
        "ticketforms.view_dictionary",
        "ticketforms.view_texttemplate",
        "cms.view_wallboard",
    ],
    "dispatcher": [
        *_ENTRY,
        *_SEES_OUTAGES,
        *_SEES_CONTACTS,
        "crm.change_ticket",
        "crm.add_hazardacknowledgement",
        "ticketforms.answer_from_dictionary",
        "outages.add_outage",
        "outages.change_outage",
        "outages.change_crew",
        "outages.change_device",
        "cms.view_wallboard",
    ],
    "agent": _TAKES_CALLS,
    "auditor": [
        *_ENTRY,
        "auth.view_group",
        "auth.view_user",
        "crm.view_feedevent",
        "crm.view_personaldataread",
        "ticketforms.view_dictionaryentry",
        "ticketforms.view_tickettype",
        "wagtailcore.view_modellogentry",
    ],
    "display": [*_ENTRY, "cms.view_wallboard"],
}


class UnknownPermission(LookupError):
    """A role is promised a permission that no app defines."""


@transaction.atomic
def ensure_roles() -> None:
    """Make the missing roles and grant each what it has not been granted before.

    Raises `UnknownPermission` when a role is promised what no app defines.
    """
    # Wagtail names this one after itself.
    Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").update(name=_SIGNS_IN)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for code, name in NAMES.items():
        role = Role.objects.select_related("group").filter(code=code).first()
        if role is None:
            role = Role.objects.create(code=code, group=Group.objects.get_or_create(name=name)[0])
        promised = _find(PERMISSIONS[code], known)
        new = promised.keys() - set(role.granted)
        if new:
            role.group.permissions.add(*(promised[permission] for permission in new))
            role.granted = sorted({*role.granted, *new})
            role.save(update_fields=["granted"])


def role_group(code: str) -> Group:
    """Return the group that plays a role; raises `Role.DoesNotExist` before `ensure_roles` has run."""
    return Role.objects.select_related("group").get(code=code).group


def _find(promises: Iterable[str], known: Mapping[str, Permission]) -> dict[str, Permission]:
    found: dict[str, Permission] = {}
    for promise in promises:
        app, _, codename = promise.partition(".")
        matching = {name for name in known if name == promise or (codename == "*" and name.startswith(f"{app}."))}
        if not matching:
            raise UnknownPermission(promise)
        found |= {name: known[name] for name in matching}
    return found
