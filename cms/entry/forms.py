"""What a person is asked for at the door, in our words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's form; a refusal never tells which of the two was wrong."""

    username = forms.CharField(max_length=150, label=_("User name"))
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput)

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": _("The user name or the password is wrong. Check both and try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, expected in (("username", "username"), ("password", "current-password")):
            field = self.fields[name]
            field.label = self.base_fields[name].label
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["autocomplete"] = expected
