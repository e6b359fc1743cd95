"""See the package."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Registers the package's commands and templates with Django."""

    name = "pusdplans.archive"
    label = "archive"
