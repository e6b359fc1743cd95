"""The thin path in a browser: the real plan, one part edited, submitted, approved."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Plan, Status
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from tests import district
from tests.browser import sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_real_plan_is_edited_submitted_and_approved(open_browser: Any, real_document: dict[str, Any]) -> None:
    cast = district.make()
    for goal in real_document["goals"]:
        goal["outcomes"] = goal["outcomes"] or "<p>Every student reaches it</p>"
        goal["audience"] = goal["audience"] or "<p>All students</p>"
        goal["metrics"] = goal["metrics"] or [{"text": "<p>Completers</p>"}]
    real_document["purpose"] = None
    apply(cast.plan, parse(real_document))

    lead = open_browser()
    sign_in(lead, "lead@example.org")
    lead.get_by_role("link", name="Continue").click()
    field = writing(lead, "Department statement of purpose")
    field.click()
    lead.keyboard.type("To support our schools.")
    expect(lead.locator("#save-status")).to_contain_text("Saved")
    lead.get_by_role("link", name="Check and submit").first.click()
    lead.get_by_role("button", name="Submit to David Rennie").click()
    expect(lead.get_by_text("Submitted as version 1.")).to_be_visible()

    reviewer = open_browser()
    sign_in(reviewer, "reviewer@example.org")
    reviewer.get_by_role("link", name="Instructional Services").click()
    expect(reviewer.get_by_text("To support our schools.").first).to_be_visible()
    reviewer.get_by_role("link", name="Approve…").click()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.locator(".badge-status").first).to_have_text(re.compile("Approved"))
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.APPROVED
