"""The admin's addresses of the form editor."""

from django.urls import path

from ticketforms.views import vocabulary

app_name = "ticketforms"
urlpatterns = [path("vocabulary/", vocabulary, name="vocabulary")]
