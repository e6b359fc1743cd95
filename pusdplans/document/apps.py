"""See the package."""

from django.apps import AppConfig


class DocumentConfig(AppConfig):
    """Registers the package's commands and templates with Django."""

    name = "pusdplans.document"
    label = "document"
