"""Wagtail's pages of users and groups, fitted to this house: no mail is needed, and roles hold no rights on web pages.

Who is a superuser is changed or removed by a superuser only: an administrator could otherwise take their password.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import groups, users


class NewPersonForm(UserCreationForm):
    email = forms.EmailField(required=False, label=_("E-mail"))


class PersonForm(UserEditForm):
    email = forms.EmailField(required=False, label=_("E-mail"))


class _SuperusersKeepTheirs:
    """Refuses the page of a superuser to everybody else."""

    def get_object(self: Any, queryset: Any = None) -> User:
        person: User = super().get_object(queryset)  # type: ignore[misc]  # of the view it is mixed into
        if person.is_superuser and not self.request.user.is_superuser:
            raise PermissionDenied
        return person


class EditPerson(_SuperusersKeepTheirs, users.EditView):
    """A user's page."""


class DeletePerson(_SuperusersKeepTheirs, users.DeleteView):
    """A user's end."""


class PersonViewSet(users.UserViewSet):
    edit_view_class = EditPerson
    delete_view_class = DeletePerson

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonForm if for_update else NewPersonForm


class AddRole(groups.CreateView):
    permission_panel_forms: list[Any] = []


class EditRole(groups.EditView):
    permission_panel_forms: list[Any] = []


class RoleViewSet(groups.GroupViewSet):
    add_view_class = AddRole
    edit_view_class = EditRole
