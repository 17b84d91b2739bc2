"""Addresses of the sources' pages."""

from django.urls import path

from cms.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.sources, name="sources"),
    path("<slug:code>/", views.source, name="source"),
]
