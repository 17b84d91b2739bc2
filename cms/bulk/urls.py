"""Addresses of deeds on many tickets; nothing but keys stands in them."""

from django.urls import path

from cms.bulk import views

app_name = "bulk"
urlpatterns = [
    path("", views.changes, name="changes"),
    path("start/", views.start, name="start"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/stop/", views.stop_change, name="stop"),
    path("<int:pk>/resume/", views.resume_change, name="resume"),
    path("<int:pk>/undo/", views.undo_change, name="undo"),
]
