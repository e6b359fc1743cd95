"""The number of statements of a page does not grow with goals, nor with plans."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import lifecycle
from plans.models import Department, Division, Plan
from pusdplans.document import schema, seeding
from pusdplans.document.apply import apply
from pusdplans.document.planting import plant
from pusdplans.document.submitting import refresh_progress, submit_plan
from pusdplans.overview.models import DistrictFigures
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.views import place
from tests import district
from tests.conftest import signed_in

FEW, MANY = 4, 40
FEW_PLANS, MANY_PLANS = 40, 4_000


def statements(client: Client, address: str) -> int:
    """Count what a page asks the database, once warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.fixture
def framework(db: None) -> None:
    """The entries that made-up goals are aligned to."""
    plant(departments=1, years=1, seed=1, goals=0)


def fill(plan: Plan, goals: int) -> None:
    """Give a plan that many goals."""
    review = schema.Review.model_construct(reviewer=None, due=None)
    where = {"cycle": plan.cycle.label, "division": "Academics", "department": plan.department.name}
    apply(plan, seeding.document(seeding.chance(1, goals), **where, review=review, goals=goals))
    refresh_progress(plan)


PAGES = [*(("part", slug) for slug in SECTIONS), ("check", None), ("preview", None), ("connections", None)]


@pytest.mark.parametrize(("view", "part"), PAGES, ids=lambda value: str(value))
def test_page_of_a_plan_takes_as_many_statements_with_many_goals(
    view: str, part: str | None, cast: district.Cast, lead_client: Client, framework: None
) -> None:
    address = reverse(view, args=[*place(cast.plan), *([part] if part else [])])
    fill(cast.plan, FEW)
    few = statements(lead_client, address)
    fill(cast.plan, MANY)
    assert statements(lead_client, address) == few


def test_submitted_document_takes_five_statements_whatever_the_goals(cast: district.Cast, framework: None) -> None:
    reviewer = signed_in(cast.reviewer)
    for goals in (FEW, MANY):
        fill(cast.plan, goals)
        submit_plan(cast.plan, by=cast.lead)
        assert statements(reviewer, reverse("read", args=place(cast.plan))) <= 5
        lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Once more")


def add_plans(cast: district.Cast, count: int) -> None:
    """Bring the cycle to `count` plans."""
    have = Plan.objects.filter(cycle=cast.cycle).count()
    division = Division.objects.get(name="Academics")
    departments = [
        Department(division=division, name=f"School {number}", slug=f"school-{number}") for number in range(have, count)
    ]
    Department.objects.bulk_create(departments, batch_size=500)
    Plan.objects.bulk_create([Plan(cycle=cast.cycle, department=each) for each in departments], batch_size=500)
    # In use the database does this by itself; without it PostgreSQL takes 4,000 new plans for a handful.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize("query", ["", "?page=last", "?q=School"])
def test_queue_takes_as_many_statements_with_many_plans(query: str, cast: district.Cast) -> None:
    clients = [signed_in(person) for person in (cast.reviewer, cast.admin)]
    address = reverse("queue") + query
    add_plans(cast, FEW_PLANS)
    few = [statements(client, address) for client in clients]
    add_plans(cast, MANY_PLANS)
    assert [statements(client, address) for client in clients] == few


CABINET = [
    ("cabinet", ""),
    ("cabinet", "?plans=all"),
    ("cabinet", "?after=School+2"),
    ("cabinet_requests", "?plans=all"),
    ("cabinet_gap", ""),
]


@pytest.mark.parametrize(("view", "query"), CABINET, ids=lambda value: str(value))
def test_cabinet_takes_at_most_six_statements_with_many_plans(
    view: str, query: str, cast: district.Cast, framework: None
) -> None:
    fill(cast.plan, FEW)
    clients = [signed_in(person) for person in (cast.reviewer, cast.admin)]
    address = reverse(view, args=[cast.cycle.label, *(["baseline"] if view == "cabinet_gap" else [])]) + query
    for number in (FEW_PLANS, MANY_PLANS):
        add_plans(cast, number)
        # What is summed up for the first time, or is kept from before: both are counted.
        for client in clients:
            DistrictFigures.objects.all().delete()
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            assert len(captured) <= 6
            assert statements(client, address) <= 6


def test_pages_of_a_plan_take_as_many_statements_among_many_plans(
    cast: district.Cast, lead_client: Client, framework: None
) -> None:
    fill(cast.plan, FEW)
    addresses = [reverse(view, args=[*place(cast.plan), *([part] if part else [])]) for view, part in PAGES]
    addresses.append(reverse("home"))
    add_plans(cast, FEW_PLANS)
    few = {address: statements(lead_client, address) for address in addresses}
    add_plans(cast, MANY_PLANS)
    assert {address: statements(lead_client, address) for address in addresses} == few


def test_saving_a_row_takes_at_most_ten_statements(cast: district.Cast, lead_client: Client, framework: None) -> None:
    fill(cast.plan, FEW)
    goal: Any = cast.plan.goals.first()
    address = reverse("row_save", args=[*place(cast.plan), "goal", goal.id])
    for kind in ("first", "second"):
        goal.refresh_from_db()
        values = {"statement": f"<p>The {kind} wording</p>", "revision": goal.revision}
        with CaptureQueriesContext(connection) as captured:
            answer = lead_client.post(address, values, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 200
    assert len(captured) <= 10
