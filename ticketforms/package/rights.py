"""Which steps of a plan somebody may carry out, and which dictionaries they may see in an export."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from ticketforms.models import Category, Dictionary, TextTemplate, TicketType
from ticketforms.package.document import CATEGORIES, DICTIONARIES, TEXTS, TYPES
from ticketforms.package.planning import Plan, State, Step

User = AbstractBaseUser | AnonymousUser
_MODELS = {CATEGORIES: Category, DICTIONARIES: Dictionary, TYPES: TicketType, TEXTS: TextTemplate}


def may_export(user: User) -> bool:
    """Return whether somebody may see all that a package holds."""
    return all(user.has_perm(f"ticketforms.view_{_name(section)}") for section in _MODELS)  # type: ignore[union-attr]


def may_import(user: User) -> bool:
    """Return whether somebody may change at least the types; what else a package needs, its plan shows."""
    return user.has_perm("ticketforms.change_tickettype")  # type: ignore[union-attr]


def beyond(planned: Plan, user: User) -> list[Step]:
    """Return the steps that need a right somebody does not have."""
    kept = set(Dictionary.objects.changeable_by(user).values_list("code", flat=True))
    return [
        step
        for step in planned.of(State.NEW, State.CHANGED, State.CONFLICTING)
        if not user.has_perm(f"ticketforms.{'change' if step.present else 'add'}_{_name(step.section)}")  # type: ignore[union-attr]
        or (step.section == DICTIONARIES and step.present and step.code not in kept)
    ]


def _name(section: str) -> str:
    return str(_MODELS[section]._meta.model_name)
