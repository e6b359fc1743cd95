"""The goals of a plan."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    """The goals of a plan."""

    name = "goals"
    verbose_name = _("Goals")

    def ready(self) -> None:
        """Announce the row kinds of this app."""
        from goals import row_kinds  # noqa: F401
