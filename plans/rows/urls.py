"""Addresses of the generic row views, under a plan's."""

from django.urls import path

from plans.access import declares
from plans.permissions import Right
from plans.rows import views

edits = declares(Right.EDIT)

urlpatterns = [
    path("<slug:kind>/add/", edits(views.add), name="row_add"),
    path("<slug:kind>/paste/", edits(views.paste), name="row_paste"),
    path("<slug:kind>/in/<uuid:parent>/add/", edits(views.add), name="row_add_in"),
    path("<slug:kind>/in/<uuid:parent>/paste/", edits(views.paste), name="row_paste_in"),
    path("<slug:kind>/<uuid:row>/save/", edits(views.save), name="row_save"),
    path("<slug:kind>/<uuid:row>/delete/", edits(views.delete), name="row_delete"),
    path("<slug:kind>/<uuid:row>/restore/", edits(views.restore), name="row_restore"),
    path("<slug:kind>/<uuid:row>/move/", edits(views.move), name="row_move"),
    path("<slug:kind>/<uuid:row>/indent/", edits(views.indent), name="row_indent"),
]
