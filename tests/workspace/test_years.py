"""The year menu: home shows a person's plans of one year, and a plan's pages lead to its department's other years."""

import datetime

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from plans import lifecycle
from plans.models import PlanningCycle, ReviewerAssignment
from tests import district
from tests.conftest import signed_in

PLAN = "/plans/2020-21/instructional-services/"


@pytest.fixture
def earlier(cast: district.Cast) -> PlanningCycle:
    """The year before, with a plan of the lead's department."""
    year = PlanningCycle.objects.create(
        label="2019-20", opens=datetime.date(2019, 8, 5), due_date=datetime.date(2019, 10, 7)
    )
    lifecycle.start_plans(year, [cast.department])
    return year


def cards(client: Client, query: str) -> list[tuple[str, str]]:
    """Return year and department of each card on the home page."""
    shown = [card["plan"] for card in client.get(f"/{query}").context["cards"]]
    return [(plan.cycle.label, plan.department.name) for plan in shown]


@pytest.mark.parametrize(
    ("query", "year", "other"),
    [
        ("", "2020-21", "2019-20"),
        ("?cycle=2019-20", "2019-20", "2020-21"),
        ("?cycle=1999-00", "2020-21", "2019-20"),
    ],
)
def test_home_shows_one_year_and_leads_to_the_others(
    query: str, year: str, other: str, earlier: PlanningCycle, lead_client: Client
) -> None:
    assert cards(lead_client, query) == [(year, "Instructional Services")]
    context = lead_client.get(f"/{query}").context
    assert [plan.cycle.label for plan in context["others"]] == [other]
    assert (context["cycle_label"], context["cycle_choices"]) == (
        year,
        [("2020-21", "?cycle=2020-21"), ("2019-20", "?cycle=2019-20")],
    )


@pytest.mark.parametrize(("page", "same"), [("goals/", "goals/"), ("preview/", ""), ("connections/", "connections/")])
def test_page_of_a_plan_leads_to_the_same_page_of_other_years(
    page: str, same: str, earlier: PlanningCycle, lead_client: Client
) -> None:
    offered = lead_client.get(PLAN + page).context["cycle_choices"]
    assert offered == [(year, f"/plans/{year}/instructional-services/{same}") for year in ("2020-21", "2019-20")]
    assert lead_client.get(offered[1][1], follow=True).status_code == 200


def test_only_year_there_is_has_no_menu(lead_client: Client) -> None:
    assert lead_client.get("/").context["cycle_choices"] == []
    assert lead_client.get(PLAN + "goals/").context["cycle_choices"] == []


def test_reviewer_is_offered_the_years_they_review(cast: district.Cast, earlier: PlanningCycle) -> None:
    def years() -> list[str]:
        context = signed_in(cast.reviewer).get(PLAN + "connections/").context
        return [year for year, _address in context["cycle_choices"]]

    assert years() == []
    ReviewerAssignment.objects.create(cycle=earlier, person=cast.reviewer)
    assert years() == ["2020-21", "2019-20"]


def test_admin_lists_every_table_once_with_the_year_first(cast: district.Cast) -> None:
    request = RequestFactory().get("/admin/")
    request.user = cast.admin
    groups = admin.site.get_app_list(request)
    listed = [table["model"] for group in groups for table in group["models"]]
    assert [str(group["name"]) for group in groups[:3]] == ["The year", "Departments", "People"]
    assert listed[0] is PlanningCycle
    assert (len(listed), set(listed)) == (len(admin.site._registry), set(admin.site._registry))
