"""Every address of the application."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# Admins sign in where everybody does, with the same limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("pusdplans.mail.urls")),
    path("", include("pusdplans.overview.urls")),
    path("", include("pusdplans.workspace.urls")),
]

handler400 = "pusdplans.errors.bad_request"
