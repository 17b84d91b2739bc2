"""The admin's addresses of the form editor."""

from django.urls import path

from ticketforms.dictionary_views import (
    add_row,
    dictionary_uses,
    entry_deletion,
    entry_page,
    entry_table,
    move_rows,
)
from ticketforms.entry_views import entries
from ticketforms.lookup_views import look_up
from ticketforms.publishing_views import cancel, restore, review
from ticketforms.upload_views import fetch, send
from ticketforms.version_views import compare, version, versions
from ticketforms.views import sentences, vocabulary

app_name = "ticketforms"
urlpatterns = [
    path("files/", send, name="send"),
    path("files/<uuid:key>/", fetch, name="file"),
    path("lookup/", look_up, name="lookup"),
    path("entries/", entries, name="entries"),
    path("sentences/", sentences, name="sentences"),
    path("dictionaries/<int:pk>/entries/", entry_table, name="entry_table"),
    path("dictionaries/<int:pk>/entries/add/", add_row, name="add_row"),
    path("dictionaries/<int:pk>/entries/move/", move_rows, name="move_rows"),
    path("dictionaries/<int:pk>/entries/new/", entry_page, name="new_entry"),
    path("dictionaries/<int:pk>/entry/<slug:code>/", entry_page, name="entry_page"),
    path("dictionaries/<int:pk>/entry/<slug:code>/delete/", entry_deletion, name="entry_deletion"),
    path("dictionaries/<int:pk>/uses/", dictionary_uses, name="dictionary_uses"),
    path("vocabulary/", vocabulary, name="vocabulary"),
    path("types/<int:pk>/versions/", versions, name="versions"),
    path("types/<int:pk>/versions/<int:number>/", version, name="version"),
    path("types/<int:pk>/compare/", compare, name="compare"),
    path("types/<int:pk>/publish/", review, name="review"),
    path("types/<int:pk>/plan/cancel/", cancel, name="cancel_plan"),
    path("types/<int:pk>/restore/<int:number>/", restore, name="restore"),
]
