"""Wagtail's pages of users and groups, fitted to this house: no mail is needed, and roles hold no rights on web pages.

Who is a superuser is changed or removed by a superuser only: an administrator could otherwise take their password.
"""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import groups, users

from crm.tickets.queues import queue_names, queues_by_worker


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


def _roles_of(person: User) -> str:
    return ", ".join(group.name for group in person.groups.all())


class PersonFilters(users.UserFilterSet):
    """Finds people by role, activity and last login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].label = _("Role")
        del self.filters["is_superuser"]


class People(users.IndexView):
    """Who signs in and by which roles. The accounts that sign what other systems write are nobody, and not here."""

    @cached_property
    def columns(self) -> list[Column]:
        columns = [column for column in super().columns if column.name not in {"bulk_actions", "is_superuser"}]
        columns[2:2] = [
            Column("roles", label=_("Roles"), accessor=_roles_of),
            Column("queues", label=_("Queues"), accessor=self._queues_of),
        ]
        return columns

    @cached_property
    def _queues(self) -> tuple[dict[int, frozenset[str]], dict[str, str]]:
        return queues_by_worker(), queue_names()

    def _queues_of(self, person: User) -> str:
        by_worker, names = self._queues
        codes = by_worker.get(person.pk, frozenset())
        return ", ".join([name for code, name in names.items() if code in codes] + sorted(codes - names.keys()))

    def get_base_queryset(self) -> QuerySet[User]:
        nobody = {"is_active": False, "password__startswith": UNUSABLE_PASSWORD_PREFIX}
        people: QuerySet[User] = super().get_base_queryset().exclude(**nobody).prefetch_related("groups")
        return people


class EditPerson(_SuperusersKeepTheirs, users.EditView):
    """A user's page."""


class DeletePerson(_SuperusersKeepTheirs, users.DeleteView):
    """A user's end, unless what they did is on record."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request, _("What this user did is on record, so they stay. Make them inactive instead.")
            )
            return redirect(self.edit_url_name, self.object.pk)
        return response


class PersonViewSet(users.UserViewSet):
    index_view_class = People
    edit_view_class = EditPerson
    delete_view_class = DeletePerson
    filterset_class = PersonFilters

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Wagtail counts uses on web pages only; "used 0 times" would be untrue of everybody.
        shared: dict[str, Any] = super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})
        return shared

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonForm if for_update else NewPersonForm


class Roles(groups.IndexView):
    page_title = _("Roles")
    add_item_label = _("Add a role")
    search_box_placeholder = _("Search roles")


class AddRole(groups.CreateView):
    permission_panel_forms: list[Any] = []
    page_title = _("Add a role")
    page_subtitle = _("Role")
    success_message = _("The role %(object)s is created.")


class EditRole(groups.EditView):
    permission_panel_forms: list[Any] = []
    success_message = _("The role %(object)s is changed.")
    error_message = _("The role is not saved yet: mend what is marked below.")
    header_buttons: list[Any] = []


class DeleteRole(groups.DeleteView):
    page_title = _("Delete a role")
    success_message = _("The role %(object)s is deleted.")
    confirmation_message = _("Those who play this role can do nothing more by it. Delete it?")


class RoleViewSet(groups.GroupViewSet):
    index_view_class = Roles
    add_view_class = AddRole
    edit_view_class = EditRole
    delete_view_class = DeleteRole
