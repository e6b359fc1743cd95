"""The reviewer's queue: who sees what in it, filters, counts, order, pages."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from plans import lifecycle
from plans.models import Department, Division, Plan, ReviewerAssignment, Status
from pusdplans.overview.queries import PAGE_SIZE
from tests import district
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def departments_shown(client: Client, query: str = "") -> list[str]:
    """Return the departments of the page, in order."""
    return [row.department for row in client.get(f"/queue/?{query}").context["rows"]]


def more_departments(cast: district.Cast, number: int) -> None:
    """Add departments "Department 001" and on, of a division of their own, with their plans."""
    division = Division.objects.create(name="Business Services")
    for index in range(1, number + 1):
        name = f"Department {index:03}"
        Department.objects.create(division=division, name=name, slug=f"department-{index:03}")
    lifecycle.start_plans(cast.cycle)


def set_plan(name: str, **values: Any) -> None:
    Plan.objects.filter(department__name=name).update(**values)


def test_what_waits_longest_comes_first(cast: district.Cast) -> None:
    more_departments(cast, 2)
    now = timezone.now()
    set_plan("Department 002", status=Status.SUBMITTED, submitted_at=now - datetime.timedelta(days=3))
    set_plan("Special Education", status=Status.SUBMITTED, submitted_at=now - datetime.timedelta(days=9))
    page = signed_in(cast.reviewer).get("/queue/")
    assert [(row.department, row.note) for row in page.context["rows"]] == [
        ("Special Education", "<br><small>waiting 9 days</small>"),
        ("Department 002", "<br><small>waiting 3 days</small>"),
        ("Department 001", ""),
        ("Instructional Services", ""),
    ]
    assert "waiting 9 days" in page.text


def test_counts_stay_whatever_status_is_chosen(cast: district.Cast) -> None:
    set_plan("Special Education", status=Status.APPROVED)
    response = signed_in(cast.reviewer).get("/queue/?status=approved")
    assert [(value, count) for value, _name, count in response.context["counts"]] == [
        ("not-started", 1),
        ("in-progress", 0),
        ("submitted", 0),
        ("returned", 0),
        ("approved", 1),
    ]
    assert [plan.department.name for plan in response.context["page"].plans] == ["Special Education"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=special", ["Special Education"]),
        ("q=business+001", ["Department 001"]),
        ("q=nothing+like+it", []),
        ("late=1", ["Department 001", "Special Education"]),
        ("status=nonsense&division=x&page=-4", ["Department 001", "Instructional Services", "Special Education"]),
    ],
)
def test_filters(cast: district.Cast, query: str, expected: list[str]) -> None:
    more_departments(cast, 1)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    set_plan("Department 001", extended_due_date=yesterday)
    set_plan("Special Education", status=Status.APPROVED, extended_due_date=yesterday, submitted_at=timezone.now())
    assert sorted(departments_shown(signed_in(cast.reviewer), query)) == expected


def test_a_reviewer_of_one_department_sees_that_one(cast: district.Cast) -> None:
    ReviewerAssignment.objects.update(department=cast.other_department)
    client = signed_in(cast.reviewer)
    assert departments_shown(client) == ["Special Education"]
    assert departments_shown(signed_in(cast.admin)) == ["Instructional Services", "Special Education"]
    assert departments_shown(client, "mine=1") == ["Special Education"]
    assert departments_shown(signed_in(cast.admin), "mine=1") == []


def test_only_who_reviews_or_runs_the_year_has_a_queue(cast: district.Cast) -> None:
    statuses = {name: signed_in(person).get("/queue/").status_code for name, person in cast.people().items()}
    assert statuses == {
        "lead": 404,
        "contributor": 404,
        "viewer": 404,
        "other_lead": 404,
        "reviewer": 200,
        "admin": 200,
    }


def test_pages_hold_every_plan_once(cast: district.Cast) -> None:
    more_departments(cast, PAGE_SIZE + 8)
    client = signed_in(cast.reviewer)
    first, second = departments_shown(client), departments_shown(client, "page=2")
    assert (len(first), len(second)) == (PAGE_SIZE, 10)
    assert len({*first, *second}) == PAGE_SIZE + 10
    assert departments_shown(client, "page=99") == second


def test_statements_do_not_grow_with_the_plans(cast: district.Cast, django_assert_num_queries: Any) -> None:
    client = signed_in(cast.reviewer)
    client.get("/queue/")
    with django_assert_num_queries(8) as few:
        client.get("/queue/")
    more_departments(cast, 60)
    with django_assert_num_queries(len(few)):
        client.get("/queue/?page=2&q=department")
