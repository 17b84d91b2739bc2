"""Tells forms which roles there are and who plays them; what a role may do stands in `cms.roles`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models import Role
from ticketforms.port import User

SYSTEM = "system"
# Said here and not read from the groups: a form is drawn up before a role is made, and needs no query to be judged.
WORDS: dict[str, str | Promise] = {
    "agent": _("agent"),
    "dispatcher": _("dispatcher"),
    "supervisor": _("supervisor"),
    "administrator": _("administrator"),
    "auditor": _("auditor"),
    "display": _("display"),
}


class Players:
    """The roles that fields and rules may name."""

    def choices(self) -> list[tuple[str, str]]:
        """Return each role's code and name; what other systems play is no role of ours."""
        return [(code, str(words)) for code, words in WORDS.items()]

    def of(self, user: User) -> frozenset[str]:
        """Return what a user plays: a superuser all, nobody and the accounts of other systems only `SYSTEM`.

        Nobody can log in to the accounts that sign what systems write: they are the ones that are not active.
        """
        if user is None:
            return frozenset({SYSTEM})
        if user.is_anonymous:
            return frozenset()
        if not user.is_active:
            return frozenset({SYSTEM})
        if getattr(user, "is_superuser", False):
            return frozenset(WORDS)
        return frozenset(Role.objects.filter(group__user=user.pk).values_list("code", flat=True))
