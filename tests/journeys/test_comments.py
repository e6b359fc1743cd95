"""In a browser: words are commented on, answered and fixed; the reviewer finds the change beside the comment."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from goals.models import Goal
from plans.models import Comment, Contact
from pusdplans.accounts.sessions import end_sessions
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.accessibility.checks import AXE, too_small, too_wide, violations
from tests.browser import ready, saved, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/plans/2020-21/instructional-services/"

SEEN = """(element) => {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.height > 1;
}"""
SELECT = """(element) => {
  const node = [...element.querySelectorAll("*")].flatMap((each) => [...each.childNodes])
    .find((each) => each.nodeType === 3 && each.data.includes("of staff and students"));
  const start = node.data.indexOf("of staff and students");
  document.getSelection().setBaseAndExtent(node, start, node, start + 21);
}"""


def test_a_question_about_words_leads_to_their_change(open_browser: Any, real_document: dict[str, Any]) -> None:
    cast = district.make()
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    goal = Goal.objects.live().filter(plan=cast.plan).first()
    assert goal is not None

    reviewer = open_browser()
    sign_in(reviewer, "reviewer@example.org")
    reviewer.goto(PLAN + "document/")
    reviewer.locator(f"#goal-{goal.id}").evaluate(SELECT)
    reviewer.get_by_role("button", name="Comment", exact=True).click()
    dialog = reviewer.get_by_role("dialog")
    expect(dialog.locator(".thread-quote")).to_have_text("of staff and students")
    dialog.get_by_label("Your comment").press_sequentially("Which ones? @jul")
    expect(reviewer.get_by_role("option")).to_have_text(["Julianne Reynoso"])
    reviewer.keyboard.press("Enter")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    thread = reviewer.get_by_role("article", name="Goal 1")
    expect(thread).to_contain_text("Which ones? @Julianne Reynoso")
    expect(thread.locator(".mention")).to_have_text("@Julianne Reynoso")
    expect(reviewer.locator(".rail-link[data-part=goals] .rail-comments")).to_contain_text("1 open comment")
    assert reviewer.evaluate("[...CSS.highlights.get('comment')].map(String)") == ["of staff and students"]
    reviewer.get_by_role("link", name="Return…").click()
    expect(reviewer.get_by_role("checkbox")).to_be_checked()
    reviewer.get_by_role("button", name="Return to the department").click()
    expect(reviewer.locator(".history blockquote")).to_contain_text("Goal 1, “of staff and students”: Which ones?")

    lead = open_browser()
    sign_in(lead, "lead@example.org")
    lead.get_by_role("link", name="1 open comment on Instructional Services").click()
    lead.get_by_role("article", name="Goal 1").get_by_role("link", name="Goal 1").click()
    expect(lead).to_have_url(re.compile(f"goals/#row-{goal.id}$"))
    ready(lead)
    editor = lead.locator(f"#row-{goal.id} .ProseMirror").first
    editor.click()
    lead.keyboard.press("Control+End")
    lead.keyboard.type(" At all 22 sites.")
    saved(lead)
    thread = lead.get_by_role("article", name="Goal 1")
    thread.get_by_text("Reply").click()
    thread.get_by_label("Your answer").fill("All of them, named now.")
    thread.get_by_role("button", name="Resolve").click()
    expect(thread).to_contain_text("Resolved by Julianne Reynoso")
    expect(thread).to_contain_text("All of them, named now.")
    expect(lead.locator(".rail-comments b")).to_have_count(0)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)

    reviewer.goto(PLAN)
    expect(reviewer).to_have_url(re.compile(f"{PLAN}changes/$"))
    change = reviewer.locator(f"#change-goal-{goal.id}")
    expect(change.locator("ins")).to_contain_text("At all 22 sites.")
    thread = change.get_by_role("article", name="Goal 1")
    expect(thread).to_contain_text("with version 2")
    thread.get_by_role("button", name="Open again").click()
    expect(thread.get_by_role("button", name="Resolve")).to_be_visible()


@pytest.mark.parametrize("width", (1280, 360))
def test_page_for_a_comment_offers_the_names_too(open_browser: Any, width: int) -> None:
    cast = district.make()
    page = open_browser(width=width)
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}comments/new/?part=contacts")
    box = page.get_by_label("Your comment")
    box.press_sequentially("Which one? @kri")
    expect(page.locator("[role=option]")).to_have_text(["Kristina Turley"])
    expect(page.get_by_text("@Kristina Turley")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(box).to_have_value("Which one? @Kristina Turley ")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".mention")).to_have_text("@Kristina Turley")
    assert Comment.objects.get().author == cast.lead


def test_names_are_written_out_where_no_script_runs(open_browser: Any) -> None:
    district.make()
    page = open_browser(java_script_enabled=False)
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}comments/new/?part=contacts")
    expect(page.get_by_text("@Kristina Turley")).to_be_visible()


def test_quoted_words_stay_marked_while_their_row_is_written(page: Any, real_document: dict[str, Any]) -> None:
    cast = district.make()
    apply(cast.plan, parse(real_document))
    goal = Goal.objects.live().filter(plan=cast.plan).first()
    assert goal is not None
    sign_in(page, "lead@example.org")
    page.goto(PLAN + "goals/")
    ready(page)
    editor = page.locator(f"#row-{goal.id} .ProseMirror").first
    editor.click()
    editor.evaluate(SELECT)
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("dialog").get_by_label("Your comment").fill("Which ones?")
    page.get_by_role("dialog").get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("article", name="Goal 1")).to_contain_text("of staff and students")
    assert marked(page) == ["of staff and students"]
    editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Here: ")
    editor.evaluate(SELECT)
    page.keyboard.press("Delete")
    expect(editor).not_to_contain_text("of staff and students")
    assert marked(page) == []
    page.keyboard.press("Control+Z")
    expect(editor).to_contain_text("of staff and students")
    page.wait_for_timeout(600)
    assert marked(page) == ["of staff and students"]


@pytest.mark.parametrize("width", (1280, 360))
@pytest.mark.parametrize("part", ("contacts/", "document/"))
def test_comment_far_below_leaves_one_where_it_was_begun(
    open_browser: Any, real_document: dict[str, Any], width: int, part: str
) -> None:
    cast = district.make()
    apply(cast.plan, parse(real_document))
    if part == "document/":
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    contact = Contact.objects.live().filter(plan=cast.plan).first()
    assert contact is not None
    page = open_browser(width=width, height=780)
    page.context.add_init_script(path=AXE)
    sign_in(page, "lead@example.org")
    page.goto(PLAN + part)
    row = page.locator(f"[data-row='{contact.pk}']").first
    dialog = begin(page, contact)
    before = page.evaluate("scrollY")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    thread, link = page.locator("article.thread"), page.get_by_role("link", name="Go to it")
    expect(thread).to_contain_text("Is this the right person?")
    expect(page.get_by_role("status").filter(has_text="Your comment was sent.")).to_have_count(1)
    if width == 1280:
        expect(thread).to_be_focused()
        expect(link).to_be_hidden()
        return
    assert row.evaluate("(row) => row.contains(document.activeElement)")
    assert (page.evaluate("scrollY"), thread.evaluate(SEEN), link.evaluate(SEEN)) == (before, False, True)
    assert [*violations(page), *too_wide(page), *too_small(page)] == []
    link.click()
    expect(thread).to_be_focused()
    expect(link).to_be_hidden()
    expect(thread).to_be_in_viewport()
    thread.get_by_role("link", name="Contact").click()
    expect(row).to_be_in_viewport()


@pytest.mark.parametrize("press", ("click", "tap"))
def test_quick_press_on_a_row_offers_to_comment_on_it_until_one_presses_elsewhere(
    open_browser: Any, real_document: dict[str, Any], press: str
) -> None:
    cast = district.make()
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    page = open_browser(width=360, has_touch=True)
    sign_in(page, "reviewer@example.org")
    page.goto(PLAN + "document/")
    first, second = (page.locator("[data-row]").nth(number) for number in (0, 1))
    offered = page.get_by_role("button", name="Comment", exact=True)
    for row in (first, second):
        getattr(row, press)()
        page.wait_for_timeout(400)
        expect(offered).to_be_visible()
    getattr(page.get_by_role("heading", level=1), press)()
    expect(offered).to_be_hidden()


@pytest.mark.parametrize("width", (1280, 360))
def test_comment_of_an_ended_session_is_sent_after_signing_in_in_place(open_browser: Any, width: int) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan, name="Ms. Fowler")
    page = open_browser(width=width)
    sign_in(page, "lead@example.org")
    page.goto(PLAN + "contacts/")
    ready(page)
    dialog = begin(page, contact)
    end_sessions(cast.lead)
    dialog.get_by_role("button", name="Comment", exact=True).click()
    password = page.get_by_role("dialog", name="Sign in again").get_by_label("Password")
    expect(password).to_be_focused()
    # Whoever does not want to now finds what was typed, and a second try does not send it twice.
    page.get_by_role("button", name="Not now").click()
    expect(dialog.get_by_role("alert")).to_contain_text("You are signed out. What you wrote stays here")
    expect(dialog.get_by_label("Your comment")).to_have_value("Is this the right person?")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    password.fill(district.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("article.thread")).to_contain_text("Is this the right person?")
    expect(dialog).to_be_hidden()
    assert [each.author for each in Comment.objects.all()] == [cast.lead]


def test_page_that_is_read_says_that_the_session_is_over(page: Any) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan, name="Ms. Fowler")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    sign_in(page, "lead@example.org")
    page.goto(PLAN + "document/")
    dialog = begin(page, contact)
    end_sessions(cast.lead)
    send = dialog.get_by_role("button", name="Comment", exact=True)
    send.click()
    expect(dialog.get_by_role("alert")).to_contain_text("sign in in another tab, then send it again")
    other = page.context.new_page()
    sign_in(other, "contributor@example.org")
    send.click()
    expect(dialog.get_by_role("alert")).to_contain_text("Kristina Turley is signed in here now")
    assert not Comment.objects.exists()
    other.goto("/accounts/logout/")
    other.locator("main form button[type=submit]").click()
    sign_in(other, "lead@example.org")
    expect(dialog.get_by_label("Your comment")).to_have_value("Is this the right person?")
    send.click()
    expect(page.locator("article.thread")).to_contain_text("Is this the right person?")
    assert [each.author for each in Comment.objects.all()] == [cast.lead]


def begin(page: Any, contact: Contact) -> Any:
    """Begin a comment on a contact, and return the dialogue."""
    row = page.locator(f"[data-row='{contact.pk}']").first
    if row.evaluate("(row) => row.matches('form')"):
        row.get_by_label("Name").click()
        page.keyboard.press("Control+A")
    else:
        row.click()
    page.get_by_role("button", name="Comment", exact=True).click()
    dialog = page.locator("#comment-dialog")
    dialog.get_by_label("Your comment").fill("Is this the right person?")
    return dialog


def marked(page: Any) -> list[str]:
    """Return the words that the page marks as quoted."""
    return page.evaluate("[...CSS.highlights.get('comment')].map(String).filter(Boolean)")
