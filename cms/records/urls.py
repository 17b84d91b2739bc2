"""Addresses of the records; nothing but keys stands in them."""

from django.urls import path

from cms.records import (
    audit_views,
    completing_views,
    customer_pages,
    customer_views,
    history_views,
    joining_views,
    merging_views,
    presence_views,
    ticket_changes,
    ticket_life,
    ticket_views,
)

app_name = "records"
urlpatterns = [
    path("customers/", customer_views.customers, name="customers"),
    path("customers/<int:pk>/", customer_views.customer, name="customer"),
    path("customers/<int:pk>/places/", customer_pages.places, name="customer_places"),
    path("customers/<int:pk>/settlements/", customer_pages.settlements, name="customer_settlements"),
    path("customers/<int:pk>/history/", history_views.customer_history, name="customer_history"),
    path("service-points/<int:pk>/", history_views.service_point, name="service_point"),
    path("reads/", audit_views.reads, name="reads"),
    path("reads/tickets/<int:pk>/", audit_views.ticket_record, name="ticket_record"),
    path("reads/customers/<int:pk>/", audit_views.customer_record, name="customer_record"),
    path("tickets/<int:pk>/", ticket_views.ticket, name="ticket"),
    path("tickets/<int:pk>/presence/", presence_views.presence, name="presence"),
    path("tickets/<int:pk>/answers/", completing_views.complete, name="complete"),
    path("tickets/<int:pk>/join/<int:number>/", joining_views.join, name="join"),
    path("tickets/<int:pk>/merge/", merging_views.merge, name="merge"),
    path("tickets/<int:pk>/duplicates/<int:duplicate>/take-off/", merging_views.unmerge, name="unmerge"),
    path("tickets/<int:pk>/note/", ticket_changes.note, name="note"),
    path("tickets/<int:pk>/reply/", ticket_changes.reply, name="reply"),
    path("tickets/<int:pk>/close/", ticket_changes.close_ticket, name="close"),
    path("tickets/<int:pk>/cancel/", ticket_changes.cancel_ticket, name="cancel"),
    path("tickets/<int:pk>/assign/", ticket_life.assign_ticket, name="assign"),
    path("tickets/<int:pk>/queue/", ticket_life.queue_ticket, name="queue"),
    path("tickets/<int:pk>/move/", ticket_life.move_ticket, name="move"),
    path("tickets/<int:pk>/priority/", ticket_life.prioritise, name="priority"),
    path("tickets/<int:pk>/due/", ticket_life.change_due_time, name="due"),
    path("tickets/<int:pk>/reopen/", ticket_life.reopen_ticket, name="reopen"),
    path("tickets/<int:pk>/texts/<slug:place>/", ticket_life.texts, name="texts"),
    path("tickets/<int:pk>/undo/<int:event>/", ticket_life.undo_change, name="undo"),
    path("tickets/<int:pk>/files/", ticket_life.attach_file, name="attach"),
    path("tickets/<int:pk>/files/<int:attachment>/remove/", ticket_life.remove_file, name="remove_file"),
    path("tickets/<int:pk>/files/<int:attachment>/put-back/", ticket_life.put_file_back, name="put_file_back"),
    path("tickets/<int:pk>/acknowledge/", ticket_changes.acknowledge, name="acknowledge"),
]
