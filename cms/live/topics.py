"""Which topics there are, and who may watch them. It opens no socket and reads no event."""

import re
from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

_NEEDED = {
    "outages": "outages.view_outage",
    "outage": "outages.view_outage",
    "hazards": "crm.view_ticket",
    "tickets": "crm.view_ticket",
    "ticket": "crm.view_ticket",
    "customer": "crm.view_customer",
    "callbacks": "crm.view_callback",
}
_TOPIC = re.compile(r"outages|hazards|tickets|callbacks|calls:me|(ticket|customer|outage):[0-9]{1,18}")


def is_topic(text: object) -> bool:
    """Tell whether a screen may name this at all."""
    return isinstance(text, str) and bool(_TOPIC.fullmatch(text))


def may_watch(user: AbstractBaseUser | AnonymousUser, topics: Collection[str]) -> bool:
    """Tell whether the user may watch every one of the topics; everybody who works here may watch his own calls."""
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return False
    kinds = {topic.partition(":")[0] for topic in topics} - {"calls"}
    return all(user.has_perm(_NEEDED[kind]) for kind in kinds)
