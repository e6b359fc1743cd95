"""The years of a plan's department: its own, those of the departments it carries on, and of those that carry it on."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Q

from plans.models import Department, Plan, Succession
from plans.rows.views import plan_url
from pusdplans.prepared import Prepared

# Nearly every department was always called the same: only one that was not asks for more.
_YEARS = Prepared(
    Plan,
    lambda department: (
        Plan.objects.filter(department=department)
        .annotate(is_linked=Exists(Succession.objects.filter(Q(before=department) | Q(after=department))))
        .order_by("-cycle__label")
        .values_list("cycle__label", "is_linked")
    ),
)


def years_of(person: Any, plan: Plan, part: str = "") -> dict[str, Any]:
    """Return the year menu of a plan's page: the department's plans of other years, at the same part. One statement.

    `is_not_first` says whether there is an earlier year.
    """
    rest = f"{part}/" if part else ""
    years = _YEARS.tuples(plan.department_id)
    if any(is_linked for _year, is_linked in years):
        choices = _linked(person, plan, rest)
    else:
        labels = [year for year, _is_linked in years]
        if not (plan.role or person.is_staff):
            # Members and admins see every year of a department; a reviewer only the years they review.
            seen = Plan.objects.filter(department=plan.department_id).visible_to(person)
            labels = list(seen.order_by("-cycle__label").values_list("cycle__label", flat=True))
        address = plan_url(plan).replace(plan.cycle.label, "{}", 1) + rest
        choices = [(year, address.format(year)) for year in labels]
    here = plan.cycle.label
    return {
        "cycle_label": here,
        "cycle_choices": choices if {label for label, _address in choices} - {here} else [],
        "is_not_first": any(label[:7] < here for label, _address in choices),
    }


def _linked(person: Any, plan: Plan, rest: str) -> list[tuple[str, str]]:
    """Return the years where other departments' plans are among them: named, where it is another department's."""
    department, lineage = plan.department_id, Succession.objects.lineage()
    others = _of(lineage.behind([department]), "lt") | _of(lineage.ahead([department]), "gte")
    known = Plan.objects.filter(Q(department=department) | others)
    plans = list(known.with_place().visible_to(person))
    plans += [each for each in known.with_place().handed_down_to(person) if each not in plans]
    plans.sort(key=lambda each: (each.department_id != department, each.department.name))
    plans.sort(key=lambda each: each.cycle.label, reverse=True)
    return [(year_words(each, department), f"{plan_url(each)}{rest}") for each in plans]


def year_words(plan: Plan, department: int) -> str:
    """Return what the year of a plan is called beside those of a department."""
    return plan.cycle.label if plan.department_id == department else f"{plan.cycle.label} · {plan.department}"


def _of(years: dict[int, str], compared: str) -> Q:
    found = Q(pk__in=[])
    for department, year in years.items():
        found |= Q(department=department, **{f"cycle__label__{compared}": year})
    return found


def handed_down(person: Any, known: Iterable[Plan]) -> list[Plan]:
    """Return the plans of departments whose history the person's departments carry on, but for those `known` already."""
    have = {each.pk for each in known}
    return [each for each in Plan.objects.with_place().handed_down_to(person) if each.pk not in have]


def became(department: Department) -> list[Succession]:
    """Return what became of a department, newest first."""
    return list(department.successors.select_related("before", "after", "cycle"))
