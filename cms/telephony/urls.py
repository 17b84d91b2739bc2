"""Addresses of the pages of the telephone exchanges."""

from django.urls import path

from cms.telephony import dial_views, exchange_views

app_name = "exchanges"
urlpatterns = [
    path("", exchange_views.exchanges, name="exchanges"),
    path("dial/", dial_views.dial_number, name="dial"),
    path("new/", exchange_views.new_exchange, name="new"),
    path("<int:pk>/", exchange_views.exchange, name="exchange"),
    path("<int:pk>/secret/", exchange_views.new_secret, name="new_secret"),
    path("<int:pk>/old-secret/", exchange_views.old_secret, name="old_secret"),
]
