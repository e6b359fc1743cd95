"""See the package."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Registers the package's commands and templates with Django."""

    name = "pusdplans.overview"
    label = "overview"
