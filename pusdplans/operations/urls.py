"""Addresses for the front and the watch."""

from django.urls import path

from pusdplans.operations import figures, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", figures.metrics, name="figures"),
]
