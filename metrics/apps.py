"""The metrics of a plan."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    """The metrics of a plan."""

    name = "metrics"
    verbose_name = _("Metrics")

    def ready(self) -> None:
        """Announce the row kinds of this app."""
        from metrics import row_kinds  # noqa: F401
