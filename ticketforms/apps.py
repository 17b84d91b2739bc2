"""Names the app to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketformsConfig(AppConfig):
    name = "ticketforms"
    verbose_name = _("Ticket forms")
