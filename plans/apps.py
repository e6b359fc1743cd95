"""The plan of a department for a cycle."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Cycles, departments, plans and the parts that stand once in a plan."""

    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        """Announce the row kinds of this app."""
        from plans import row_kinds  # noqa: F401
