"""Wagtail's inline entries without a script in the page."""

from wagtail.admin.panels import InlinePanel


class EntriesPanel(InlinePanel):
    """As Wagtail's, started by `entries.js`."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "ticketforms/entries_panel.html"
