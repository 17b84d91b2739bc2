"""The admin's addresses of the form editor."""

from django.urls import path

from ticketforms.entry_views import entries
from ticketforms.lookup_views import look_up
from ticketforms.views import sentences, vocabulary

app_name = "ticketforms"
urlpatterns = [
    path("lookup/", look_up, name="lookup"),
    path("entries/", entries, name="entries"),
    path("sentences/", sentences, name="sentences"),
    path("vocabulary/", vocabulary, name="vocabulary"),
]
