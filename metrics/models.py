"""Metrics, targets and measured values (form, parts C and D)."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from goals.models import Goal
from plans.models import Row
from plans.rich_text import shorten


class Metric(Row):
    """How a goal's impact is measured: prose, or a measure with source and unit (form, part C)."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="metrics", verbose_name=_("goal"))
    text = models.TextField(_("metric"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=100, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")

    def __str__(self) -> str:
        return self.label

    @cached_property
    def label(self) -> str:
        """Its first words, for choosing it."""
        return first_words(self.text)


def first_words(text: str) -> str:
    """Return what a metric is called where one is chosen."""
    return shorten(text) or str(_("a metric not worded yet"))


class Target(Row):
    """What a goal is to reach (form, part D). It stands beside a goal; it may name one of that goal's metrics."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="targets", verbose_name=_("goal"))
    metric = models.ForeignKey(
        Metric, on_delete=models.SET_NULL, null=True, blank=True, related_name="targets", verbose_name=_("metric")
    )
    text = models.TextField(_("target"), blank=True)
    baseline = models.CharField(_("baseline"), max_length=300, blank=True)
    value = models.CharField(_("target value"), max_length=300, blank=True)
    due = models.DateField(_("by"), null=True, blank=True)

    # The metrics it may name, where a page brought them along.
    metric_choices: "list[Metric]"

    class Meta(Row.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")

    def __str__(self) -> str:
        return self.text[:80]


class Measurement(models.Model):
    """A dated value of a metric, of all students or of one student group."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="measurements", verbose_name=_("metric"))
    measured_on = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    student_group = models.CharField(
        _("student group"), max_length=100, blank=True, help_text=_("Blank means all students.")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["metric", "-measured_on", "student_group"]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "measured_on", "student_group"],
                name="measurement_once",
                violation_error_message=_("There is a value of this metric for this day and group already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measured_on}: {self.value.normalize():f}"
