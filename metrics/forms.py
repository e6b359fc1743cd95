"""The row forms of metrics and targets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.models import Metric, Target
from plans.rows.forms import RowForm


class MetricForm(RowForm):
    """How a goal's impact is measured."""

    rich_fields = ("text",)

    class Meta:
        model = Metric
        fields = ["text", "source", "unit"]


class TargetForm(RowForm):
    """What a goal is to reach; it may name one of that goal's metrics."""

    rich_fields = ("text",)

    class Meta:
        model = Target
        fields = ["text", "metric", "baseline", "value", "due"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "metric" not in self.fields:
            return  # only looked at
        self.fields["metric"].queryset = Metric.objects.live().filter(goal_id=self.instance.goal_id)
        self.fields["metric"].error_messages["invalid_choice"] = _("Choose a metric of this goal.")
