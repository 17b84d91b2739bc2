"""Addresses of the pages on which it is said who works in which queue."""

from django.urls import path

from cms.people import queue_views

app_name = "queues"
urlpatterns = [
    path("", queue_views.queues, name="queues"),
    path("<slug:code>/", queue_views.queue, name="queue"),
]
