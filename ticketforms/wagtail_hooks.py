"""What the form editor gives to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from ticketforms.dictionary_viewset import DictionaryViewSet
from ticketforms.editor_views import by_way_of_review
from ticketforms.entries import LOG_ACTION
from ticketforms.entry_changes import in_words
from ticketforms.models import Dictionary, TicketType
from ticketforms.package.applying import IMPORTED
from ticketforms.package.handing_out import EXPORTED
from ticketforms.record import register
from ticketforms.retiring import StillNeeded, check_deletion
from ticketforms.text_template_viewset import TextTemplateViewSet
from ticketforms.viewsets import CategoryViewSet, TicketTypeViewSet

register_snippet(TicketTypeViewSet)
register_snippet(DictionaryViewSet)
register_snippet(CategoryViewSet)
register_snippet(TextTemplateViewSet)


@hooks.register("register_admin_urls")
def editor_addresses() -> list[URLResolver]:
    return [path("ticketforms/", include("ticketforms.urls"))]


@hooks.register("register_log_actions")
def changes_of_dictionaries(actions: LogActionRegistry) -> None:
    actions.register_action(LOG_ACTION)(DictionaryChange)


class DictionaryChange(LogFormatter):
    """Tells in the record of changes what was changed in a dictionary, in the reader's language."""

    label = _("Change a dictionary")

    def format_message(self, log_entry: BaseLogEntry) -> str:
        return " ".join(in_words(log_entry.data.get("changes", ())))


@hooks.register("before_delete_snippet")
def keep_what_is_needed(request: HttpRequest, things: Iterable[models.Model]) -> HttpResponse | None:
    """One thing or many at once: what somebody answered by stays, and the administrator reads why."""
    try:
        for thing in things:
            if isinstance(thing, Dictionary) and not _may_change(request, thing):
                raise PermissionDenied
            check_deletion(thing)
    except StillNeeded as needed:
        messages.error(request, needed)
        return redirect(f"wagtailsnippets_ticketforms_{thing._meta.model_name}:list")
    return None


@hooks.register("register_log_actions")
def what_the_record_tells(actions: LogActionRegistry) -> None:
    register(actions)
    actions.register_action(IMPORTED, _("Import"), _("Taken in from a package"))
    actions.register_action(EXPORTED, _("Export"), _("Taken out in a package"))


def _may_change(request: HttpRequest, dictionary: Dictionary) -> bool:
    return Dictionary.objects.filter(pk=dictionary.pk).changeable_by(request.user).exists()


@hooks.register("construct_snippet_action_menu")
def publish_by_way_of_the_changes(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    if context["model"] is TicketType:
        by_way_of_review(items)
