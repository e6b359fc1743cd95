"""In a browser: a link from the check list lands in the very field, and who types at once loses nothing."""

from typing import Any

import pytest
from playwright.sync_api import expect

from goals.models import Action, Goal
from plans.models import Position
from tests import district
from tests.browser import ready, saved, sign_in
from tests.workspace.test_last_year_lines import open_with_outlines

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Each senior defends a portfolio."
LATE_PICTURE = """
document.addEventListener("readystatechange", () => {
  if (document.readyState === "interactive") document.body.append(Object.assign(new Image(), { src: "/late.png" }));
});
"""


def test_what_is_typed_while_the_page_still_loads_is_all_there(page: Any) -> None:
    goal = Goal.objects.create(plan=district.make().plan)
    sign_in(page, "lead@example.org")
    page.goto("/plans/2020-21/instructional-services/check/")
    # A picture is still on its way when the browser takes the focus to the address's target.
    late: list[Any] = []
    page.route("**/late.png", lambda route: late.append(route))
    page.add_init_script(LATE_PICTURE)
    page.get_by_role("link", name="Goal 1 names no outcomes (B).").click(no_wait_after=True)
    ready(page)
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    page.keyboard.type(TEXT)
    assert page.evaluate("document.readyState") == "interactive"
    late[0].fulfill(status=204)
    saved(page)
    expect(page.locator(":focus")).to_have_text(TEXT)
    goal.refresh_from_db()
    assert goal.outcomes == f"<p>{TEXT}</p>"


def open_without(page: Any, path: str, script: str) -> list[Any]:
    """Open a page whose script is still on its way; returns where the request for it comes in."""
    sign_in(page, "lead@example.org")
    held: list[Any] = []
    page.route(f"**/js/{script}", lambda route: held.append(route))
    page.goto(path, wait_until="commit")
    return held


def test_what_is_chosen_before_the_script_is_there_is_saved(page: Any) -> None:
    cast = district.make()
    action = Action.objects.create(goal=Goal.objects.create(plan=cast.plan), text="Visit")
    held = open_without(page, "/plans/2020-21/instructional-services/actions/", "workspace.js")
    page.locator(f"[data-row='{action.pk}'] select[name=additional_resources]").select_option("true")
    held[0].continue_()
    saved(page)
    action.refresh_from_db()
    assert action.additional_resources is True


def test_head_that_is_chosen_before_the_script_is_there_is_saved(page: Any) -> None:
    cast = district.make()
    head, other, one = (Position.objects.create(plan=cast.plan, position=n, title=f"Title {n}") for n in range(3))
    Position.objects.filter(pk=one.pk).update(reports_to=head)
    held = open_without(page, "/plans/2020-21/instructional-services/organizational-chart/", "workspace.js")
    choice = page.locator(f"#reports_to-{one.pk}")
    choice.select_option(str(other.pk))
    held[0].continue_()
    saved(page)
    one.refresh_from_db()
    assert (one.reports_to_id, choice.input_value()) == (other.pk, str(other.pk))


def test_line_that_is_left_before_the_script_is_there_stays_left(page: Any) -> None:
    open_with_outlines(district.make())
    sign_in(page, "lead@example.org")
    page.goto("/plans/2021-22/instructional-services/last-year/")
    held: list[Any] = []
    page.route("**/js/word_form.js", lambda route: held.append(route))
    page.get_by_role("button", name="Start from 2020-21").click(no_wait_after=True)
    group = page.locator("#piece-services-0")
    group.get_by_text("Line by line").click()
    group.get_by_role("checkbox", name="Take over: Of principals").uncheck()
    held[0].continue_()
    expect(page.locator("#save-status")).to_contain_text("Kept")
    page.unroute("**/js/word_form.js")
    page.reload()
    expect(group.get_by_role("checkbox", name="Take over: Of principals")).not_to_be_checked()
