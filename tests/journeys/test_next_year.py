"""A year follows another in a browser: approved, the next cycle opened, the plan started from what there was."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Plan
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.accessibility.showroom import close_gaps
from tests.browser import ready, saved, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/plans/2020-21/instructional-services/"


def test_a_year_from_its_return_to_the_next(open_browser: Any, real_document: dict[str, Any]) -> None:
    """What the brief asks for in one go: returned, changed, resubmitted, approved, and the year after started from it."""
    cast = district.make()
    real_document["goals"][0]["actions"][0] |= {"additional_resources": True, "estimated_cost": "40000"}
    apply(cast.plan, parse(real_document))
    close_gaps(cast.plan, by=cast.lead)
    submit_plan(cast.plan, by=cast.lead)

    reviewer = open_browser()
    sign_in(reviewer, "reviewer@example.org")
    reviewer.get_by_role("link", name="Instructional Services").click()
    reviewer.get_by_role("link", name="Write a comment").click()
    reviewer.get_by_label("Your comment").fill("Which sites does the purpose speak of?")
    reviewer.get_by_role("button", name="Comment").click()
    reviewer.get_by_role("link", name="Return…").click()
    expect(reviewer.get_by_role("checkbox")).to_be_checked()
    reviewer.get_by_role("button", name="Return to the department").click()
    expect(reviewer.locator(".badge-status").first).to_have_text("Returned")

    lead = open_browser()
    sign_in(lead, "lead@example.org")
    expect(lead.get_by_text("Which sites does the purpose speak of?")).to_be_visible()
    lead.goto(f"{PLAN}purpose/")
    ready(lead)
    writing(lead, "Department statement of purpose").focus()
    lead.keyboard.press("Control+End")
    lead.keyboard.type(" All 22 of them.")
    saved(lead)
    lead.get_by_role("link", name="Check and submit").last.click()
    lead.get_by_role("button", name="Submit", exact=False).click()
    expect(lead.locator(".badge-status").first).to_have_text("Submitted")

    reviewer.goto("/queue/")
    reviewer.get_by_role("link", name="Instructional Services").click()
    expect(reviewer.locator(".changes-part ins")).to_contain_text("All 22 of them.")
    expect(reviewer.get_by_text("Which sites does the purpose speak of?").first).to_be_visible()
    reviewer.get_by_role("link", name="Approve…").click()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.locator(".badge-status").first).to_have_text("Approved")

    admin = open_browser()
    sign_in(admin, "admin@example.org")
    admin.goto("/admin/plans/planningcycle/")
    admin.get_by_role("link", name="Open the 2021-22 cycle").click()
    admin.get_by_label("What becomes of Instructional Services").select_option("renamed")
    admin.get_by_label("Who carries on Instructional Services").fill("Academic Services")
    admin.get_by_role("button", name="Open the 2021-22 cycle").click()
    expect(admin.get_by_text("2021-22 is open, with 2 plans.")).to_be_visible()

    lead = open_browser()
    sign_in(lead, "lead@example.org")
    lead.goto("/?cycle=2021-22")
    lead.get_by_role("link", name=re.compile("^Start from 2020-21")).click()
    lead.get_by_role("button", name="Start from 2020-21").click()
    goal = lead.locator("#piece-goals-0")
    goal.get_by_text("Adapt the text").click()
    lead.locator("#goals-0-focus").fill("attendance")
    lead.get_by_label("In this year’s plan (Goal 2, action a (E))").select_option("finished")
    expect(lead.locator("#save-status")).to_contain_text("Kept")
    lead.get_by_role("button", name="Take it into the plan of 2021-22").click()
    expect(lead.get_by_text(re.compile("1 finished action stayed behind"))).to_be_visible()

    lead.goto("/plans/2021-22/academic-services/goals/")
    expect(lead.locator("form.is-goal .origin").first).to_have_text("carried from 2020-21, changed")
    expect(lead.locator("form.is-goal .origin").nth(1)).to_have_text("carried from 2020-21")
    lead.get_by_role("button", name="+ Goal").click()
    expect(writing(lead, "Goal")).to_have_count(5)
    lead.reload()
    expect(lead.locator("form.is-goal .origin").last).to_have_text("new")
    lead.goto("/plans/2021-22/academic-services/budget/")
    expect(lead.get_by_text("proposed from an action of 2020-21")).to_be_visible()
    assert Plan.objects.get(cycle__label="2021-22", department__slug="academic-services").budget_lines.count() == 1
