"""A person's own page: name, language, look and password; no picture, which nobody here would look at."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import ThemePreferencesForm
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel, ThemeSettingsPanel
from wagtail.admin.widgets import SwitchInput


class LookForm(ThemePreferencesForm):
    keyboard_shortcuts = forms.BooleanField(
        required=False,
        widget=SwitchInput,
        label=_("Keys of the frame"),
        help_text=_("[ opens and closes the menu. The keys of the desk and the board do not depend on this."),
    )


class LookPanel(ThemeSettingsPanel):
    title = _("Look")
    form_class = LookForm


class OwnAccount(AccountView):
    """Wagtail's page of one's own account, with what this house has a use for."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        kept = [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]
        return [
            LookPanel(panel.request, panel.user, panel.profile) if isinstance(panel, ThemeSettingsPanel) else panel
            for panel in kept
        ]
