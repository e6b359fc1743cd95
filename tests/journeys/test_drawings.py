"""Drawings follow what is typed, and what they say is missing leads to its field."""

from typing import Any

import pytest
from playwright.sync_api import expect

from goals.models import Goal
from metrics.models import Target
from plans.models import Position
from tests import district
from tests.browser import ready, saved, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"


def open_roster(page: Any) -> None:
    """Sign in, and open the organizational chart."""
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}organizational-chart/")
    ready(page)


def test_the_chart_follows_the_roster_while_it_is_typed(page: Any) -> None:
    cast = district.make()
    Position.objects.create(plan=cast.plan, staff_member="Julianne S. Reynoso", title="Superintendent", fte="1")
    open_roster(page)
    expect(page.locator(".org-chart-words")).to_have_text("1 position, 1.00 FTE. None is vacant.")
    page.get_by_role("button", name="+ Position").click()
    title = page.get_by_label("Title").nth(1)
    title.fill("Coordinator")
    expect(page.locator("svg.diagram text", has_text="Coordinator")).to_have_count(1)
    expect(page.locator(".org-chart-words")).to_have_text("2 positions, 1.00 FTE. 1 of them vacant, 0.00 FTE.")
    expect(title).to_be_focused()
    expect(title).to_have_value("Coordinator")
    expect(page.locator("svg.diagram path.edge")).to_have_attribute("d", "")
    page.get_by_label("Reports to").nth(1).select_option(label="Julianne S. Reynoso, Superintendent")
    saved(page)
    expect(page.locator("svg.diagram path.edge")).not_to_have_attribute("d", "")
    report = Position.objects.get(title="Coordinator")
    assert report.reports_to == Position.objects.get(title="Superintendent")


def test_every_position_on_the_page_can_be_reported_to(page: Any) -> None:
    cast = district.make()
    for position, title in enumerate(("First", "Second")):
        Position.objects.create(plan=cast.plan, title=title, position=position)
    open_roster(page)
    offered = page.get_by_label("Reports to").first.locator("option")
    expect(offered).to_have_text(["Nobody in this department", "Vacant, Second"])
    page.get_by_role("button", name="+ Position").click()
    page.get_by_label("Title").nth(2).fill("Third")
    saved(page)
    expect(offered).to_have_text(["Nobody in this department", "Vacant, Second", "Vacant, Third"])
    page.get_by_label("Title").nth(1).focus()
    page.get_by_role("button", name="Delete this position").nth(1).click()
    expect(offered).to_have_text(["Nobody in this department", "Vacant, Third"])


def test_a_loop_is_refused_beside_the_field_with_its_names(page: Any) -> None:
    cast = district.make()
    head = Position.objects.create(plan=cast.plan, staff_member="Ana", title="Director")
    middle = Position.objects.create(
        plan=cast.plan, staff_member="Ben", title="Coordinator", reports_to=head, position=1
    )
    Position.objects.create(plan=cast.plan, staff_member="Carla", title="Analyst", reports_to=middle, position=2)
    open_roster(page)
    page.get_by_label("Reports to").first.select_option(label="Carla, Analyst")
    field = page.locator(".field", has=page.locator(f"#reports_to-{head.id}"))
    expect(field.locator(".field-error")).to_have_text(
        "This would go round in a circle: Ana, Director → Carla, Analyst → Ben, Coordinator → Ana, Director. "
        "Choose somebody outside it."
    )
    head.refresh_from_db()
    assert head.reports_to is None


def test_a_gap_leads_to_its_very_field(page: Any) -> None:
    cast = district.make()
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Engagement</p>")
    target = Target.objects.create(goal=goal, text="<p>95%</p>")
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}connections/")
    fields = {
        "A target of goal 1 has no baseline (D): “95%”": f"#baseline-{target.id}",
        "Goal 1 is for nobody yet: name its audience (B).": f".rich:has(#audience-{goal.id}) .ProseMirror",
        "Goal 1 names no service that carries it.": f"#service-{goal.id}",
        "Goal 1 has no action (E).": f"#add-action-{goal.id}",
    }
    for words, field in fields.items():
        page.get_by_role("link", name=words).click()
        ready(page)
        expect(page.locator(field)).to_be_focused()
        page.goto(f"{PLAN}connections/")


def test_on_a_phone_the_table_stands_open_and_nothing_overflows(phone: Any, page: Any) -> None:
    cast = district.make()
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Engagement</p>", audience="<p>Counselors</p>")
    Target.objects.create(goal=goal, text="<p>95%</p>")
    for window, is_open in ((phone, True), (page, False)):
        sign_in(window, "lead@example.org")
        window.goto(f"{PLAN}connections/")
        expect(window.locator(".chain-table td", has_text="Counselors")).to_be_visible(visible=is_open)
        assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True
