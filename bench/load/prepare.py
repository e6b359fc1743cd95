"""`python -m bench.load.prepare LEADS FILE`: a district with that many leads, each signed in, with a row to type into.

Writes what the load needs to know as JSON: one entry a lead, whose plan is being filled in and has no gap that blocks.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bench.measure import _set_up


def main(leads: int, file: str) -> None:
    """Make the district and everybody's session."""
    _set_up()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    # Some departments have not begun, or have gaps: enough others are left.
    call_command("seed_demo", departments=leads * 2 + 20, years=1, goals=4, verbosity=0)
    _let_one_person_review()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    Path(file).write_text(json.dumps([_lead(plan) for plan in _open_plans()[:leads]]))


def _let_one_person_review() -> None:
    """Leave one reviewer for all departments, so that each submission is to make one mail."""
    from plans.models import ReviewerAssignment

    one = ReviewerAssignment.objects.order_by("pk").first()
    assert one is not None
    ReviewerAssignment.objects.exclude(pk=one.pk).delete()
    ReviewerAssignment.objects.filter(pk=one.pk).update(department=None)


def _open_plans() -> Any:
    """Open the plans that have been submitted for editing again: they have no gap that blocks."""
    from plans.models import Plan, PlanningCycle, Status, Submission

    cycle = PlanningCycle.objects.get()
    Submission.objects.filter(state="open").update(state="returned")
    Plan.objects.filter(cycle=cycle).update(status=Status.IN_PROGRESS)
    return Plan.objects.with_place().filter(cycle=cycle, submissions__number=1).order_by("pk")


def _lead(plan: Any) -> dict[str, Any]:
    """Sign the plan's lead in, and name a contact to type into and a row for the bare save."""
    from django.test import Client

    from plans.models import BudgetLine, Contact, Membership

    client = Client()
    client.force_login(Membership.objects.select_related("person").get(department=plan.department, role="lead").person)
    contact = Contact.objects.live().filter(plan=plan).first()
    assert contact is not None
    bare = BudgetLine.objects.create(plan=plan, description="bare")
    return {
        "session": client.cookies["sessionid"].value,
        "plan": f"/plans/{plan.cycle.label}/{plan.department.slug}/",
        "plan_id": plan.pk,
        "row": str(contact.pk),
        "revision": contact.revision,
        "bare": str(bare.pk),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
