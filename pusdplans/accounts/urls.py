"""Addresses of sign-in: allauth's that are used here, and our own."""

from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.google import views as google
from django.urls import include, path

from pusdplans.accounts import social, views

# Of allauth's social pages only these: there is no sign-up, and nothing to connect.
urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("sessions/", views.your_sessions, name="account_sessions"),
    path("here/", views.who_is_here, name="who_is_here"),
    path("google/login/", google.oauth2_login, name="google_login"),
    path("google/login/callback/", google.oauth2_callback, name="google_callback"),
    path("microsoft/login/", social.microsoft_login, name="microsoft_login"),
    path("microsoft/login/callback/", social.microsoft_callback, name="microsoft_callback"),
    path("cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
