"""Eleven kinds of people before three departments' plans: what each of them is, and a browser for each."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from plans import lifecycle
from plans.models import Department, Plan, ReviewerAssignment
from tests import district
from tests.district import PASSWORD, Cast

ACTORS = (
    "anonymous", "lead", "contributor", "viewer", "other_lead", "reviewer", "other_reviewer", "staff", "superuser",
    "deactivated", "ended",
)  # fmt: skip


@dataclass
class Stage:
    """The cast, people of the other kinds, and a department that nobody of them belongs to or reviews."""

    cast: Cast
    far: Plan
    clients: dict[str, Client]
    people: dict[str, Any]

    def plan(self, whose: str) -> Plan:
        """Return the actors' own plan, or that of the department that is none of theirs."""
        return Plan.objects.with_place().get(pk=self.cast.plan.pk if whose == "own" else self.far.pk)


def build() -> Stage:
    """Make everybody, each with a client. A reviewer of all departments is there too, who owns the cycle's exports."""
    cast = district.make()
    people = get_user_model().objects
    far = Department.objects.create(division=cast.department.division, name="Family Services", slug="family-services")
    lifecycle.start_plans(cast.cycle, [far])
    people.create_user("far@example.org", PASSWORD, name="Fay Far").memberships.create(department=far, role="lead")
    assigned = people.create_user("assigned@example.org", PASSWORD, name="Ada Assigned")
    elsewhere = people.create_user("elsewhere@example.org", PASSWORD, name="Otto Elsewhere")
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=assigned, department=cast.department)
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=elsewhere, department=cast.other_department)
    gone = people.create_user("gone@example.org", PASSWORD, name="Gail Gone")
    out = people.create_user("out@example.org", PASSWORD, name="Owen Out")
    for person in (gone, out):
        person.memberships.create(department=cast.department, role="contributor")
    everybody = {
        "lead": cast.lead,
        "contributor": cast.contributor,
        "viewer": cast.viewer,
        "other_lead": cast.other_lead,
        "reviewer": assigned,
        "other_reviewer": elsewhere,
        "staff": people.create_user("staff@example.org", PASSWORD, name="Stella Staff", is_staff=True),
        "superuser": cast.admin,
        "deactivated": gone,
        "ended": out,
    }
    clients = {"anonymous": Client(raise_request_exception=False)}
    for name, person in everybody.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(person)
    # Both had a session; one person was deactivated since, the other's session was ended on the server.
    gone.is_active = False
    gone.save()
    Session.objects.filter(session_key=clients["ended"].session.session_key).delete()
    return Stage(cast, Plan.objects.get(department=far), clients, everybody)
