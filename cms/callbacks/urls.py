"""Addresses of the callbacks, below /admin/callbacks/."""

from django.urls import path

from cms.callbacks import views

app_name = "callbacks"
urlpatterns = [
    path("", views.callbacks, name="callbacks"),
    path("count/", views.count, name="count"),
    path("<int:pk>/take/", views.take_one, name="take"),
    path("<int:pk>/give-back/", views.give_back_one, name="give_back"),
    path("<int:pk>/finish/", views.finish_one, name="finish"),
]
