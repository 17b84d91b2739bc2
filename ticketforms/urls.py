"""The admin's addresses of the form editor."""

from django.urls import path

from ticketforms.entry_views import entries
from ticketforms.lookup_views import look_up
from ticketforms.upload_views import fetch, send
from ticketforms.views import sentences, vocabulary

app_name = "ticketforms"
urlpatterns = [
    path("files/", send, name="send"),
    path("files/<uuid:key>/", fetch, name="file"),
    path("lookup/", look_up, name="lookup"),
    path("entries/", entries, name="entries"),
    path("sentences/", sentences, name="sentences"),
    path("vocabulary/", vocabulary, name="vocabulary"),
]
