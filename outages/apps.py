"""Names the app to Django, and lends forms the network's records to name in answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutagesConfig(AppConfig):
    name = "outages"
    verbose_name = _("Outages")

    def ready(self) -> None:
        from outages.lookups import Outages, Stations
        from ticketforms.port import port

        port.lookups |= {"station": Stations(), "outage": Outages()}
