"""See the package."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Registers the package's commands and templates with Django."""

    name = "pusdplans.workspace"
    label = "workspace"
