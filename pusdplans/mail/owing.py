"""Who must do the next step with a plan: those who are reminded, and whom the cabinet's list names."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from plans.models import Membership, PlanningCycle, ReviewerAssignment, Role


def writers() -> QuerySet[Membership]:
    """Return the memberships of those who owe a department's plan: active leads, or else active contributors.

    A contributor cannot submit, so where there is a lead, it is the lead who owes the plan.
    """
    leads = Membership.objects.filter(role=Role.LEAD, person__is_active=True)
    helps = Q(role=Role.CONTRIBUTOR) & ~Exists(leads.filter(department=OuterRef("department")))
    return Membership.objects.filter(Q(role=Role.LEAD) | helps, person__is_active=True)


class Reviewers:
    """Who reviews in a cycle, in one statement: a department's own active reviewers, or else those of all departments."""

    def __init__(self, cycle: PlanningCycle) -> None:
        self.people: dict[int | None, list[Any]] = defaultdict(list)
        assigned = ReviewerAssignment.objects.filter(cycle=cycle, person__is_active=True)
        for each in assigned.select_related("person").order_by("person__name", "person"):
            self.people[each.department_id].append(each.person)

    def of(self, department: int) -> list[Any]:
        """Return the people who review the plan of the department with this key."""
        return self.people.get(department) or self.people.get(None, [])
