"""Addresses of the pages across plans."""

from django.urls import path

from pusdplans.overview import district, exporting, views

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("queue/<slug:cycle>/export/", exporting.export_cycle, name="export_cycle"),
    path("exports/<int:export>/", exporting.cycle_export, name="cycle_export"),
    path("exports/<int:export>/file/", exporting.cycle_export_file, name="cycle_export_file"),
    path("district/", district.district, name="district"),
    path("district/<slug:cycle>/", district.cabinet_page, name="cabinet"),
    path("district/<slug:cycle>/requests/", district.cabinet_requests, name="cabinet_requests"),
    path("district/<slug:cycle>/who-owes-what/", district.cabinet_owed, name="cabinet_owed"),
    path("district/<slug:cycle>/gaps/<slug:gap>/", district.cabinet_gap, name="cabinet_gap"),
    path("district/<slug:cycle>/excel/", district.cabinet_excel, name="cabinet_excel"),
    path("district/<slug:cycle>/pdf/", district.cabinet_pdf, name="cabinet_pdf"),
]
