"""What the cabinet's page keeps between two readings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import PlanningCycle


class DistrictFigures(models.Model):
    """The figures of all plans of a large cycle as they were at a moment: summing up 40,000 plans takes a while."""

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.CASCADE, related_name="figures")
    made_at = models.DateTimeField(_("made"))
    rows = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("figures of a cycle")
        verbose_name_plural = _("figures of cycles")

    def __str__(self) -> str:
        return str(self.cycle)
