"""A goal's sheet: what stands beside it on the form, and what it is linked to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from goals.models import Alignment, Goal, GoalService
from metrics.models import Metric, Target


def by_goal(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    """Group rows by the goal they belong to."""
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.goal_id].append(row)
    return grouped


def lay_out(goals: Sequence[Goal]) -> None:
    """Give each goal its `sheet`, in four statements: metrics and targets (form, parts C and D), alignments, services."""
    metrics = by_goal(Metric.objects.live().filter(goal__in=goals))
    targets = by_goal(Target.objects.live().filter(goal__in=goals))
    alignments = by_goal(Alignment.objects.filter(goal__in=goals).select_related("framework_goal__framework"))
    links = by_goal(GoalService.objects.filter(goal__in=goals, service__deleted_at=None).select_related("service"))
    for goal in goals:
        for target in targets[goal.id]:
            target.metric_choices = metrics[goal.id]
        goal.sheet = {
            "metrics": metrics[goal.id],
            "targets": targets[goal.id],
            "alignments": alignments[goal.id],
            "services": links[goal.id],
        }
