"""What the form editor gives to Wagtail's admin."""

from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from ticketforms.viewsets import CategoryViewSet, DictionaryViewSet, TicketTypeViewSet

register_snippet(TicketTypeViewSet)
register_snippet(DictionaryViewSet)
register_snippet(CategoryViewSet)


@hooks.register("register_admin_urls")
def editor_addresses() -> list[URLResolver]:
    return [path("ticketforms/", include("ticketforms.urls"))]
