"""Names the app to Django, and has the feed's growth rung out to other processes where there is a Redis."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("TCZ")

    def ready(self) -> None:
        from cms.live.wake import Bell
        from crm import feed

        if settings.REDIS_URL:
            feed.listen(Bell(settings.REDIS_URL).ring)
