"""The address of the search box; nothing typed ever stands in it."""

from django.urls import path

from cms.finding import views

app_name = "finding"
urlpatterns = [path("", views.find, name="find")]
