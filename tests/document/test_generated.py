"""Documents made up by hypothesis go into the tables and come out the same, whatever stood there before."""

from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from goals.models import Framework, FrameworkGoal
from plans.models import Plan
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import PlanDocument, parse, to_json
from pusdplans.document.seeding import chance, document
from tests.district import Cast
from tests.document.strategies import by_place, documents
from tests.faults.lengths import times

thorough = settings(
    max_examples=times(12, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
# What the plan knows better than any document: its place, its review; and its files, which must be on this server.
OWN = ("cycle", "division", "department", "review", "org_chart_files")


def fitting(made: PlanDocument) -> PlanDocument:
    """Return the document without files, its framework entries known to the district, with their own wording."""
    values = to_json(made)
    values["org_chart_files"] = values["budget"]["files"] = []
    for goal in values["goals"]:
        for each in goal["alignments"]:
            each["framework"], each["code"] = each["framework"][:200], each["code"][:40]
            framework, _made = Framework.objects.get_or_create(name=each["framework"])
            entry, _made = FrameworkGoal.objects.get_or_create(framework=framework, code=each["code"])
            each["text"] = entry.text or None
    return parse(values)


def shown(made: PlanDocument) -> dict[str, Any]:
    """Return what both sides must agree on."""
    return {key: value for key, value in by_place(made).items() if key not in OWN}


def ids(made: PlanDocument) -> list[str | None]:
    """Return the ids of contacts, goals and metrics."""
    values = to_json(made)
    rows = [*values["contacts"], *values["goals"], *(each for goal in values["goals"] for each in goal["metrics"])]
    return [each["id"] for each in rows]


@thorough
@given(first=documents(), second=documents())
def test_generated_document_comes_out_as_it_went_in(plan: Plan, first: PlanDocument, second: PlanDocument) -> None:
    with transaction.atomic():
        for made in (fitting(first), fitting(second), fitting(second)):
            apply(plan, made)
            out = collect(plan)
            assert shown(out) == shown(made)
            assert [mine for mine, theirs in zip(ids(out), ids(made), strict=True) if theirs not in (None, mine)] == []
        apply(plan, out)
        assert to_json(collect(plan)) == to_json(out)
        transaction.set_rollback(True)


def test_an_id_that_changes_its_kind_leaves_nothing_behind(plan: Plan) -> None:
    values = to_json(collect(plan))
    name = "00000000-0000-4000-8000-000000000001"
    apply(plan, parse(values | {"contacts": [{"id": name, "name": "Ana"}]}))
    apply(plan, parse(values | {"services": [{"id": name, "text": "Supervise"}]}))
    out = collect(plan)
    assert (out.contacts, [str(each.id) for each in out.services]) == ((), [name])


def test_a_metric_moves_to_another_goal_with_its_target(plan: Plan) -> None:
    metric = {"id": "00000000-0000-4000-8000-000000000001", "text": "<p>Rate</p>"}
    with_metric = {"metrics": [metric], "targets": [{"text": "<p>3</p>", "metric": metric["id"]}]}
    one, two = ({"id": f"00000000-0000-4000-8000-00000000000{number}"} for number in (2, 3))
    values = to_json(collect(plan))
    apply(plan, parse(values | {"goals": [one | with_metric, two]}))
    apply(plan, parse(values | {"goals": [one, two | with_metric]}))
    assert [len(goal.targets) for goal in collect(plan).goals] == [0, 1]


def test_an_id_of_another_plan_is_made_anew(cast: Cast) -> None:
    values = to_json(collect(cast.plan))
    contact = {"id": "00000000-0000-4000-8000-000000000001", "name": "Ana"}
    apply(cast.other_plan, parse(values | {"contacts": [contact]}))
    apply(cast.plan, parse(values | {"contacts": [contact | {"name": "Ben"}]}))
    assert [each.name for each in collect(cast.other_plan).contacts] == ["Ana"]
    assert [each.name for each in collect(cast.plan).contacts] == ["Ben"]


def test_collecting_and_applying_takes_as_many_statements_with_many_rows(cast: Cast) -> None:
    counts = []
    for goals in (4, 40):
        made = document(
            chance(1, goals),
            cycle="2020-21",
            division="Academics",
            department="Instructional Services",
            review=collect(cast.plan).review,
            goals=goals,
        )
        apply(cast.plan, fitting(made))
        plan = cast.plan
        with CaptureQueriesContext(connection) as captured:
            apply(plan, collect(plan))
        counts.append(sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in captured.captured_queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 30
