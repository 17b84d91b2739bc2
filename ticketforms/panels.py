"""The editor's own panels: inline entries without a script in the page, folded fields, the way to the table."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import InlinePanel, MultiFieldPanel, Panel

from ticketforms.models import DictionaryEntry


class EntriesPanel(InlinePanel):
    """As Wagtail's, started by `entries.js`."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "ticketforms/entries_panel.html"


class MorePanel(MultiFieldPanel):
    """Fields that most entries leave empty."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "ticketforms/dictionaries/more_panel.html"


class TablePanel(Panel):
    """Leads to the table of entries of a dictionary that is too long, or too deep, for its own page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "ticketforms/dictionaries/table_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            count = DictionaryEntry.objects.filter(dictionary=self.instance, is_retired=False).count()
            url = reverse("ticketforms:entry_table", args=[self.instance.pk])
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"count": count, "url": url, "dictionary": self.instance}
