"""A small district for tests."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from goals.models import Framework, FrameworkGoal
from plans import lifecycle
from plans.models import Department, Division, Membership, Plan, PlanningCycle, ReviewerAssignment, Role

PASSWORD = "demo-plan"


@dataclass
class Cast:
    """Who is who."""

    lead: Any
    contributor: Any
    viewer: Any
    other_lead: Any
    reviewer: Any
    admin: Any
    cycle: PlanningCycle
    department: Department
    other_department: Department

    @property
    def plan(self) -> Plan:
        """The lead's plan, as a lead gets it."""
        return self.seen_by(self.lead)

    def seen_by(self, person: Any) -> Plan:
        """The lead's plan, as a person gets it."""
        plans = Plan.objects.with_place().visible_to(person)
        return plans.get(cycle=self.cycle, department=self.department)

    @property
    def other_plan(self) -> Plan:
        """The other department's plan."""
        plans = Plan.objects.with_place().visible_to(self.other_lead)
        return plans.get(cycle=self.cycle, department=self.other_department)

    def people(self) -> dict[str, Any]:
        """Everybody, by what they are."""
        names = ("lead", "contributor", "viewer", "other_lead", "reviewer", "admin")
        return {name: getattr(self, name) for name in names}


def make() -> Cast:
    """Make the cast, two departments, a cycle that is open today, and a framework."""
    people = get_user_model().objects
    division = Division.objects.create(name="Academics")
    department = Department.objects.create(
        division=division, name="Instructional Services", slug="instructional-services"
    )
    other = Department.objects.create(division=division, name="Special Education", slug="special-education")
    today = timezone.localdate()
    cycle = PlanningCycle.objects.create(
        label="2020-21", opens=today - datetime.timedelta(days=10), due_date=today + datetime.timedelta(days=10)
    )
    lead = people.create_user("lead@example.org", PASSWORD, name="Julianne Reynoso")
    contributor = people.create_user("contributor@example.org", PASSWORD, name="Kristina Turley")
    viewer = people.create_user("viewer@example.org", PASSWORD, name="Vera Ito")
    other_lead = people.create_user("other-lead@example.org", PASSWORD, name="Morgan Ellis")
    reviewer = people.create_user("reviewer@example.org", PASSWORD, name="David Rennie")
    admin = people.create_superuser("admin@example.org", PASSWORD, name="District Admin")
    for person, where, role in (
        (lead, department, Role.LEAD),
        (contributor, department, Role.CONTRIBUTOR),
        (viewer, department, Role.VIEWER),
        (other_lead, other, Role.LEAD),
    ):
        Membership.objects.create(person=person, department=where, role=role)
    ReviewerAssignment.objects.create(cycle=cycle, person=reviewer)
    lifecycle.start_plans(cycle)
    framework = Framework.objects.create(name="LCAP")
    for code in ("1", "2", "3"):
        FrameworkGoal.objects.create(framework=framework, code=code, text=f"Entry {code}")
    return Cast(lead, contributor, viewer, other_lead, reviewer, admin, cycle, department, other)
