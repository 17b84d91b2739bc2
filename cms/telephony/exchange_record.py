"""Tells in the record of changes that an exchange's secret was renewed or an old one ended; never the secret."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry


class SecretRenewed(LogFormatter):
    """An exchange was given a new secret."""

    label = gettext_lazy("Give an exchange a new secret")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return _("The exchange has a new secret.")


class OldSecretEnded(LogFormatter):
    """The secret before the present one opens the door no more."""

    label = gettext_lazy("End an exchange's old secret")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return _("The exchange's old secret works no more.")
