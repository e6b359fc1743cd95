"""A cycle's plans as one file, made in the background for the person who asked."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.cycle import PlanningCycle


class CycleExportKind(models.TextChoices):
    """What is made."""

    ZIP = "zip", _("All plans as a ZIP")
    XLSX = "xlsx", _("All plans as one Excel file")


class CycleExportState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", _("Waiting to begin")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Not made")
    REMOVED = "removed", _("Removed after some days")


UNFINISHED = (CycleExportState.WAITING, CycleExportState.RUNNING)


def place_of_export(instance: "CycleExport", filename: str) -> str:
    """Return where the file is stored: one place for each export, whatever the cycle's folder is called."""
    return f"cycle-exports/{instance.pk}.{instance.kind}"


class CycleExport(models.Model):
    """A file with the plans of a cycle that the person who asked may see. `done` of `total` plans are in it."""

    cycle = models.ForeignKey(
        PlanningCycle, on_delete=models.CASCADE, related_name="exports", verbose_name=_("planning cycle")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CycleExportKind)
    state = models.CharField(_("state"), max_length=20, choices=CycleExportState, default=CycleExportState.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    file = models.FileField(_("file"), upload_to=place_of_export, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("export of a cycle")
        verbose_name_plural = _("exports of cycles")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CycleExportKind.values), name="cycle_export_kind_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=CycleExportState.values), name="cycle_export_state_known"
            ),
            models.UniqueConstraint(
                fields=["cycle", "person", "kind"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="cycle_export_one_at_a_time",
                violation_error_message=_("This is being made for you already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.cycle}"

    @property
    def is_unfinished(self) -> bool:
        """Whether it is still to be made."""
        return self.state in UNFINISHED

    @property
    def file_name(self) -> str:
        """What the file is called when it is saved: "Department Plans 2020 - 2021.zip"."""
        return f"Department Plans {self.cycle.long_label}.{self.kind}"
