"""The plans of a cycle as a reviewer goes through them: filtered, counted, a page at a time, in a fixed number of statements."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from plans.models import EDITABLE, Department, Division, Plan, PlanningCycle, ReviewerAssignment, Status
from plans.prepared import Prepared

PAGE_SIZE = 50


@dataclass
class Reviewers:
    """Who reviews what in a cycle, as (key, name) pairs: those of all departments, and by department."""

    for_all: list[tuple[int, str]] = field(default_factory=list)
    by_department: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, cycle: PlanningCycle, departments: Iterable[int]) -> "Reviewers":
        """Read the assignments of a cycle that concern these departments."""
        reviewers = cls()
        concerned = Q(department=None) | Q(department__in=list(departments))
        found = ReviewerAssignment.objects.filter(concerned, cycle=cycle).order_by("person__name")
        for department, key, name, email in found.values_list(
            "department_id", "person_id", "person__name", "person__email"
        ):
            among = reviewers.for_all if department is None else reviewers.by_department[department]
            among.append((key, name or email))
        return reviewers


@dataclass
class Page:
    """One page of the queue. `counts`: plans by status, whatever status is chosen; `number` counts from 1."""

    plans: list[Plan]
    counts: dict[str, int]
    total: int
    number: int
    reviewers: Reviewers = field(default_factory=Reviewers)

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE_SIZE))


_REVIEWED = Prepared(
    ReviewerAssignment,
    lambda cycle, person: (
        ReviewerAssignment.objects.filter(cycle=cycle, person=person).order_by().values_list("department_id")
    ),
)


def reviewed_by(person: Any, cycle: PlanningCycle) -> set[int | None]:
    """Return the keys of the departments a person reviews in a cycle; None among them stands for all."""
    return {department for (department,) in _REVIEWED.tuples(cycle.pk, person.pk)}


def visible_plans(person: Any, cycle: PlanningCycle, mine: set[int | None]) -> QuerySet[Plan]:
    """Return the cycle's plans the person, who reviews the departments `mine`, may see."""
    if person.is_staff or None in mine:
        return Plan.objects.in_cycle(cycle)
    return Plan.objects.visible_to(person).in_cycle(cycle)


def filtered(plans: QuerySet[Plan], mine: set[int | None], values: dict[str, Any]) -> QuerySet[Plan]:
    """Keep what the filters ask for, all but the status."""
    if values.get("q"):
        # Every word, in the department's or its division's name.
        named = Department.objects.order_by()
        for word in values["q"].split():
            named = named.filter(
                Q(name__icontains=word) | Q(division__in=Division.objects.filter(name__icontains=word))
            )
        plans = plans.filter(department__in=named)
    if values.get("division"):
        plans = plans.filter(department__division=values["division"])
    if values.get("late"):
        plans = late(plans)
    if values.get("mine") and None not in mine:
        plans = plans.filter(department__in=mine)
    return plans


def late(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Keep the plans past their due date: not handed in yet, or handed in after it."""
    due = Coalesce("extended_due_date", F("cycle__due_date"), output_field=DateField())
    return plans.alias(due=due).filter(
        Q(status__in=EDITABLE, due__lt=timezone.localdate())
        | Q(status__in=(Status.SUBMITTED, Status.APPROVED), submitted_at__date__gt=F("due"))
    )


def queue_page(plans: QuerySet[Plan], cycle: PlanningCycle, *, status: str, number: int) -> Page:
    """Return one page, what waits longest first, then by department; a page past the end is the last one."""
    rows = plans.order_by().values_list("status").annotate(number=Count("pk"))
    counts = dict.fromkeys(Status.values, 0) | dict(rows)
    total = counts[status] if status else sum(counts.values())
    page = Page([], counts, total, number)
    page.number = min(max(number, 1), page.last)
    if status:
        plans = plans.filter(status=status)
    waiting = Case(When(status=Status.SUBMITTED, then=F("submitted_at")), default=Value(None))
    order = (F("waiting").asc(nulls_last=True), "department__name", "pk")
    first = (page.number - 1) * PAGE_SIZE
    keys = list(plans.alias(waiting=waiting).order_by(*order).values_list("pk", flat=True)[first : first + PAGE_SIZE])
    # Names alone: three objects for each line would take longer than the rest of the page.
    named = Plan.objects.order_by().annotate(
        department_name=F("department__name"), slug=F("department__slug"), division_name=F("department__division__name")
    )
    found = named.defer("extension_reason").in_bulk(keys)
    page.plans = [found[key] for key in keys]
    for plan in page.plans:
        plan.cycle = cycle
    page.reviewers = Reviewers.of(cycle, [plan.department_id for plan in page.plans])
    return page


def days_waiting(plan: Plan, today: datetime.date) -> int | None:
    """Return for how many days the plan has waited for its reviewer, None if it does not."""
    if plan.status != Status.SUBMITTED or plan.submitted_at is None:
        return None
    return (today - timezone.localdate(plan.submitted_at)).days


def came_late(plan: Plan) -> bool:
    """Whether the plan was handed in after its due date."""
    handed_in = plan.status in (Status.SUBMITTED, Status.APPROVED) and plan.submitted_at is not None
    return handed_in and timezone.localdate(plan.submitted_at) > plan.due_date
