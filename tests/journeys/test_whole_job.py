"""The whole job in a browser, by keyboard: an empty plan is filled, stopped by a gap, submitted, returned, approved."""

from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Plan, Status
from pusdplans.document.collect import collect
from tests import district
from tests.browser import ready, saved, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"


def press_button(page: Any, name: str, number: int = 0) -> None:
    """Press a button as a keyboard does."""
    page.get_by_role("button", name=name, exact=True).nth(number).focus()
    page.keyboard.press("Enter")


def fill_by_tab(page: Any, *texts: str) -> None:
    """Type into the field that has the focus, and go on by Tab."""
    for index, text in enumerate(texts):
        if index:
            page.keyboard.press("Tab")
        page.keyboard.type(text)


def part(page: Any, name: str) -> None:
    """Go to a part of the plan by the rail."""
    page.locator(".rail-link", has_text=name).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".rail-link[aria-current=page]")).to_contain_text(name)
    ready(page)


def test_whole_job_by_keyboard(open_browser: Any) -> None:
    cast = district.make()
    lead = open_browser()
    sign_in(lead, "lead@example.org")
    lead.get_by_role("link", name="Begin").focus()
    lead.keyboard.press("Enter")

    ready(lead)
    press_button(lead, "+ Contact")
    expect(lead.get_by_label("Name")).to_be_focused()
    fill_by_tab(lead, "Julianne Reynoso", "X88216", "julianne@pusd.us")
    saved(lead)

    part(lead, "Purpose")
    writing(lead, "Department statement of purpose").focus()
    lead.keyboard.type("To support our schools.")
    saved(lead)

    part(lead, "Services")
    press_button(lead, "+ Line")
    expect(lead.locator(".ProseMirror").first).to_be_focused()
    lead.keyboard.type("Supervise 22 sites")
    lead.keyboard.press("Enter")
    expect(lead.locator(".ProseMirror").nth(1)).to_be_focused()
    lead.keyboard.press("Tab")
    expect(lead.locator("form[data-kind=service]").nth(1)).to_have_attribute("data-level", "1")
    expect(lead.locator(".ProseMirror").nth(1)).to_be_focused()
    lead.keyboard.type("Lead instructional rounds")
    saved(lead)

    part(lead, "Theory of action")
    for kind, text in (("+ IF", "we listen,"), ("+ AND", "act on it,"), ("+ THEN", "students thrive.")):
        press_button(lead, kind)
        expect(lead.locator("form[data-kind=clause]").last.locator("select")).to_be_focused()
        lead.keyboard.press("Tab")
        lead.keyboard.type(text)
        saved(lead)
    expect(lead.locator("[data-sentence]")).to_have_text("IF we listen, AND act on it, THEN students thrive.")

    part(lead, "Goals")
    press_button(lead, "+ Goal")
    expect(lead.get_by_label("Focus (in a word or two)")).to_be_focused()
    fill_by_tab(lead, "engagement", "We improve engagement.")
    saved(lead)
    writing(lead, "b. Targeted Audience").focus()
    lead.keyboard.type("Site leadership")
    saved(lead)
    press_button(lead, "+ Metric")
    expect(writing(lead, "Metric")).to_be_focused()
    fill_by_tab(lead, "Suspension rate")
    saved(lead)
    press_button(lead, "+ Target")
    expect(writing(lead, "Target")).to_be_focused()
    fill_by_tab(lead, "3.1%")
    saved(lead)

    part(lead, "Actions")
    press_button(lead, "+ Action")
    expect(writing(lead, "Action")).to_be_focused()
    lead.keyboard.type("Equity training")
    saved(lead)
    lead.get_by_label("Additional resources?").select_option("Yes")
    lead.get_by_label("Estimate ($)").fill("40000")
    saved(lead)

    part(lead, "Organizational chart")
    press_button(lead, "+ Position")
    expect(lead.get_by_label("Staff member (blank: vacant)")).to_be_focused()
    fill_by_tab(lead, "", "Assistant Superintendent", "1042", "1.0")
    saved(lead)

    part(lead, "Budget")
    press_button(lead, "+ Budget line")
    expect(lead.get_by_label("Fund", exact=True)).to_be_focused()
    fill_by_tab(lead, "01", "3010", "1100", "Substitutes", "1250.50")
    saved(lead)

    # Stopped by a gap, which is a link that lands on the very field.
    lead.goto(PLAN + "check/")
    expect(lead.get_by_role("button", name="Submit to David Rennie")).to_have_count(0)
    lead.get_by_role("link", name="Goal 1 names no outcomes (B).").focus()
    lead.keyboard.press("Enter")
    ready(lead)
    expect(writing(lead, "a. Outcomes")).to_be_focused()
    lead.keyboard.type("Families take part")
    saved(lead)
    lead.goto(PLAN + "check/")
    press_button(lead, "Submit to David Rennie")
    expect(lead.get_by_text("Submitted as version 1.")).to_be_visible()

    document = collect(cast.plan)
    assert [item.text for item in document.services[0].items] == ["Lead instructional rounds"]
    assert document.goals[0].outcomes == "<p>Families take part</p>"
    assert document.goals[0].targets[0].text == "<p>3.1%</p>"
    assert str(document.goals[0].actions[0].estimated_cost) == "40000.00"
    assert (document.positions[0].title, str(document.positions[0].fte)) == ("Assistant Superintendent", "1.00")
    assert str(document.budget.lines[0].amount) == "1250.50"

    reviewer = open_browser()
    sign_in(reviewer, "reviewer@example.org")
    reviewer.goto(PLAN + "document/")
    reviewer.get_by_role("link", name="Return").click()
    reviewer.get_by_label("Reason").fill("Which sites?")
    reviewer.get_by_role("button", name="Return to the department").click()
    expect(reviewer.locator(".badge-status").first).to_have_text("Returned")

    lead.goto(PLAN + "purpose/")
    ready(lead)
    writing(lead, "Department statement of purpose").focus()
    lead.keyboard.press("Control+End")
    lead.keyboard.type(" All 22 of them.")
    saved(lead)
    lead.goto(PLAN + "check/")
    press_button(lead, "Submit to David Rennie")
    expect(lead.get_by_text("Submitted as version 2.")).to_be_visible()

    reviewer.goto(PLAN + "document/")
    expect(reviewer.get_by_text("To support our schools. All 22 of them.").first).to_be_visible()
    reviewer.get_by_role("link", name="Approve…").click()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.locator(".badge-status").first).to_have_text("Approved")
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.APPROVED

    outsider = open_browser()
    sign_in(outsider, "other-lead@example.org")
    for page in ("", "contacts/", "goals/", "check/", "preview/", "document/", "document/1/", "return/", "reopen/"):
        assert outsider.goto(PLAN + page).status == 404
