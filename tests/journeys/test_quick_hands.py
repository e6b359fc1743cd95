"""In a browser: whoever is quicker than the page or its server loses nothing, and the page says what is so."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from goals.models import Goal
from plans import commenting
from plans.commenting import Where
from plans.models import BudgetLine, CommentThread, Contact, Position, Service
from tests import district
from tests.browser import ready, saved, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/plans/2020-21/instructional-services/"


def open_part(page: Any, name: str) -> None:
    """Sign in, and open a part of the plan."""
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}{name}/")
    ready(page)


def slowly(page: Any, path: str, seconds: float = 0.6) -> None:
    """Let requests to a path take long."""

    def wait(route: Any) -> None:
        time.sleep(seconds)
        route.continue_()

    page.route(path, wait)


def test_words_typed_while_a_line_is_on_its_way_belong_into_it(page: Any) -> None:
    cast = district.make()
    Service.objects.create(plan=cast.plan)
    open_part(page, "services")
    slowly(page, "**/add/")
    writing(page, "Service").first.click()
    page.keyboard.type("alpha\nbeta\ngamma and more", delay=30)
    expect(page.locator("form[data-row] .ProseMirror")).to_have_text(["alpha", "beta", "gamma and more"])
    saved(page)
    assert [each.text for each in Service.objects.order_by("position")] == ["alpha", "beta", "gamma and more"]


def test_head_that_was_taken_away_stays_away_when_a_position_is_added(page: Any) -> None:
    cast = district.make()
    head = Position.objects.create(plan=cast.plan, position=0, title="Head")
    one = Position.objects.create(plan=cast.plan, position=1, title="One", reports_to=head)
    open_part(page, "organizational-chart")
    page.locator(f"#reports_to-{one.pk}").select_option("")
    saved(page)
    page.get_by_role("button", name="Position").last.click()
    expect(page.locator("form[data-kind=position]")).to_have_count(3)
    page.locator(f"#title-{one.pk}").fill("Number one")
    saved(page)
    one.refresh_from_db()
    assert (one.title, one.reports_to) == ("Number one", None)


def test_button_pressed_before_the_script_is_there_waits_for_it(page: Any) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan)
    sign_in(page, "lead@example.org")
    held: list[Any] = []
    page.route("**/js/workspace.js", lambda route: held.append(route))
    page.goto(f"{PLAN}contacts/", wait_until="commit")
    page.get_by_label("Name").fill("Ana Ruiz")
    page.get_by_role("button", name="Contact").last.click(no_wait_after=True)
    held[0].continue_()
    expect(page.locator("form[data-kind=contact]")).to_have_count(2)
    saved(page)
    contact.refresh_from_db()
    assert contact.name == "Ana Ruiz"


def test_comment_sent_twice_is_there_once(page: Any) -> None:
    cast = district.make()
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Leaders grow</p>")
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}document/")
    slowly(page, "**/comments/new/")
    page.locator(f"[data-row='{goal.pk}']").first.click()
    page.locator("#comment-button").click()
    dialog = page.locator("#comment-dialog")
    dialog.locator("textarea").fill("Which sites?")
    dialog.get_by_role("button", name="Comment").dblclick()
    expect(page.locator("[data-threads] .thread")).to_have_count(1)
    page.wait_for_timeout(900)
    assert CommentThread.objects.count() == 1


def test_saved_is_not_said_while_something_is_wrong_elsewhere(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, position=0)
    Contact.objects.create(plan=cast.plan, position=1)
    open_part(page, "contacts")
    page.get_by_label("E-mail").first.fill("no address")
    expect(page.locator("#save-status")).to_have_text("Saved, except what is marked.")
    page.get_by_label("Name").last.fill("Dee")
    expect(page.locator("form[data-row]").last.locator("[name=revision]")).not_to_have_value("1")
    expect(page.locator("#save-status")).to_have_text("Saved, except what is marked.")
    page.get_by_label("E-mail").first.fill("ana@pusd.us")
    saved(page)


def test_amounts_are_read_as_people_write_them_and_a_wrong_one_is_marked(page: Any) -> None:
    line = BudgetLine.objects.create(plan=district.make().plan)
    open_part(page, "budget")
    amount = page.get_by_label("Amount")
    amount.fill("-5")
    expect(page.locator("form[data-row] .field-error")).to_contain_text("An amount is a number of dollars from 0")
    amount.fill("$40,000")
    saved(page)
    line.refresh_from_db()
    assert line.amount == 40_000


def test_comment_that_was_begun_is_not_left_without_a_question(page: Any) -> None:
    cast = district.make()
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Leaders grow</p>")
    at = Where("goals", goal.id, "goal", goal.statement, "Leaders")
    commenting.start(cast.plan, at, "Which sites?", by=cast.contributor, asked_in=1, link="")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}document/")
    page.get_by_text("Reply").first.click()
    page.locator("[data-thread-form] textarea:visible").last.fill("All of them")
    page.get_by_role("link", name="Contacts").first.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("[data-thread-form] textarea:visible").last).to_have_value("All of them")
