"""Addresses of the desk, below /admin/desk/."""

from django.urls import path

from cms.desk import actions, drafts, undoing, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("waiting/", views.waiting, name="waiting"),
    path("call/", views.call_bar, name="call"),
    path("who/", views.who, name="who"),
    path("known/", views.known, name="known"),
    path("form/<slug:code>/", views.form, name="form"),
    path("find/", actions.find_customers, name="find"),
    path("attach/", actions.attach, name="attach"),
    path("done/", actions.done, name="done"),
    path("told/", actions.told, name="told"),
    path("draft/", drafts.kept, name="drafts"),
    path("draft/keep/", drafts.keep, name="keep"),
    path("draft/open/", drafts.open_draft, name="open_draft"),
    path("draft/back/", drafts.take_back, name="take_draft_back"),
    path("draft/drop/", drafts.drop, name="drop_draft"),
    path("draft/again/", drafts.open_again, name="open_draft_again"),
    path("undo/save/", undoing.take_save_back, name="take_save_back"),
    path("undo/join/", undoing.leave_outage, name="leave_outage"),
    path("register/", actions.register, name="register"),
]
