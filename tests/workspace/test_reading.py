"""Reading a plan: the frozen submission, its history, a draft, and what a reviewer can do there."""

from typing import Any

import pytest
from django.core import mail

from plans import lifecycle
from plans.models import Contact, Decision, Plan, Status
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

PLAN = "/plans/2020-21/instructional-services/"


@pytest.fixture
def submitted(cast: district.Cast, real_document: dict[str, Any]) -> Plan:
    """The real plan, submitted by the lead."""
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    return cast.plan


def test_a_submission_stays_as_it_was_handed_in(cast: district.Cast, submitted: Plan) -> None:
    lifecycle.return_plan(submitted, by=cast.reviewer, reason="Which sites?")
    Contact.objects.filter(plan=submitted).update(name="Somebody Else")
    page = signed_in(cast.reviewer).get(PLAN + "document/").content.decode()
    assert "Somebody Else" not in page
    assert "The department is changing the plan now." in page
    assert "Which sites?" in page


def test_a_plan_never_submitted_is_shown_as_a_draft(cast: district.Cast) -> None:
    for person in (cast.reviewer, cast.admin, cast.viewer):
        response = signed_in(person).get(PLAN + "document/")
        assert (response.status_code, b"A draft: this plan is not submitted yet" in response.content) == (200, True)
    assert signed_in(cast.other_lead).get(PLAN + "document/").status_code == 404
    assert signed_in(cast.reviewer).get(PLAN + "document/1/").status_code == 404


def test_approving_says_what_it_does_and_tells_the_department(
    cast: district.Cast, submitted: Plan, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(cast.reviewer)
    assert b"read-only for everyone" in client.get(PLAN + "approve/").content
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PLAN + "approve/", {"version": "1", "note": "Well done."})
    assert Plan.objects.get(pk=submitted.pk).status == Status.APPROVED
    told = {message.to[0]: message.body for message in mail.outbox}
    assert "Well done." in told["lead@example.org"]
    assert signed_in(cast.lead).get(PLAN + "contacts/").status_code == 302


def test_a_version_that_was_not_read_is_not_approved(cast: district.Cast, submitted: Plan) -> None:
    lifecycle.return_plan(submitted, by=cast.reviewer, reason="Which sites?")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    response = signed_in(cast.reviewer).post(PLAN + "approve/", {"version": "1"})
    assert response.status_code == 422
    assert "read that one first" in response.content.decode()
    assert Plan.objects.get(pk=submitted.pk).status == Status.SUBMITTED
    assert Decision.objects.count() == 1


def test_returning_needs_a_reason_and_keeps_the_plan(cast: district.Cast, submitted: Plan) -> None:
    response = signed_in(cast.reviewer).post(PLAN + "return/", {"reason": "  "})
    assert (response.status_code, "Write the reason" in response.content.decode()) == (422, True)
    assert Plan.objects.get(pk=submitted.pk).status == Status.SUBMITTED


def test_the_lead_reads_on_the_home_page_why_a_plan_came_back(cast: district.Cast, submitted: Plan) -> None:
    lifecycle.return_plan(submitted, by=cast.reviewer, reason="Which sites?")
    page = signed_in(cast.lead).get("/").content.decode()
    assert "Waiting for you" in page
    assert "David Rennie returned Instructional Services 2020-21" in page
    assert "Which sites?" in page


def test_earlier_versions_can_be_read(cast: district.Cast, submitted: Plan) -> None:
    lifecycle.return_plan(submitted, by=cast.reviewer, reason="Which sites?")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    client = signed_in(cast.reviewer)
    assert b"This is an earlier version." in client.get(PLAN + "document/1/").content
    latest = client.get(PLAN + "document/").content
    assert (b"This is an earlier version." in latest, b"Version 2" in latest) == (False, True)
