"""Tells in the record of changes who was let into a queue and who was taken off it, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry


class QueueStaffed(LogFormatter):
    """Who works in a queue was changed."""

    label = gettext_lazy("Say who works in a queue")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        said = {
            _("Works in the queue from now on: %(names)s."): log_entry.data.get("added"),
            _("Works in the queue no more: %(names)s."): log_entry.data.get("removed"),
        }
        return " ".join(sentence % {"names": ", ".join(names)} for sentence, names in said.items() if names)
