"""The plans of a cycle as a reviewer goes through them: filtered, counted, a page at a time, in a fixed number of statements."""

import datetime
import functools
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from plans.models import EDITABLE, Department, Division, Plan, PlanningCycle, ReviewerAssignment, Status
from plans.querysets import AsJson
from pusdplans.prepared import Prepared

PAGE_SIZE = 50


# Who reviews one department in a cycle, as JSON: a list for each, of key and name.
_NAMED = (
    "(SELECT CAST(json_group_array(json_array(person_id, name)) AS text) FROM ("
    "SELECT person_id, COALESCE(NULLIF(person.name, ''), person.email) AS name FROM plans_reviewerassignment AS own"
    " JOIN accounts_user AS person ON person.id = own.person_id"
    " WHERE own.cycle_id = {0} AND own.department_id = {1} AND person.is_active ORDER BY 2) AS named)"
)
_REVIEWED = Prepared(
    ReviewerAssignment,
    lambda cycle, person: (
        ReviewerAssignment.objects.filter(Q(department=None) | Q(person=person), cycle=cycle, person__is_active=True)
        .order_by("person__name")
        .values_list("department_id", "person_id", "person__name", "person__email")
    ),
)


@dataclass
class Reviewing:
    """mine: the keys of the departments a person reviews in a cycle, None among them for all. for_all: as (key, name),
    who reviews all departments.
    """

    mine: set[int | None]
    for_all: list[tuple[int, str]]

    @classmethod
    def of(cls, person: Any, cycle: PlanningCycle) -> "Reviewing":
        """Read them."""
        found = _REVIEWED.tuples(cycle.pk, person.pk)
        for_all = [(key, name or email) for department, key, name, email in found if department is None]
        return cls({department for department, key, _name, _email in found if key == person.pk}, for_all)


@dataclass
class Page:
    """One page of the queue. `counts`: plans by status, whatever status is chosen; `number` counts from 1.

    Each plan has `department_name`, `slug`, `division_name`, and `own_reviewers`: who reviews this department alone.
    """

    plans: list[Plan]
    counts: dict[str, int]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE_SIZE))


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


def queue_page(plans: QuerySet[Plan], cycle: PlanningCycle, *, status: str, number: int, is_whole: bool) -> Page:
    """Return one page, what waits longest first, then by department; a page past the end is the last one.

    is_whole: `plans` are all of the cycle's.
    """
    rows = plans.order_by().values_list("status").annotate(number=Count("*"))
    counts = dict.fromkeys(Status.values, 0) | dict(rows)
    total = counts[status] if status else sum(counts.values())
    page = Page([], counts, total, number)
    page.number = min(max(number, 1), page.last)
    first = (page.number - 1) * PAGE_SIZE
    if is_whole and not status:
        page.plans = _whole(first).objects(cycle.pk)
    else:
        page.plans = list(_from(plans.filter(status=status) if status else plans, first))
    for plan in page.plans:
        plan.cycle = cycle
        plan.own_reviewers = json.loads(plan.named or "[]")
    return page


def _from(plans: QuerySet[Plan], first: int) -> QuerySet[Plan]:
    """Return the page that begins so far behind the first."""
    waiting = Case(When(status=Status.SUBMITTED, then=F("submitted_at")), default=Value(None))
    order = (F("waiting").asc(nulls_last=True), "department__name", "pk")
    chosen = plans.alias(waiting=waiting).order_by(*order).values("pk")[first : first + PAGE_SIZE]
    # Names alone: three objects for each line would take longer than the rest of the page.
    named = Plan.objects.filter(pk__in=chosen).annotate(
        department_name=F("department__name"),
        slug=F("department__slug"),
        division_name=F("department__division__name"),
        named=AsJson(_NAMED, F("cycle_id"), F("department_id"), output_field=TextField()),
    )
    return named.alias(waiting=waiting).order_by(*order).defer("extension_reason")


@functools.lru_cache(maxsize=32)
def _whole(first: int) -> Prepared:
    """Return a page of a whole cycle, composed once: the first and the last are what nearly everybody asks for."""
    return Prepared(Plan, lambda cycle: _from(Plan.objects.filter(cycle=cycle), first))


def days_waiting(plan: Plan, today: datetime.date) -> int | None:
    """Return for how many days the plan has waited for its reviewer, None if it does not."""
    if plan.status != Status.SUBMITTED or plan.submitted_at is None:
        return None
    return (today - timezone.localdate(plan.submitted_at)).days


def came_late(plan: Plan) -> bool:
    """Whether the plan was handed in after its due date."""
    handed_in = plan.status in (Status.SUBMITTED, Status.APPROVED) and plan.submitted_at is not None
    return handed_in and timezone.localdate(plan.submitted_at) > plan.due_date
