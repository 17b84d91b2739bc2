"""Names the app to Django and lends forms the roles.

Where there is a Redis, the feed's growth is rung out to other processes.
"""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("TCZ")

    def ready(self) -> None:
        from cms.live.wake import Bell
        from cms.players import Players
        from crm import feed
        from ticketforms.port import port

        port.roles = Players()
        if settings.REDIS_URL:
            feed.listen(Bell(settings.REDIS_URL).ring)
