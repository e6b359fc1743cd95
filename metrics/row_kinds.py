"""The row kinds of metrics and targets."""

from goals.models import Goal
from metrics import forms, models
from plans.rows.kind import RowKind, register

METRIC = register(
    RowKind(
        "metric", models.Metric, forms.MetricForm, "rows/_metric.html", part="goals", parent="goal", parent_model=Goal
    )
)
TARGET = register(
    RowKind(
        "target",
        models.Target,
        forms.TargetForm,
        "rows/_target.html",
        part="goals",
        parent="goal",
        parent_model=Goal,
        extra_context=lambda row: {"metrics": models.Metric.objects.live().filter(goal_id=row.goal_id)},
    )
)
