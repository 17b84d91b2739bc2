"""Names the app to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketformsConfig(AppConfig):
    name = "ticketforms"
    verbose_name = _("Ticket forms")

    def ready(self) -> None:
        from ticketforms.kinds.entries import long_dictionaries
        from ticketforms.typeahead import entry_on

        long_dictionaries.find = entry_on
