"""Names the app to Django, and lends forms the register's records to name in answers; SQLite learns to fold text."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("Customers and tickets")

    def ready(self) -> None:
        from crm.criteria.folded import teach_sqlite
        from crm.customers.readings import last_reading
        from crm.lookups import Customers, Meters, ServicePoints, Tickets
        from crm.tickets.attaching import sees_attachment
        from crm.tickets.files import note_file_seen, sees_file_of_ticket
        from ticketforms.port import port

        connection_created.connect(teach_sqlite)
        port.lookups |= {
            "customer": Customers(),
            "service_point": ServicePoints(),
            "meter": Meters(),
            "ticket": Tickets(),
        }
        port.last_reading = last_reading
        port.sees_file["ticket"] = sees_file_of_ticket
        port.sees_file["attachment"] = sees_attachment
        port.notes_fetch |= {"ticket": note_file_seen, "attachment": note_file_seen}
