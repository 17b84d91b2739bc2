"""Names what was seen of somebody's data and at which door, in the reader's language; who saw it, `crm.reads` knows."""

from django.utils.translation import gettext as _

from crm.models import PersonalDataRead


def place_of(read: PersonalDataRead) -> tuple[str, int]:
    """Return the kind and the key of what was seen."""
    kind, _colon, rest = read.subject.partition(":")
    key = rest.partition(":")[0]
    return kind, int(key) if key.isdigit() else 0


def thing_seen(read: PersonalDataRead) -> str:
    """Return what was seen, by the subject of the read."""
    kind, _colon, rest = read.subject.partition(":")
    part = rest.partition(":")[2]
    return {
        ("ticket", ""): _("the ticket"),
        ("ticket", "sensitive"): _("sensitive answers"),
        ("ticket", "file"): _("files of the ticket"),
        ("customer", ""): _("the customer's data"),
        ("customer", "pesel"): _("the PESEL number whole"),
        ("service_point", ""): _("the service point"),
        ("servicepoint", ""): _("the service point"),
        ("call", ""): _("the call"),
    }.get((kind, part), part or kind)


def door_of(read: PersonalDataRead) -> str:
    """Return where it was seen."""
    return {
        "ticket": _("ticket's page"),
        "file": _("opened or saved"),
        "card": _("Main Card"),
        "history": _("history"),
        "screen": _("customer's page"),
        "graphql": _("interface of another system"),
        "export": _("export"),
    }.get(read.door, read.door)
