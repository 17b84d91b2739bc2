"""Addresses of the records; nothing but keys stands in them."""

from django.urls import path

from cms.records import completing_views, customer_views, joining_views, ticket_changes, ticket_views

app_name = "records"
urlpatterns = [
    path("customers/", customer_views.customers, name="customers"),
    path("customers/<int:pk>/", customer_views.customer, name="customer"),
    path("tickets/", ticket_views.tickets, name="tickets"),
    path("tickets/<int:pk>/", ticket_views.ticket, name="ticket"),
    path("tickets/<int:pk>/answers/", completing_views.complete, name="complete"),
    path("tickets/<int:pk>/join/<int:number>/", joining_views.join, name="join"),
    path("tickets/<int:pk>/note/", ticket_changes.note, name="note"),
    path("tickets/<int:pk>/close/", ticket_changes.close_ticket, name="close"),
    path("tickets/<int:pk>/cancel/", ticket_changes.cancel_ticket, name="cancel"),
    path("tickets/<int:pk>/acknowledge/", ticket_changes.acknowledge, name="acknowledge"),
]
