"""Wagtail's preview beside the editor, with our choice of whose eyes it is seen by."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from wagtail.admin.ui.side_panels import PreviewSidePanel

from ticketforms.situations import SITUATIONS, roles


class ViewpointPanel(PreviewSidePanel):
    """Language, role and caller above the frame; the three travel as Wagtail's one preview mode."""

    template_name = "ticketforms/preview_panel.html"

    class Media:
        js = ["ticketforms/viewpoint.js"]
        css = {"all": ["ticketforms/viewpoint.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        spoken = "en" if (get_language() or "pl").startswith("en") else "pl"
        known = roles()
        return context | {
            "languages": [("pl", "Polski"), ("en", "English")],
            "spoken": spoken,
            "roles": known,
            "situations": [(code, situation.label) for code, situation in SITUATIONS.items()],
            "mode": f"{spoken}~{known[0][0] if known else ''}~known",
            "preview_url": self.preview_url,
        }


def with_viewpoints(panels: list[Any]) -> None:
    """Put our preview where Wagtail's stands."""
    panels[:] = [
        ViewpointPanel(panel.object, panel.request, preview_url=panel.preview_url)
        if isinstance(panel, PreviewSidePanel)
        else panel
        for panel in panels
    ]
