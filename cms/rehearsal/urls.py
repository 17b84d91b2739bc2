"""Addresses of the rehearsal of a ticket type's draft."""

from django.urls import path

from cms.rehearsal.views import rehearsal, summary

app_name = "rehearsal"
urlpatterns = [
    path("<int:pk>/", rehearsal, name="rehearsal"),
    path("<int:pk>/summary/", summary, name="summary"),
]
