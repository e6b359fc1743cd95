"""One line a department for the cabinet: how far its plan is, how late, whom it waits for, and since when."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateTimeField, F, QuerySet
from django.utils import timezone

from plans.models import EDITABLE, Plan, PlanningCycle, Status
from plans.querysets import Asked, Listed
from pusdplans.overview.figures import SETTLED, with_lateness

_NAMES = "(SELECT GROUP_CONCAT(name, ', ') FROM (SELECT person.name FROM {table} AS mine JOIN accounts_user AS person"
_NAMES += " ON person.id = mine.person_id WHERE {where} AND person.is_active ORDER BY person.name) AS names)"
LEADS = _NAMES.format(table="plans_membership", where="mine.department_id = {0} AND mine.role = 'lead'")
# The department's own reviewers, or else those of all departments.
REVIEWERS = "COALESCE({own}, {all})".format(
    own=_NAMES.format(table="plans_reviewerassignment", where="mine.cycle_id = {0} AND mine.department_id = {1}"),
    all=_NAMES.format(table="plans_reviewerassignment", where="mine.cycle_id = {2} AND mine.department_id IS NULL"),
)
RETURNED_AT = (
    "(SELECT MAX(decision.decided_at) FROM plans_decision AS decision JOIN plans_submission AS submission"
    " ON submission.id = decision.submission_id WHERE submission.plan_id = {0} AND decision.kind = 'return')"
)


@dataclass(frozen=True)
class Line:
    """A department's plan. `waiting_for`: names of who has it now; `days_late`: 0 unless it is or was handed in late."""

    department: int
    name: str
    slug: str
    division_id: int
    division: str
    status: Status
    due: datetime.date
    days_late: int
    waiting_for: str
    days_waiting: int | None
    done: int
    of: int

    @property
    def is_late(self) -> bool:
        """Whether its last day passed before it was handed in."""
        return self.days_late > 0

    @property
    def is_owed(self) -> bool:
        """Whether the department has the plan, not its reviewer."""
        return self.status in EDITABLE


def overseen_plans(person: Any, cycle: PlanningCycle) -> QuerySet[Plan]:
    """Return the plans of a cycle from `overseen_by` that the person reviews; an admin oversees all."""
    plans = Plan.objects.in_cycle(cycle)
    if person.is_staff or cycle.oversight == 2:
        return plans
    return plans.filter(department__reviewers__cycle=cycle, department__reviewers__person=person)


def lines_of(plans: QuerySet[Plan], cycle: PlanningCycle) -> Any:
    """Return a queryset of the values a line is made of, for plans of one cycle, by the department's name."""
    asked = with_lateness(plans, cycle).annotate(
        leads=Listed(LEADS, F("department_id"), output_field=CharField(null=True)),
        reviewers=Listed(
            REVIEWERS, F("cycle_id"), F("department_id"), F("cycle_id"), output_field=CharField(null=True)
        ),
        returned_at=Asked(RETURNED_AT, F("pk"), output_field=DateTimeField(null=True)),
        done=F("progress__done"),
        of=F("progress__of"),
    )
    return asked.order_by("department__name").values_list(
        "department_id",
        "department__name",
        "department__slug",
        "department__division_id",
        "department__division__name",
        "status",
        "due",
        "submitted_at",
        "leads",
        "reviewers",
        "returned_at",
        "done",
        "of",
    )


def line(values: tuple[Any, ...], today: datetime.date) -> Line:
    """Make a line of what `lines_of` gives, as seen on the local day `today`."""
    *place, status, due, submitted_at, leads, reviewers, returned_at, done, of = values
    handed_in = timezone.localdate(submitted_at) if status in SETTLED and submitted_at else None
    since = {Status.SUBMITTED: submitted_at, Status.RETURNED: returned_at}.get(status)
    waiting_for = {Status.SUBMITTED: reviewers, Status.APPROVED: ""}.get(status, leads)
    return Line(
        *place,
        Status(status),
        due,
        max(0, ((handed_in or (due if status in SETTLED else today)) - due).days),
        waiting_for or "",
        (today - timezone.localdate(since)).days if since else None,
        done or 0,
        of or 0,
    )


def by_urgency(each: Line) -> tuple[Any, ...]:
    """Order lines: who is late and still has the plan, the latest first; then what waits longest; then by name."""
    return (-each.days_late if each.is_owed else 0, -(each.days_waiting or 0), each.name)
