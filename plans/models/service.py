"""The list of services, an outline."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from plans.models.row import OutlineRow


class Service(OutlineRow):
    """A line of the list of services: an opening line, a headed group, or a bullet beneath one."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="services", verbose_name=_("plan"))

    class Meta(OutlineRow.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.text
