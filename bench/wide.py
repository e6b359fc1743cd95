"""A cycle larger than any will be: 40,000 plans with goals, alignments and actions that ask for resources."""

from django.db import connection
from django.utils import timezone

from bench.district import widen
from plans.models import PlanningCycle

LARGEST = 40_000
# Two goals to a plan, each aligned to one entry, with one action. SQL of its own: as models it takes a minute.
_UUID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
_GOALS = """
INSERT INTO goals_goal (id, position, revision, updated_at, plan_id, focus, statement, outcomes, audience)
SELECT {uuid}, numbers.n, 1, %s, plan.id, 'Focus', '', '', ''
FROM plans_plan AS plan CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1) AS numbers
WHERE plan.cycle_id = %s AND NOT EXISTS (SELECT 1 FROM goals_goal AS goal WHERE goal.plan_id = plan.id)
"""
_NEW = "FROM goals_goal AS goal JOIN plans_plan AS plan ON plan.id = goal.plan_id WHERE goal.focus = 'Focus'"
_ALIGNMENTS = (
    "INSERT INTO goals_alignment (position, goal_id, framework_goal_id) SELECT 0, goal.id,"
    " (SELECT MIN(entry.id) FROM goals_frameworkgoal AS entry) + goal.position " + _NEW
)
_ACTIONS = (
    "INSERT INTO goals_action (id, position, revision, updated_at, level, text, goal_id, additional_resources,"
    " resource_note, estimated_cost) SELECT {uuid}, 0, 1, %s, 0, 'Do it', goal.id, %s, '', 500 " + _NEW
)


def fill(to: int = LARGEST) -> None:
    """Bring the current year to `to` plans, and give each that has no goal some, with what the cabinet sums up."""
    widen(to)
    cycle = PlanningCycle.objects.current()
    assert cycle is not None
    now, uuid = timezone.now(), _UUID[connection.vendor]
    now_there = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_GOALS.format(uuid=uuid), [now_there, cycle.pk])
        cursor.execute(_ALIGNMENTS)
        cursor.execute(_ACTIONS.format(uuid=uuid), [now_there, True])
