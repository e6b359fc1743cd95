"""Two versions of a plan of about 200 rows, a third of which were changed, for the page that compares them."""

import copy
from collections.abc import Iterator
from typing import Any

from plans import lifecycle
from plans.models import Department, Plan, PlanningCycle
from pusdplans.document import schema, seeding
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.submitting import submit_plan

GOALS, ROWS, ONE_IN = 14, 200, 3


def submit_twice(cycle: PlanningCycle, like: Plan, *, lead: Any, reviewer: Any) -> Plan:
    """Make a plan that was submitted, returned, changed in a third of its rows, and submitted again."""
    department = Department.objects.create(
        division=like.department.division, name="Compared versions", slug="compared-versions"
    )
    lifecycle.start_plans(cycle, [department])
    plan = Plan.objects.with_place().get(cycle=cycle, department=department)
    where = {"cycle": cycle.label, "division": department.division.name, "department": department.name}
    review = schema.Review.model_construct(reviewer=None, due=None)
    apply(plan, seeding.document(seeding.chance(1, GOALS), **where, review=review, goals=GOALS))
    submit_plan(plan, by=lead, in_spite_of_gaps=True)
    lifecycle.return_plan(plan, by=reviewer, reason="Which sites?")
    apply(plan, schema.parse(changed(schema.to_json(collect(plan)))))
    submit_plan(plan, by=lead, in_spite_of_gaps=True)
    return plan


def changed(values: dict[str, Any]) -> dict[str, Any]:
    """Return a document in which every third row says something more."""
    values = copy.deepcopy(values)
    rows = list(_rows(values))
    if len(rows) < ROWS:
        raise RuntimeError(f"The plan that is compared has {len(rows)} rows, not {ROWS}.")
    for row, name in rows[::ONE_IN]:
        html = row[name] or "<p>Nothing.</p>"
        words = html.split(" ")
        words.insert(len(words) // 2, "at all of our sites")
        row[name] = " ".join(words)
    return values


def _rows(values: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each row with the name of the text that is changed in it."""
    yield from ((each, "name") for each in values["contacts"])
    yield from ((each, "text") for each in values["theory_of_action"]["clauses"])
    yield from _outline(values["services"])
    for goal in values["goals"]:
        yield goal, "audience"
        yield from ((each, "source") for each in goal["metrics"])
        yield from ((each, "baseline") for each in goal["targets"] if each["baseline"])
        yield from _outline(goal["actions"])
    yield from ((each, "title") for each in values["positions"])
    yield from ((each, "description") for each in values["budget"]["lines"])


def _outline(items: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    for item in items:
        yield item, "text"
        yield from _outline(item["items"])
