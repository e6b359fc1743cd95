"""The made-up district: believable, of the size asked for, the same for a seed, and beside what is there."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans.models import Department, Plan, Status, Submission
from pusdplans.document import schema, seeding
from pusdplans.document.checklist import check
from pusdplans.document.collect import collect
from pusdplans.document.planting import first_years, plant
from pusdplans.document.seeding import chance, document
from tests import district


def made_up(seed: int, **options: Any) -> schema.PlanDocument:
    place = {"cycle": "2024-25", "division": "Operations", "department": "Payroll"}
    review = schema.Review.model_construct(reviewer=None, due=None)
    return document(chance(seed, "Payroll"), **place, review=review, **options)


def test_document_is_the_same_for_a_seed_and_another_for_another() -> None:
    assert made_up(1) == made_up(1)
    assert made_up(1) != made_up(2)


def test_document_is_one_that_could_be_loaded_and_has_no_blocking_gap() -> None:
    for seed in range(20):
        made = made_up(seed)
        assert schema.parse(schema.to_json(made)) == made
        assert schema.frozen(schema.to_json(made)) == made
        assert [gap for gap in check(made) if gap.blocking] == []


def test_document_has_the_goals_asked_for() -> None:
    made = made_up(1, goals=10)
    actions = [item for goal in made.goals for _level, item in schema.walk(goal.actions)]
    counts = [len([row for goal in made.goals for row in rows(goal)]) for rows in (_metrics, _targets)]
    assert (len(made.goals), *counts, len(actions)) == (10, 30, 30, 60)


def _metrics(goal: schema.Goal) -> Any:
    return goal.metrics


def _targets(goal: schema.Goal) -> Any:
    return goal.targets


def test_department_names_are_all_different() -> None:
    assert len(set(seeding.department_names(5000))) == 5000


def test_seed_demo_makes_a_district_beside_what_is_there(cast: district.Cast) -> None:
    before = collect(cast.plan)
    call_command("seed_demo", departments=6, years=2, seed=3, verbosity=0)
    assert Plan.objects.count() == 2 + 12
    labels = {f"{year}-{(year + 1) % 100:02d}" for year in first_years(2)}
    seeded = Plan.objects.filter(cycle__label__in=labels)
    assert dict(Counter(seeded.values_list("cycle__label", flat=True))) == dict.fromkeys(labels, 6)
    assert collect(cast.plan) == before


def test_seeded_submissions_hold_what_the_tables_hold(db: None) -> None:
    plant(departments=20, years=2, seed=1)
    approved = Plan.objects.with_place().filter(status=Status.APPROVED)
    assert approved.count() > 10
    for plan in approved:
        last = plan.submissions.order_by("-number").first()
        assert last is not None and last.state == "approved"
        assert schema.to_json(collect(plan)) == last.document
        assert schema.digest(last.document) == last.sha256


def test_seeded_plans_are_in_all_states_and_only_as_many_as_wait_have_an_open_submission(db: None) -> None:
    plant(departments=40, years=1, seed=1)
    counts = Counter(Plan.objects.values_list("status", flat=True))
    assert set(counts) == set(Status.values)
    assert Submission.objects.filter(state="open").count() == counts[Status.SUBMITTED]


def test_seed_demo_twice_is_refused_with_a_sentence_and_adds_nothing(db: None) -> None:
    call_command("seed_demo", departments=3, years=1, seed=1, verbosity=0)
    with pytest.raises(CommandError, match="A made-up district is here already"):
        call_command("seed_demo", departments=5, years=1, seed=2, verbosity=0)
    assert Department.objects.count() == 3


def test_seed_demo_is_refused_in_production(db: None, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo", departments=1, years=1, seed=1, verbosity=0)
