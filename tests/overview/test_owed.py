"""Who owes what: how late, and who must do the next step."""

import datetime

import pytest
from django.utils import timezone

from plans import lifecycle
from plans.models import Department, Membership, Plan, PlanningCycle, ReviewerAssignment, Role
from pusdplans.document.submitting import submit_plan
from pusdplans.overview.owed import OwedPage
from tests import district
from tests.conftest import signed_in
from tests.test_statements import add_plans, statements

pytestmark = pytest.mark.django_db
PLACE = "/district/2020-21/who-owes-what/"


def page(cast: district.Cast) -> OwedPage:
    """Return what the reviewer sees."""
    return signed_in(cast.reviewer).get(PLACE).context["page"]


def test_each_plan_names_who_must_do_the_next_step(cast: district.Cast) -> None:
    today = timezone.localdate()
    PlanningCycle.objects.update(due_date=today - datetime.timedelta(days=3))
    third = Department.objects.create(division=cast.department.division, name="Payroll", slug="payroll")
    Membership.objects.create(person=cast.contributor, department=third, role=Role.CONTRIBUTOR)
    lifecycle.start_plans(cast.cycle)
    own = type(cast.lead).objects.create_user("own@example.org", name="Own Reviewer")
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=own, department=cast.department)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    Plan.objects.filter(department=third).update(extended_due_date=today)
    shown = page(cast)
    listed = [(each.line.name, each.line.days_late, [person.email for person in each.people]) for each in shown.owed]
    assert listed == [
        ("Special Education", 3, ["other-lead@example.org"]),
        ("Payroll", 0, ["contributor@example.org"]),
        ("Instructional Services", 3, ["own@example.org"]),
    ]
    assert (shown.to_submit, shown.late, dict(shown.counts)) == (2, 1, {"not-started": 2, "submitted": 1})
    html = signed_in(cast.reviewer).get(PLACE).text
    assert 'href="mailto:other-lead@example.org"' in html
    assert f'href="{PLACE}"' in signed_in(cast.admin).get("/district/2020-21/").text


def test_approved_plan_owes_nothing(cast: district.Cast) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.approve(cast.plan, by=cast.reviewer)
    assert [each.line.name for each in page(cast).owed] == ["Special Education"]
    Plan.objects.update(status="approved")
    assert "Nobody owes anything" in signed_in(cast.reviewer).get(PLACE).text


def test_list_takes_as_many_statements_with_many_plans(cast: district.Cast) -> None:
    for count in (40, 600):
        add_plans(cast, count)
        assert [statements(signed_in(person), PLACE) for person in (cast.reviewer, cast.admin)] == [7, 7]
