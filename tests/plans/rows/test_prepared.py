"""A query composed once gives what Django's own gives, for each value it is asked with."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from goals.models import Action, Goal
from plans.models import Contact, Plan
from plans.rows.prepared import Prepared
from tests import district

COLUMNS = ("id", "goal_id", "text", "additional_resources", "estimated_cost", "updated_at")


def actions() -> Prepared:
    """Return a query with every kind of column that needs making: keys, decimals, yes and no, times."""
    return Prepared(Action, lambda plan: Action.objects.live().filter(goal__plan=plan).values_list(*COLUMNS))


def test_prepared_query_gives_what_djangos_own_gives(cast: district.Cast) -> None:
    ask = actions()
    for plan in (cast.plan, cast.other_plan):
        goal = Goal.objects.create(plan=plan)
        Action.objects.create(goal=goal, text=f"Of {plan}", additional_resources=True, estimated_cost="12.50")
        Action.objects.create(goal=goal, position=1)
    for plan in (cast.plan, cast.other_plan, cast.plan):
        own = list(Action.objects.live().filter(goal__plan=plan).values_list(*COLUMNS))
        assert ask.tuples(plan.pk) == own
        assert [tuple(getattr(row, name) for name in COLUMNS) for row in ask.rows(plan.pk)] == own


def test_it_is_composed_once_and_asked_in_one_statement(plan: Plan) -> None:
    composed: list[int] = []

    def build(value: int) -> QuerySet:
        composed.append(value)
        return Contact.objects.filter(plan=value).values_list("id", "name")

    ask = Prepared(Contact, build)
    with CaptureQueriesContext(connection) as captured:
        for _again in range(3):
            ask.rows(plan.pk)
    assert (len(captured), len(composed)) == (3, 1)


def test_a_value_that_is_no_parameter_is_noticed(plan: Plan) -> None:
    ask = Prepared(Contact, lambda plan_id: Contact.objects.values_list("id"))
    with pytest.raises(AssertionError, match="each value of a prepared query"):
        ask.tuples(plan.pk)
