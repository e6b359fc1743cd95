"""Opening the next cycle: what goes on, and what becomes of departments."""

import datetime
from typing import Any

import pytest

from plans.lifecycle import NotPossible
from plans.models import (
    Department,
    Event,
    EventKind,
    Membership,
    Plan,
    PlanningCycle,
    ReviewerAssignment,
    Role,
    Succession,
    SuccessionKind,
)
from plans.models.succession import Lineage
from plans.opening import Change, ChangeNotPossible, open_cycle, proposed, same_day_next_year, years_moved
from tests import district


def opened(cast: district.Cast, **changes: Change) -> PlanningCycle:
    """Open 2021-22; `changes` by the department's first word."""
    found = {each.name.split()[0].lower(): each for each in Department.objects.all()}
    of_departments = {found[name]: change for name, change in changes.items()}
    reviewers = ReviewerAssignment.objects.filter(cycle=cast.cycle)
    return open_cycle(proposed(cast.cycle), reviewers=reviewers, changes=of_departments, by=cast.admin)


def names(cycle: PlanningCycle) -> list[str]:
    """Return the departments that have a plan in a cycle."""
    return list(cycle.plans.order_by("department__name").values_list("department__name", flat=True))


def members(name: str) -> dict[str, str]:
    """Return who is what in a department."""
    return dict(Membership.objects.filter(department__name=name).values_list("person__name", "role"))


def test_next_cycle_has_plans_reviewers_and_wording(cast: district.Cast) -> None:
    cast.cycle.wording = {"goals_help": "Goals of 2020-21 (20-21, then 21-22)"}
    cycle = opened(cast)
    assert (cycle.label, names(cycle)) == ("2021-22", ["Instructional Services", "Special Education"])
    assert [(each.person, each.department) for each in cycle.reviewers.all()] == [(cast.reviewer, None)]
    assert cycle.wording == {"goals_help": "Goals of 2021-22 (21-22, then 22-23)"}
    made = Event.objects.filter(plan__cycle=cycle, kind=EventKind.CREATED)
    assert [each.person for each in made] == [cast.admin, cast.admin]
    with pytest.raises(NotPossible):
        opened(cast)


def test_renamed_department_keeps_its_old_plans_under_the_old_name(cast: district.Cast) -> None:
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=cast.other_lead, department=cast.department)
    cycle = opened(cast, instructional=Change(SuccessionKind.RENAMED, ("Academic Services",)))
    new = Department.objects.get(slug="academic-services")
    assert names(cycle) == ["Academic Services", "Special Education"]
    assert members("Academic Services") == members("Instructional Services")
    assert cycle.reviewers.get(person=cast.other_lead).department == new
    old = Plan.objects.get(cycle=cast.cycle, department__slug="instructional-services")
    assert (old.department.name, old.department.is_active) == ("Instructional Services", False)
    assert Succession.objects.get().after == new
    event = Event.objects.get(plan__cycle=cycle, plan__department=new)
    assert event.detail == {"carries_on": ["Instructional Services"]}


def test_department_that_is_renamed_back_is_the_old_one_again(cast: district.Cast) -> None:
    first = opened(cast, instructional=Change(SuccessionKind.RENAMED, ("Academic Services",)))
    new = Department.objects.get(name="Academic Services")
    back = {new: Change(SuccessionKind.RENAMED, ("Instructional Services",))}
    cycle = open_cycle(proposed(first), changes=back, by=cast.admin)
    assert names(cycle) == ["Instructional Services", "Special Education"]
    assert Succession.objects.lineage().behind([cast.department.pk]) == {new.pk: "2022-23"}


def test_merged_departments_bring_their_people_together(cast: district.Cast) -> None:
    Membership.objects.create(person=cast.lead, department=cast.other_department, role=Role.VIEWER)
    cycle = opened(cast, instructional=Change(SuccessionKind.MERGED, ("special education",)))
    assert names(cycle) == ["Special Education"]
    assert members("Special Education") == {
        "Morgan Ellis": "lead",
        "Julianne Reynoso": "lead",
        "Kristina Turley": "contributor",
        "Vera Ito": "viewer",
    }


def test_split_department_may_stay_itself(cast: district.Cast) -> None:
    parts = ("Instructional Services", "College and Career")
    cycle = opened(cast, instructional=Change(SuccessionKind.SPLIT, parts))
    assert names(cycle) == ["College and Career", *sorted((parts[0], "Special Education"))]
    assert members("College and Career") == members("Instructional Services")
    assert [(each.after and each.after.name) for each in Succession.objects.all()] == ["College and Career"]


def test_closed_department_writes_no_plan(cast: district.Cast) -> None:
    cycle = opened(cast, special=Change(SuccessionKind.CLOSED))
    assert names(cycle) == ["Instructional Services"]
    assert (Succession.objects.get().kind, Succession.objects.get().after) == (SuccessionKind.CLOSED, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"instructional": Change(SuccessionKind.RENAMED, ())},
        {"instructional": Change(SuccessionKind.RENAMED, ("Special Education",))},
        {"instructional": Change(SuccessionKind.RENAMED, ("Instructional Services",))},
        {"instructional": Change(SuccessionKind.SPLIT, ("One",))},
        {"instructional": Change(SuccessionKind.CLOSED, ("One",))},
        {
            "instructional": Change(SuccessionKind.MERGED, ("Special Education",)),
            "special": Change(SuccessionKind.CLOSED),
        },
    ],
    ids=["to nothing", "to one that is there", "to itself", "into one", "yet carried on", "into one that ends"],
)
def test_what_cannot_become_of_a_department_opens_nothing(changes: dict[str, Change], cast: district.Cast) -> None:
    with pytest.raises(ChangeNotPossible) as error:
        opened(cast, **changes)
    assert error.value.department == cast.department.pk
    assert (PlanningCycle.objects.count(), Succession.objects.count(), Department.objects.count()) == (1, 0, 2)
    assert Department.objects.filter(is_active=True).count() == 2


def test_history_is_followed_back_and_ahead() -> None:
    renamed_twice = Lineage([(1, 2, "2021-22"), (2, 3, "2023-24")])
    assert renamed_twice.behind([3]) == {2: "2023-24", 1: "2021-22"}
    assert renamed_twice.ahead([1]) == {2: "2021-22", 3: "2023-24"}
    split_then_merged = Lineage([(1, 2, "2021-22"), (1, 3, "2022-23"), (2, 3, "2024-25")])
    assert split_then_merged.behind([3]) == {1: "2022-23", 2: "2024-25"}


def test_days_and_years_are_moved_on() -> None:
    assert same_day_next_year(datetime.date(2020, 10, 5)) == datetime.date(2021, 10, 4)
    assert same_day_next_year(datetime.date(2020, 8, 31)) == datetime.date(2021, 8, 30)
    words: Any = {
        "Department Plans 2020 - 2021": "Department Plans 2021 - 2022",
        "in 98-99, 99-00": "in 99-00, 00-01",
        "1999-00": "2000-01",
        "ages 10-12, room 20-21b, call 626-20-21": "ages 10-12, room 21-22b, call 626-20-21",
    }
    assert {text: years_moved(text) for text in words} == words
