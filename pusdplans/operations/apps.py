"""See the package."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Registers the package's commands with Django."""

    name = "pusdplans.operations"
    label = "operations"
