"""Addresses of keeping customers in order; nothing but keys stands in them."""

from django.urls import path

from cms.customers import consent_views, contact_views, duplicate_views, editing_views

app_name = "customers"
urlpatterns = [
    path("new/", editing_views.new, name="new"),
    path("alike/", editing_views.alike_now, name="alike"),
    path("<int:pk>/edit/", editing_views.edit, name="edit"),
    path("<int:pk>/pesel/", editing_views.pesel, name="pesel"),
    path("<int:pk>/contacts/<slug:kind>/", contact_views.add, name="add_contact"),
    path("<int:pk>/contacts/<slug:kind>/<int:contact>/remove/", contact_views.remove, name="remove_contact"),
    path("<int:pk>/calls/<int:call>/attach/", contact_views.attach_number, name="attach_number"),
    path("<int:pk>/consents/", consent_views.consents, name="consents"),
    path("duplicates/", duplicate_views.duplicates, name="duplicates"),
    path("duplicates/search/", duplicate_views.search_everywhere, name="search_duplicates"),
    path("duplicates/<int:first>/<int:second>/", duplicate_views.compare, name="compare"),
    path("duplicates/<int:first>/<int:second>/merge/", duplicate_views.merge_two, name="merge"),
    path("duplicates/<int:first>/<int:second>/dismiss/", duplicate_views.dismiss_two, name="dismiss"),
    path("duplicates/<int:first>/<int:second>/reopen/", duplicate_views.reopen_two, name="reopen"),
    path("merges/<int:pk>/undo/", duplicate_views.undo, name="undo"),
]
