"""The row kinds of metrics and targets."""

from dataclasses import replace
from typing import Any

from goals.links import entry_options, service_options
from goals.models import Goal
from goals.row_kinds import GOAL
from metrics import forms, models
from metrics.sheets import lay_out
from plans.rows.kind import RowKind, register


def _with_choices(row: models.Target) -> dict[str, Any]:
    """Give a target the metrics it may name: those of its goal."""
    row.metric_choices = list(models.Metric.objects.live().filter(goal_id=row.goal_id))
    return {}


def _with_sheet(row: Goal) -> dict[str, Any]:
    """Give a goal that is drawn alone what stands beside it: one brought back has its metrics and targets still."""
    lay_out([row])
    return {"entry_options": entry_options(row.plan.cycle), "service_options": service_options(row.plan)}


register(replace(GOAL, extra_context=_with_sheet))
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
        extra_context=_with_choices,
    )
)
