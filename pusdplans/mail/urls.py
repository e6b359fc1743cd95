"""Addresses of a person's mails and calendar."""

from django.urls import path

from pusdplans.mail import views

urlpatterns = [
    path("emails-and-calendar/", views.mail_choices, name="mail_choices"),
    path("emails-and-calendar/new-address/", views.renew_calendar, name="renew_calendar"),
    path("emails-off/<str:token>/", views.mail_off, name="mail_off"),
    path("calendar/<str:secret>.ics", views.calendar, name="calendar"),
]
