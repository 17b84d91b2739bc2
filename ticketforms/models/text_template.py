"""Texts that administrators prepare for notes, endings and replies, with variables that a ticket fills."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ticketforms.labels import Labelled, in_language
from ticketforms.models.ticket_type import Category, TicketType
from ticketforms.text_variables import unknown_variables


def known_variables(text: str) -> None:
    """Refuse a text with a variable that nothing fills."""
    if unknown := unknown_variables(text):
        named = ", ".join(f"{{{name}}}" for name in unknown)
        raise ValidationError(gettext("Nothing fills %(named)s: choose a variable of the list.") % {"named": named})


class TextTemplate(Labelled):
    """One prepared text; for one type or category of tickets, or for all."""

    class Place(models.TextChoices):
        NOTE = "note", _("a note")
        RESOLUTION = "resolution", _("how a ticket ended")
        REPLY = "reply", _("a reply to the customer")

    code = models.SlugField(_("code"), unique=True)
    place = models.CharField(_("used in"), max_length=10, choices=Place, default=Place.NOTE)
    text_pl = models.TextField(_("text in Polish"), max_length=2000, validators=[known_variables])
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True, validators=[known_variables])
    ticket_type = models.ForeignKey(
        TicketType,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only for the type"),
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only for the category"),
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("text template")
        verbose_name_plural = _("text templates")
        ordering = ["sort_order", "label_pl", "pk"]

    @property
    def text(self) -> str:
        """The text in the active language."""
        return in_language(self.text_pl, self.text_en, get_language())
