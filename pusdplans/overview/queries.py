"""The plans of a cycle as a reviewer goes through them: filtered, counted, a page at a time, in a fixed number of statements."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from plans.models import EDITABLE, Plan, PlanningCycle, ReviewerAssignment, Status

PAGE_SIZE = 50


@dataclass
class Page:
    """One page of the queue. `counts`: plans by status, whatever status is chosen; `number` counts from 1."""

    plans: list[Plan]
    counts: dict[str, int]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass
class Reviewers:
    """Who reviews what in a cycle: the names for all departments, and by department."""

    for_all: list[Any] = field(default_factory=list)
    by_department: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, cycle: PlanningCycle) -> "Reviewers":
        """Read a cycle's assignments."""
        reviewers = cls()
        for each in ReviewerAssignment.objects.filter(cycle=cycle).select_related("person"):
            if each.department_id is None:
                reviewers.for_all.append(each.person)
            else:
                reviewers.by_department[each.department_id].append(each.person)
        return reviewers

    def people(self) -> list[list[Any]]:
        """Return who reviews all departments, and who each one."""
        return [self.for_all, *self.by_department.values()]

    def of_plan(self, plan: Plan) -> list[Any]:
        """Return who reviews this plan: the department's own reviewers, or else those of all departments."""
        return self.by_department.get(plan.department_id) or self.for_all


def visible_plans(person: Any, cycle: PlanningCycle, reviewers: Reviewers) -> QuerySet[Plan]:
    """Return the cycle's plans the person may see. Who sees all of them is asked once, not for each plan."""
    if person.is_staff or person in reviewers.for_all:
        return Plan.objects.in_cycle(cycle)
    return Plan.objects.visible_to(person).in_cycle(cycle)


def filtered(plans: QuerySet[Plan], person: Any, reviewers: Reviewers, values: dict[str, Any]) -> QuerySet[Plan]:
    """Keep what the filters ask for, all but the status."""
    if values.get("q"):
        # Every word, in the department's or its division's name.
        for word in values["q"].split():
            plans = plans.filter(Q(department__name__icontains=word) | Q(department__division__name__icontains=word))
    if values.get("division"):
        plans = plans.filter(department__division=values["division"])
    if values.get("late"):
        plans = late(plans)
    if values.get("mine") and person not in reviewers.for_all:
        mine = [department for department, people in reviewers.by_department.items() if person in people]
        plans = plans.filter(department__in=mine)
    return plans


def late(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Keep the plans past their due date: not handed in yet, or handed in after it."""
    due = Coalesce("extended_due_date", F("cycle__due_date"), output_field=DateField())
    return plans.alias(due=due).filter(
        Q(status__in=EDITABLE, due__lt=timezone.localdate())
        | Q(status__in=(Status.SUBMITTED, Status.APPROVED), submitted_at__date__gt=F("due"))
    )


def queue_page(plans: QuerySet[Plan], person: Any, *, status: str, number: int) -> Page:
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
    found = Plan.objects.with_place().seen_by(person).defer("extension_reason").in_bulk(keys)
    page.plans = [found[key] for key in keys]
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
