"""Addresses of the lists; that of tickets stands among the records. Nothing but keys and codes is in them."""

from django.urls import path

from cms.search import export_views, preview, saving_views, views

app_name = "search"
urlpatterns = [
    path("search/<slug:root>/", views.search, name="search"),
    path("search/<slug:root>/found/", views.found, name="found"),
    path("search/<slug:root>/count/", views.count, name="count"),
    path("search/<slug:root>/counts/", views.counts, name="counts"),
    path("search/<slug:root>/vocabulary/", views.vocabulary, name="vocabulary"),
    path("search/<slug:root>/preview/<int:pk>/", preview.preview, name="preview"),
    path("search/<slug:root>/export/", export_views.export, name="export"),
    path("search/<slug:root>/save/", saving_views.save, name="save"),
    path("search/<slug:root>/first/", saving_views.first, name="first"),
    path("search/<slug:root>/saved/<int:pk>/change/", saving_views.change, name="change"),
    path("search/<slug:root>/saved/<int:pk>/remove/", saving_views.remove, name="remove"),
]
