"""In a browser: a plan is returned, changed and submitted again; its reviewer lands on what changed."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.browser import ready, saved, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/plans/2020-21/instructional-services/"


def clean(page: Any) -> None:
    """Hold the page against axe."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []


def test_return_and_resubmit_leads_the_reviewer_to_what_changed(
    open_browser: Any, real_document: dict[str, Any]
) -> None:
    cast = district.make()
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)

    reviewer = open_browser()
    sign_in(reviewer, "reviewer@example.org")
    reviewer.get_by_role("link", name="Instructional Services").click()
    expect(reviewer.get_by_role("navigation", name="What to read")).to_have_count(0)
    reviewer.get_by_role("link", name="Return…").click()
    reviewer.get_by_label("Reason").fill("Which sites?")
    reviewer.get_by_role("button", name="Return to the department").click()
    expect(reviewer.locator(".badge-status").first).to_have_text("Returned")

    lead = open_browser()
    sign_in(lead, "lead@example.org")
    lead.goto(PLAN + "purpose/")
    ready(lead)
    writing(lead, "Department statement of purpose").focus()
    lead.keyboard.press("Control+End")
    lead.keyboard.type(" All 22 of them.")
    saved(lead)
    lead.get_by_role("link", name="What changed").click()
    expect(lead.locator(".changes-summary")).to_contain_text("1 row changed.")
    expect(lead.locator(".changes-part ins")).to_contain_text("All 22 of them.")
    clean(lead)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)

    reviewer.goto("/queue/")
    reviewer.get_by_role("link", name="Instructional Services").click()
    expect(reviewer).to_have_url(re.compile(f"{PLAN}changes/$"))
    tab = reviewer.get_by_role("link", name="Changes since you returned it")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(reviewer.get_by_text("Which sites?")).to_be_visible()
    mark = reviewer.locator(".changes-part ins")
    expect(mark).to_contain_text("All 22 of them.")
    expect(mark).to_have_css("text-decoration-line", "underline")
    clean(reviewer)
    reviewer.emulate_media(media="print")
    expect(mark).to_have_css("text-decoration-line", "underline")
    expect(reviewer.get_by_role("button", name="Compare")).to_be_hidden()
    reviewer.emulate_media(media="screen")
    reviewer.get_by_role("link", name="Whole plan").click()
    expect(reviewer.get_by_text("All 22 of them.").first).to_be_visible()
    tab.click()
    reviewer.get_by_label("Show").select_option("The whole plan")
    reviewer.get_by_role("button", name="Compare").click()
    expect(reviewer.locator("#part-actions")).to_be_visible()
    clean(reviewer)
    reviewer.get_by_role("link", name="Approve…").click()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.locator(".badge-status").first).to_have_text("Approved")
