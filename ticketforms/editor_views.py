"""Wagtail's editor of a type, bent to our publishing: by way of the changes in words, and losing nobody's work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, UnpublishView

from ticketforms.history import name_of_person
from ticketforms.models import TicketType
from ticketforms.preview_panel import with_viewpoints
from ticketforms.publishing import UnableToPublish, UnableToWithdraw, publish, withdraw


class NotWhole(ValueError):
    """What the editor sent did not arrive whole: how many blocks there are, or what one of them is."""


class ReviewMenuItem(PublishMenuItem):
    """Saves the draft and leads to what publishing it would change."""

    name = "action-review"
    label = gettext_lazy("Publish…")
    template_name = "ticketforms/review_menu_item.html"


def by_way_of_review(items: list[ActionMenuItem]) -> None:
    """Put our way to publish where Wagtail's was."""
    items[:] = [ReviewMenuItem(order=item.order) if isinstance(item, PublishMenuItem) else item for item in items]


class ListTypes(IndexView):
    """Every type; whoever may only look is led to what was published of it."""

    def get_edit_url(self, instance: TicketType) -> str:
        return super().get_edit_url(instance) or reverse("ticketforms:versions", args=[instance.pk])


class PublishesForms:
    """Wagtail's own publishing would leave the form of agents as it was: ours makes the version too.

    Whoever edited on from a draft that somebody else has saved over is told so, and publishes nothing by accident: both
    drafts are kept, and the page of changes shows what of the other's would be undone.
    """

    def post(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except NotWhole:
            sentence = _("The form did not arrive whole and was not saved; the last draft is as it was. Send it again.")
            messages.error(request, sentence)
            return redirect(request.path)

    def is_valid(self: Any, form: Any) -> bool:
        try:
            return bool(super().is_valid(form))  # type: ignore[misc]
        except (MultiValueDictKeyError, ValueError) as error:
            # Wagtail reads the hidden inputs of its blocks without asking whether they are there.
            raise NotWhole from error

    def get_available_actions(self: Any) -> list[str]:
        actions: list[str] = super().get_available_actions()  # type: ignore[misc]
        return [*actions, "review"] if "publish" in actions else actions

    def get_side_panels(self: Any) -> MediaContainer:
        panels: MediaContainer = super().get_side_panels()  # type: ignore[misc]
        with_viewpoints(panels)
        return panels

    def save_instance(self: Any) -> Any:
        # Asked before saving: afterwards the newest draft is ours. One's own may be newer than the page knows: it is
        # saved by itself, and the answer can still be on its way when a button is pressed.
        is_overtaken = self.is_out_of_date and self.latest_revision.user_id != self.request.user.pk
        self.overtaken_by = name_of_person(self.latest_revision.user) if is_overtaken else ""
        return super().save_instance()  # type: ignore[misc]

    def publish_action(self: Any) -> HttpResponse | None:
        if self.overtaken_by:
            return self.review_action()
        try:
            publish(ticket_type=self.object, revision=self.new_revision, by=self.request.user, at=timezone.now())
        except UnableToPublish as unable:
            messages.error(self.request, unable)
            return redirect(self.get_edit_url())
        return None

    def review_action(self: Any) -> HttpResponse:
        if self.overtaken_by:
            sentence = _(
                "%(who)s saved a draft while you were editing. Yours is the newest now, theirs stays among the saved "
                "drafts; nothing is published yet: look at the changes."
            )
            messages.warning(self.request, sentence % {"who": self.overtaken_by})
        return redirect("ticketforms:review", self.object.pk)


class CreateType(PublishesForms, CreateView):
    """A new type."""

    latest_revision = None


class EditType(PublishesForms, EditView):
    """A type's draft."""

    def get_page_subtitle(self) -> str:
        return str(self.object.label)


class WithdrawType(UnpublishView):
    """Out of use, after saying what that means."""

    template_name = "ticketforms/versions/unpublish.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            withdraw(ticket_type=self.object, by=self.request.user, at=timezone.now())
        except UnableToWithdraw as unable:
            messages.error(request, unable)
        else:
            messages.success(request, _("Agents can no longer choose “%(type)s”.") % {"type": self.object.label})
        return redirect(self.get_next_url())
