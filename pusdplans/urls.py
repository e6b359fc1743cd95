"""Every address of the application."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("pusdplans.overview.urls")),
    path("", include("pusdplans.workspace.urls")),
]
