"""See the package."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Registers the package's commands with Django."""

    name = "pusdplans.imports"
    label = "imports"
