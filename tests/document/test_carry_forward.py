"""A plan carried into the next year: fresh ids, every row remembers where it was, and the year's own things are asked anew."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings

from plans.models import Plan
from pusdplans.document import schema
from pusdplans.document.apply import apply
from pusdplans.document.carry_forward import Measured, carry_forward
from pusdplans.document.collect import collect
from pusdplans.document.origin import State, latest, state
from pusdplans.document.schema import PlanDocument, parse, to_json
from tests.document.strategies import documents
from tests.document.test_generated import fitting
from tests.faults.lengths import times

QUIET = settings(max_examples=times(20, 60), deadline=None, suppress_health_check=list(HealthCheck))
METRIC = UUID("00000000-0000-4000-8000-000000000001")
NEXT = "2098-99"


def items(document: PlanDocument) -> list[tuple[str, Any]]:
    """Return the items that are carried, each with its kind, in order."""
    found: list[tuple[str, Any]] = [("contact", each) for each in document.contacts]
    found += [("clause", each) for each in document.theory_of_action.clauses]
    found += [("service", each) for _level, each in schema.walk(document.services)]
    for goal in document.goals:
        found += [("goal", goal), *(("metric", each) for each in goal.metrics)]
        found += [("target", each) for each in goal.targets]
        found += [("action", each) for _level, each in schema.walk(goal.actions)]
    return [*found, *(("position", each) for each in document.positions)]


@given(documents())
@QUIET
def test_every_row_is_carried_under_a_fresh_id_and_says_the_same(last: PlanDocument) -> None:
    carried = carry_forward(last, cycle=NEXT, department="is", measured={})
    pairs = list(zip(items(last), items(carried), strict=True))
    for (kind, old), (_same, new) in pairs:
        assert (new.carried_from.cycle, new.carried_from.row) == (last.cycle, old.id)
        assert state(kind, new, new.carried_from) == State.CARRIED
        assert [getattr(new, name) for name in ("text", "name", "statement") if hasattr(new, name)] == [
            getattr(old, name) for name in ("text", "name", "statement") if hasattr(old, name)
        ]
    fresh = [new.id for _old, (_kind, new) in pairs]
    assert len(set(fresh)) == len(fresh)
    assert not set(fresh) & {old.id for (_kind, old), _new in pairs}
    assert (carried.cycle, carried.purpose, carried.review, carried.unplaced, carried.org_chart_files) == (
        NEXT,
        last.purpose,
        schema.Review(),
        (),
        (),
    )
    assert carried == carry_forward(last, cycle=NEXT, department="is", measured={})


@settings(QUIET, max_examples=times(8, 20))
@given(documents())
def test_carried_plan_comes_out_of_the_tables_as_it_went_in(plan: Plan, last: PlanDocument) -> None:
    with transaction.atomic():
        carried = fitting(carry_forward(last, cycle=NEXT, department="is", measured={}))
        apply(plan, carried)
        out = collect(plan)
        assert [each.carried_from for _kind, each in items(out)] == [
            each.carried_from for _kind, each in items(carried)
        ]
        assert (out.purpose_carried_from, out.budget.note_carried_from) == (
            carried.purpose_carried_from,
            carried.budget.note_carried_from,
        )
        assert out.theory_of_action.prose_carried_from == carried.theory_of_action.prose_carried_from
        assert Plan.objects.get(pk=plan.pk).carried_from == latest(carried)
        assert schema.frozen(to_json(out)) == out
        transaction.set_rollback(True)


def document(**goal: Any) -> PlanDocument:
    """Return a plan with one goal."""
    place = {"cycle": "2020-21", "division": "Academics", "department": "Instructional Services"}
    return parse(place | {"goals": [{"statement": "<p>Engagement</p>"} | goal]})


def target(measured: dict[UUID, Measured], **values: Any) -> schema.Target:
    """Return a target after it was carried."""
    metrics = [{"id": str(METRIC), "text": "<p>Rate</p>", "unit": "%"}]
    last = document(metrics=metrics, targets=[{"text": "<p>3.1%</p>"} | values])
    return carry_forward(last, cycle="2021-22", department="is", measured=measured).goals[0].targets[0]


def test_value_measured_last_is_the_new_baseline() -> None:
    measured = {METRIC: Measured(Decimal("4.2000"), date(2021, 5, 3))}
    assert target(measured, metric=str(METRIC), baseline="5%").baseline == "4.2% (May 3, 2021)"
    assert target(measured, baseline="5%").baseline == "5% (baseline of 2020-21)"
    assert target(measured, baseline="5% (baseline of 2019-20)").baseline == "5% (baseline of 2019-20)"
    assert target({}, metric=str(METRIC)).baseline is None


def test_days_that_are_over_by_then_are_blank() -> None:
    assert target({}, due="2021-06-30").due is None
    assert target({}, due="2022-06-30").due == date(2022, 6, 30)


def test_action_that_asked_for_resources_is_a_proposed_budget_line_and_is_asked_again() -> None:
    asked = {"additional_resources": True, "estimated_cost": "40000", "estimated_fte": "0.5", "resource_note": "Subs"}
    last = document(
        actions=[{"text": "<strong>Train</strong> staff"} | asked, {"text": "Meet", "additional_resources": False}]
    )
    carried = carry_forward(last, cycle="2021-22", department="is", measured={})
    (line,) = carried.budget.lines
    assert (line.description, line.amount, line.fte) == ("Train staff: Subs", Decimal("40000.00"), Decimal("0.50"))
    assert line.carried_from and line.carried_from.kind == "action"
    for action in carried.goals[0].actions:
        assert (action.additional_resources, action.estimated_cost, action.resource_note) == (None, None, None)


def test_changed_word_is_seen() -> None:
    (goal,) = carry_forward(document(), cycle="2021-22", department="is", measured={}).goals
    assert state("goal", goal.model_copy(update={"statement": "<p>Else</p>"}), goal.carried_from) == State.CHANGED
    assert state("goal", goal, None) == State.NEW
