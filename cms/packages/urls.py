"""Addresses of import and export."""

from django.urls import path

from cms.packages import views

app_name = "packages"
urlpatterns = [
    path("", views.packages, name="packages"),
    path("export/", views.download, name="export"),
    path("<int:pk>/", views.report, name="report"),
]
