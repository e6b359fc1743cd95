"""A goal that was deleted and brought back stands beside its metrics and targets again."""

import pytest
from django.test import Client

from goals.models import Goal
from metrics.models import Metric, Target
from tests import district

pytestmark = pytest.mark.django_db

ROWS = "/plans/2020-21/instructional-services/rows/goal/"


def test_a_goal_brought_back_has_its_metrics_and_targets(cast: district.Cast, lead_client: Client) -> None:
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Fewer absences</p>")
    metric = Metric.objects.create(goal=goal, text="<p>Chronic absence rate</p>")
    Target.objects.create(goal=goal, metric=metric, text="<p>12 percent</p>")
    script = {"headers": {"x-requested-with": "fetch"}}
    lead_client.post(f"{ROWS}{goal.id}/delete/", **script)
    drawn = lead_client.post(f"{ROWS}{goal.id}/restore/", **script).json()["html"]
    for words in ("Fewer absences", "12 percent"):
        assert words in drawn
    # Once as the metric itself, once as the target's choice.
    assert drawn.count("Chronic absence rate") == 2
