"""Addresses of the pages across plans."""

from django.urls import path

from pusdplans.overview import exporting, views

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("queue/<slug:cycle>/export/", exporting.export_cycle, name="export_cycle"),
    path("exports/<int:export>/", exporting.cycle_export, name="cycle_export"),
    path("exports/<int:export>/file/", exporting.cycle_export_file, name="cycle_export_file"),
]
