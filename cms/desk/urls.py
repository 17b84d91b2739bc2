"""Addresses of the desk, below /admin/desk/."""

from django.urls import path

from cms.desk import actions, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("call/", views.call_bar, name="call"),
    path("who/", views.who, name="who"),
    path("known/", views.known, name="known"),
    path("form/<slug:code>/", views.form, name="form"),
    path("find/", actions.find_customers, name="find"),
    path("attach/", actions.attach, name="attach"),
    path("done/", actions.done, name="done"),
    path("told/", actions.told, name="told"),
    path("register/", actions.register, name="register"),
]
