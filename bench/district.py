"""The district that is measured: the demo people, the real plan, a large plan, and 4,000 plans of the current year."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command

from bench.floor import ROWS
from bench.versions import submit_twice
from plans.models import BudgetLine, Department, Plan, PlanningCycle, Status
from pusdplans.document.apply import apply
from pusdplans.document.management.commands.load_demo import LEAD, OTHER_LEAD, REVIEWER
from pusdplans.document.planting import plant
from pusdplans.document.schema import frozen
from pusdplans.document.submitting import refresh_progress

SMALL, LARGE = 40, 4_000


@dataclass(frozen=True)
class District:
    """Who asks, and for what."""

    lead: Any
    reviewer: Any
    real: Plan
    large: Plan
    submitted: Plan
    compared: Plan
    floor: Plan


def make() -> District:
    """Make a district of about 40 plans this year; each seeded one has 10 goals, 30 metrics, 30 targets, 60 actions."""
    call_command("load_demo", stdout=_Silence())
    plant(departments=SMALL, years=1, seed=1, goals=10)
    plans = Plan.objects.with_place()
    cycle = PlanningCycle.objects.current()
    submitted = plans.filter(status=Status.SUBMITTED, cycle=cycle).first()
    assert submitted is not None
    large = plans.get(cycle=cycle, department__slug="instructional-services")
    apply(large, frozen(submitted.submissions.get(state="open").document))
    refresh_progress(large)
    floor = plans.get(cycle=cycle, department__slug="special-education")
    BudgetLine.objects.bulk_create(
        BudgetLine(plan=floor, fund="01.0", resource=f"{number}", object="4300", description=f"Line {number} of 40")
        for number in range(ROWS)
    )
    people = {
        person.email: person for person in get_user_model().objects.filter(email__in=[LEAD, OTHER_LEAD, REVIEWER])
    }
    # As if its lead were still writing: its goals page is measured.
    plans.filter(cycle__label="2020-21").update(status=Status.IN_PROGRESS)
    real = plans.get(cycle__label="2020-21", department__slug="instructional-services")
    compared = submit_twice(cycle, submitted, lead=people[LEAD], reviewer=people[REVIEWER])
    return District(people[LEAD], people[REVIEWER], real, large, submitted, compared, floor)


def widen(to: int = LARGE) -> None:
    """Add departments with plans like the seeded ones until the current year has `to` plans."""
    cycle = PlanningCycle.objects.current()
    models = list(Plan.objects.filter(cycle=cycle).select_related("department"))
    missing = range(len(models), to)
    departments = [
        Department(division_id=models[n % len(models)].department.division_id, name=f"School {n}", slug=f"school-{n}")
        for n in missing
    ]
    Department.objects.bulk_create(departments, batch_size=500)
    plans = []
    for number, department in enumerate(departments):
        like = models[number % len(models)]
        plans.append(
            Plan(
                cycle=cycle,
                department=department,
                status=like.status,
                changed_at=like.changed_at,
                submitted_at=like.submitted_at,
                progress=like.progress,
                progress_at=like.progress_at,
            )
        )
    Plan.objects.bulk_create(plans, batch_size=500)


class _Silence:
    def write(self, text: str) -> None:
        """Say nothing."""
