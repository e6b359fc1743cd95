"""A goal's sheet: what stands beside it on the form, and what it is linked to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from goals.links import alignments_of, services_of
from metrics.models import Metric, Target, first_words
from pusdplans.prepared import Prepared


def by_goal(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    """Group rows by the goal they belong to."""
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.goal_id].append(row)
    return grouped


_METRICS = Prepared(
    Metric,
    lambda plan: (
        Metric.objects.live().filter(goal__plan=plan).values_list("id", "goal_id", "revision", "text", "source", "unit")
    ),
)
_TARGETS = Prepared(
    Target,
    lambda plan: (
        Target.objects.live()
        .filter(goal__plan=plan)
        .values_list("id", "goal_id", "revision", "text", "metric_id", "baseline", "value", "due")
    ),
)


def lay_out(goals: Sequence[Any]) -> None:
    """Give each goal of one plan its `sheet`, in four statements: metrics and targets (form, C and D), its links."""
    if not goals:
        return
    plan = goals[0].plan_id
    metrics, targets = by_goal(_METRICS.rows(plan)), by_goal(_TARGETS.rows(plan))
    alignments, services = by_goal(alignments_of(plan)), by_goal(services_of(plan))
    for goal in goals:
        for metric in metrics[goal.id]:
            metric.label = first_words(metric.text)
        for target in targets[goal.id]:
            target.metric_choices = metrics[goal.id]
        goal.sheet = {
            "metrics": metrics[goal.id],
            "targets": targets[goal.id],
            "alignments": alignments[goal.id],
            "services": services[goal.id],
        }
