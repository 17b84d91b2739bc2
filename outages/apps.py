"""Names the app to Django, and lends forms and criteria what the network knows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutagesConfig(AppConfig):
    name = "outages"
    verbose_name = _("Outages")

    def ready(self) -> None:
        from crm.bulk.actions import ACTIONS
        from crm.tickets.wording import SOURCES
        from outages.bulk import JOIN_OUTAGE
        from outages.criteria import lend
        from outages.lookups import Outages, Stations
        from outages.repeating import note_file_of_repeat_seen, sees_file_of_repeat
        from outages.wording import outage_values
        from ticketforms.port import port

        port.lookups |= {"station": Stations(), "outage": Outages()}
        port.sees_file["repeat"] = sees_file_of_repeat
        port.notes_fetch["repeat"] = note_file_of_repeat_seen
        lend()
        SOURCES.append(outage_values)
        ACTIONS["join_outage"] = JOIN_OUTAGE
