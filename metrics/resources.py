"""Metrics, targets and measured values as sheets."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields

from goals.models import Goal
from metrics.models import Measurement, Metric, Target
from plans.resources import RowResource, SheetResource
from plans.sheet_columns import RowWidget


class MetricResource(RowResource):
    """Metrics of goals."""

    goal = fields.Field("goal", "goal", RowWidget(Goal, "plan"))
    rich = ("text",)
    parent_name = "goal"

    class Meta(RowResource.Meta):
        model = Metric
        fields = ["id", "goal", "text", "source", "unit"]


class TargetResource(RowResource):
    """Targets of goals; "metric" holds the id of a metric of the same goal."""

    goal = fields.Field("goal", "goal", RowWidget(Goal, "plan"))
    metric = fields.Field("metric", "metric", RowWidget(Metric, "goal__plan"))
    rich = ("text",)
    parent_name = "goal"

    class Meta(RowResource.Meta):
        model = Target
        fields = ["id", "goal", "text", "metric", "baseline", "value", "due"]

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Read the line; its metric must be of its goal."""
        super().import_instance(instance, row, **kwargs)
        if instance.metric_id and instance.metric.goal_id != instance.goal_id:
            raise ValidationError({"metric": _("Choose a metric of this goal.")})


class MeasurementResource(SheetResource):
    """Measured values, by metric, date and student group. They come in all year, so an approved plan takes them too."""

    metric = fields.Field("metric", "metric", RowWidget(Metric, "goal__plan", even_locked=True))

    class Meta(SheetResource.Meta):
        model = Measurement
        fields = ["metric", "measured_on", "student_group", "value", "note"]
        import_id_fields = ["metric", "measured_on", "student_group"]
