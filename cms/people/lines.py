"""The page where administrators say which agent answers at which extension; the exchange names agents by it."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from cms import menus
from crm.models import AgentLine

_EXTENSION = re.compile(r"[0-9A-Za-z*#._+-]{1,20}")


class AgentLineForm(WagtailAdminModelForm):
    """Offers those who can log in; an account that only signs for a system answers no telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = self.fields["user"]
        agents.label = _("Agent")
        agents.queryset = User.objects.filter(is_active=True).order_by("last_name", "username")
        agents.label_from_instance = get_user_display_name
        agents.error_messages["unique"] = _("This agent has a line already: change that one.")
        self.fields["exchange"].empty_label = _("any exchange")

    def clean_extension(self) -> str:
        extension: str = self.cleaned_data["extension"].strip()
        if not _EXTENSION.fullmatch(extension):
            raise ValidationError(_("Give the extension alone, as in 201, not SIP/201 or 201@exchange."))
        return extension

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "extension" in cleaned and "exchange" in cleaned:
            same = AgentLine.objects.filter(extension=cleaned["extension"], exchange=cleaned["exchange"])
            taken = same.exclude(pk=self.instance.pk).select_related("user").first()
            if taken:
                told = {"extension": taken.extension, "agent": get_user_display_name(taken.user)}
                self.add_error("extension", _("%(agent)s answers at %(extension)s: choose another extension.") % told)
        return cleaned

    class Meta:
        model = AgentLine
        fields = ["user", "extension", "exchange"]


class AgentLinesView(IndexView):
    def get_base_queryset(self) -> QuerySet[AgentLine]:
        lines: QuerySet[AgentLine] = super().get_base_queryset()
        return lines.select_related("user", "exchange")


class AgentLineViewSet(ModelViewSet):
    model = AgentLine
    icon = "headset"
    menu_label = _("Telephone lines")
    menu_name = "agent-lines"
    menu_hook = menus.ADMINISTRATION
    menu_order = 650
    copy_view_enabled = False
    index_view_class = AgentLinesView
    list_display = [
        "extension",
        Column("agent", label=_("Agent"), accessor=lambda line: get_user_display_name(line.user)),
        Column("exchange", label=_("Exchange"), accessor=lambda line: line.exchange or _("any exchange")),
    ]
    search_fields = ["extension", "user__username", "user__last_name"]
    ordering = ["extension", "pk"]

    def get_form_class(self, for_update: bool = False) -> type[AgentLineForm]:
        return AgentLineForm
