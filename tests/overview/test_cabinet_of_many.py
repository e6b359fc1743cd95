"""The cabinet's page of many departments: by division, a page at a time, with sums that are kept for a while."""

import datetime
import zoneinfo
from decimal import Decimal

import pytest
import time_machine

from plans import lifecycle
from plans.models import Department, Division, ReviewerAssignment
from pusdplans.overview import cabinet as district_page
from pusdplans.overview.models import DistrictFigures
from tests import district
from tests.conftest import signed_in
from tests.overview.asking import ask, goal, page, sums

pytestmark = pytest.mark.django_db
PACIFIC = zoneinfo.ZoneInfo("America/Los_Angeles")


def add_departments(cast: district.Cast, number: int) -> None:
    """Add departments "School 001" and on, in a division of their own, with their plans."""
    division = Division.objects.create(name="Schools")
    names = [f"School {index:03}" for index in range(1, number + 1)]
    Department.objects.bulk_create(
        Department(division=division, name=name, slug=name.lower().replace(" ", "-")) for name in names
    )
    lifecycle.start_plans(cast.cycle)


@pytest.fixture
def many(asking: district.Cast, monkeypatch: pytest.MonkeyPatch) -> district.Cast:
    """Twelve departments, where ten are many and a page has five."""
    monkeypatch.setattr(district_page, "LARGE", 10)
    monkeypatch.setattr(district_page, "PAGE_SIZE", 5)
    add_departments(asking, 10)
    return asking


def test_many_departments_are_summed_by_division_and_shown_a_page_at_a_time(many: district.Cast) -> None:
    client = signed_in(many.reviewer)
    made = page(client)
    assert [(bar.name, bar.plans) for bar in made.bars] == [("Academics", 2), ("Schools", 10)]
    assert sums(made)["departments"] == [("Academics", Decimal("1000.35"))]
    assert [(place.name, numbers) for place, numbers in made.alignment] == [
        ("Academics", [1, 1, 0]),
        ("Schools", [0, 0, 0]),
    ]
    found = [each.name for each in made.lines]
    while made.following:
        made = page(client, f"after={made.following}")
        found += [each.name for each in made.lines]
    assert found == sorted(Department.objects.values_list("name", flat=True))
    division = Division.objects.get(name="Academics").pk
    assert [each.name for each in page(client, f"division={division}").lines] == [
        "Instructional Services",
        "Special Education",
    ]


def test_sums_of_many_departments_are_kept_for_some_minutes_and_never_past_midnight(many: district.Cast) -> None:
    client, evening = signed_in(many.reviewer), datetime.datetime(2026, 10, 30, 23, 57, tzinfo=PACIFIC)
    with time_machine.travel(evening, tick=False) as clock:
        client.force_login(many.reviewer)
        assert page(client).total.actions == 3
        ask(goal(many.plan), "1")
        assert page(client).total.actions == 3
        assert client.post("/district/2020-21/").status_code == 302
        assert page(client).total.actions == 4
        ask(goal(many.plan), "1")
        clock.shift(datetime.timedelta(minutes=4))
        assert page(client).total.actions == 5
        ask(goal(many.plan), "1")
        clock.shift(datetime.timedelta(minutes=4))
        assert page(client).total.actions == 5
        clock.shift(datetime.timedelta(minutes=1))
        assert page(client).total.actions == 6
    assert DistrictFigures.objects.count() == 1


def test_reviewer_of_many_departments_is_not_shown_the_kept_sums_of_all(many: district.Cast) -> None:
    assert page(signed_in(many.admin)).figures.plans == 12
    mine = [*Department.objects.filter(division__name="Schools"), many.other_department]
    ReviewerAssignment.objects.all().delete()
    ReviewerAssignment.objects.bulk_create(
        ReviewerAssignment(cycle=many.cycle, person=many.reviewer, department=each) for each in mine
    )
    made = page(signed_in(many.reviewer))
    assert (made.is_large, made.figures.plans, made.total.actions) == (True, 11, 0)
    assert page(signed_in(many.reviewer), "after=School 009").lines[0].name == "School 010"
