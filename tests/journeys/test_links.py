"""Linking a goal in a browser: only the links are drawn anew, and what is typed beside them stays."""

from typing import Any

import pytest
from playwright.sync_api import expect

from goals.models import Alignment, Goal
from tests import district
from tests.browser import ready, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_goal_is_aligned_in_place_by_keyboard(page: Any) -> None:
    cast = district.make()
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Engagement</p>")
    sign_in(page, "lead@example.org")
    page.goto("/plans/2020-21/instructional-services/goals/")
    ready(page)
    writing(page, "Goal").focus()
    page.keyboard.type("More ")
    page.get_by_label("Entry of a plan of the district").select_option("LCAP 2 · Entry 2")
    page.get_by_role("button", name="Add what this goal is aligned to").press("Enter")
    expect(page.locator(".chip-text")).to_have_text(["LCAP 2"])
    expect(page.get_by_label("Entry of a plan of the district")).to_be_focused()
    expect(writing(page, "Goal")).to_have_text("More Engagement")
    expect(page.locator("#save-status[data-mood=saved]")).to_contain_text("Saved")
    page.get_by_role("button", name="Remove LCAP 2").press("Enter")
    expect(page.locator(".chip-text")).to_have_count(0)
    goal.refresh_from_db()
    assert goal.statement == "<p>More Engagement</p>"
    assert not Alignment.objects.exists()


def test_link_that_cannot_be_set_says_so_beside_it(page: Any) -> None:
    cast = district.make()
    Goal.objects.create(plan=cast.plan)
    sign_in(page, "lead@example.org")
    page.goto("/plans/2020-21/instructional-services/goals/")
    ready(page)
    page.get_by_role("button", name="Add a service that carries this goal").click()
    expect(page.locator(".goal-links .row-status")).to_have_text(
        "Choose what to add first: the list has what can be linked."
    )
