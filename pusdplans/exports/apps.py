"""See the package."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Registers the package's commands with Django."""

    name = "pusdplans.exports"
    label = "exports"
