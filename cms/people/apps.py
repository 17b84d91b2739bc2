"""Puts our pages of users and roles in the place of Wagtail's."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "cms.people.viewsets.PersonViewSet"
    group_viewset = "cms.people.viewsets.RoleViewSet"
