"""The page where administrators say which agent answers at which extension; the exchange names agents by it."""

from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet

from cms import menus
from crm.models import AgentLine


class AgentLineForm(WagtailAdminModelForm):
    """Offers those who can log in; an account that only signs for a system answers no telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("last_name", "username")

    class Meta:
        model = AgentLine
        fields = ["user", "extension"]


class AgentLineViewSet(ModelViewSet):
    model = AgentLine
    icon = "headset"
    menu_label = _("Telephone lines")
    menu_name = "agent-lines"
    menu_hook = menus.ADMINISTRATION
    menu_order = 650
    copy_view_enabled = False
    list_display = ["extension", "user"]
    search_fields = ["extension", "user__username", "user__last_name"]
    ordering = ["extension", "pk"]

    def get_form_class(self, for_update: bool = False) -> type[AgentLineForm]:
        return AgentLineForm
