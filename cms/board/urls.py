"""Addresses of the board below /admin/board/: the page, its fragments and its doors."""

from django.urls import path

from cms.board import doors, views

app_name = "board"

urlpatterns = [
    path("", views.board, name="board"),
    path("rows/", views.rows, name="rows"),
    path("network/", views.network, name="network"),
    path("hazards/", views.hazards, name="hazards"),
    path("hazards/<int:pk>/acknowledge/", doors.acknowledge, name="acknowledge"),
    path("outages/<int:pk>/", views.drawer, name="drawer"),
    path("outages/<int:pk>/<slug:code>/", doors.act, name="act"),
]
