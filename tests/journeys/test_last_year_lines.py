"""Lines of an outline are taken, adapted and left one by one when a plan starts from last year's, with scripts and without."""

from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Service
from tests import district
from tests.browser import sign_in
from tests.workspace.test_last_year_lines import open_with_outlines, outline

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_group_is_taken_without_one_line_and_with_another_adapted(open_browser: Any, scripts: bool) -> None:
    open_with_outlines(district.make())
    page = open_browser(width=1280 if scripts else 360, java_script_enabled=scripts)
    sign_in(page, "lead@example.org")
    page.goto("/plans/2021-22/instructional-services/last-year/")
    page.get_by_role("button", name="Start from 2020-21").click()
    group = page.locator("#piece-services-0")
    group.get_by_text("Line by line").click()
    group.get_by_role("checkbox", name="Take over: Of principals").uncheck()
    if scripts:
        expect(page.locator("#save-status")).to_contain_text("Kept")
        page.reload()
        expect(group.get_by_role("checkbox", name="Take over: Of principals")).not_to_be_checked()
        expect(group.get_by_role("checkbox", name="Take over: Coaching")).to_be_checked()
    group.get_by_role("textbox", name="Text of: Of teachers").fill("Of new teachers")
    page.get_by_role("button", name="Take it into the plan of 2021-22").click()
    expect(page.get_by_text("1 line of what came in was left out")).to_be_visible()
    assert outline(Service) == [
        (0, "Support schools", "carried"),
        (1, "Coaching", "carried"),
        (2, "Of new teachers", "changed"),
        (1, "Data", "carried"),
        (0, "Assess", "carried"),
    ]
