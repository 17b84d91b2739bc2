"""Names the app to Django, and lends field kinds the files that were given."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketformsConfig(AppConfig):
    name = "ticketforms"
    verbose_name = _("Ticket forms")

    def ready(self) -> None:
        from ticketforms.kinds.entries import long_dictionaries
        from ticketforms.port import port
        from ticketforms.typeahead import entry_on
        from ticketforms.uploads import stored

        long_dictionaries.find = entry_on
        port.file = stored
