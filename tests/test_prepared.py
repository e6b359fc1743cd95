"""A query composed once gives what Django's own gives, for each value it is asked with."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from goals.models import Action, Goal
from plans.models import Contact, Plan
from pusdplans.prepared import Prepared
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


def test_objects_are_what_django_makes(cast: district.Cast) -> None:
    def build(cycle: str, person: int) -> QuerySet:
        who = SimpleNamespace(pk=person, is_authenticated=True, is_active=True, is_staff=False)
        return Plan.objects.with_place().filter(cycle__label=cycle).visible_to(who)

    ask, label = Prepared(Plan, build, texts=(0,)), cast.plan.cycle.label
    for person in (cast.lead, cast.other_lead, cast.reviewer, cast.admin, cast.lead):
        own = list(build(label, person.pk).order_by("pk"))
        found = sorted(ask.objects(label, person.pk), key=lambda plan: plan.pk)
        assert found == own
        for plan, other in zip(found, own, strict=True):
            assert vars(plan).keys() == vars(other).keys()
            assert (plan.role, plan.is_reviewed_by_me) == (other.role, other.is_reviewed_by_me)
            with CaptureQueriesContext(connection) as captured:
                assert plan.department.division.name == other.department.division.name
            assert not captured
    assert not ask.objects("1999-00", cast.lead.pk)


def test_a_row_is_found_by_its_id(plan: Plan) -> None:
    rows = [Contact.objects.create(plan=plan, name=name) for name in ("Ana", "Ben")]
    ask = Prepared(Contact, lambda plan, row: Contact.objects.filter(plan=plan, id=row), uuids=(1,))
    for row in [*rows, rows[0]]:
        assert [each.name for each in ask.objects(plan.pk, row.id)] == [row.name]
    assert ask.objects(plan.pk + 1, rows[0].id) == []


only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL keeps plans by name")


def known() -> int:
    """Return how many queries the server knows by name on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'plans_%%'", [])
        return cursor.fetchone()[0]


def made_known(cast: district.Cast) -> int:
    """Return how many names the server knows more after a query was asked three times."""
    ask, before = actions(), known()
    for _again in range(3):
        ask.rows(cast.plan.pk)
    return known() - before


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_plans_once_what_is_asked_again(cast: district.Cast) -> None:
    ask, before = actions(), known()
    ask.rows(cast.plan.pk)
    assert known() == before, "a connection that asks once has nothing from it"
    for _again in range(3):
        ask.rows(cast.plan.pk)
    assert known() == before + 1


@only_postgresql
def test_inside_a_transaction_nothing_is_asked_by_name(cast: district.Cast) -> None:
    assert made_known(cast) == 0


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_behind_a_pooler_of_transactions_nothing_is_asked_by_name(cast: district.Cast, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert made_known(cast) == 0


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_column_that_changes_its_type_under_a_web_process_breaks_no_page(cast: district.Cast) -> None:
    ask = actions()
    Action.objects.create(goal=Goal.objects.create(plan=cast.plan), text="Meet")
    before = [ask.tuples(cast.plan.pk) for _again in range(4)]
    try:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE goals_action ALTER estimated_cost TYPE numeric(14, 2)")
        assert [ask.tuples(cast.plan.pk) for _again in range(4)] == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE goals_action ALTER estimated_cost TYPE numeric(11, 2)")


def test_a_value_that_is_no_parameter_is_noticed(plan: Plan) -> None:
    ask = Prepared(Contact, lambda plan_id: Contact.objects.values_list("id"))
    with pytest.raises(AssertionError, match="each value of a prepared query"):
        ask.tuples(plan.pk)
