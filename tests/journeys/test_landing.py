"""In a browser: a link from the check list lands in the very field, and who types at once loses nothing."""

from typing import Any

import pytest
from playwright.sync_api import expect

from goals.models import Goal
from tests import district
from tests.browser import ready, saved, sign_in

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
