"""Addresses of the pages across plans."""

from django.urls import path

from pusdplans.overview import views

urlpatterns = [path("queue/", views.queue, name="queue")]
