"""The application's addresses, and beside them the floor's; used only while measuring."""

from django.urls import include, path

from bench import floor

urlpatterns = [
    path("floor/", floor.page, name="floor"),
    path("floor/save/", floor.save, name="floor_save"),
    path("floor/bare/", floor.bare_save, name="floor_bare"),
    path("", include("pusdplans.urls")),
]
