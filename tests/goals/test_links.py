"""Links of a goal to framework entries and services: set in place, one by one, only to what there is."""

import uuid
from typing import Any

import pytest
from django.test import Client

from goals.models import Alignment, Framework, FrameworkGoal, Goal, GoalService
from plans.models import Plan, Service, Status
from pusdplans.document.collect import collect
from tests import district

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def goal(plan: Plan) -> Goal:
    """A goal of the lead's plan."""
    return Goal.objects.create(plan=plan, statement="<p>Engagement</p>")


@pytest.fixture
def service(plan: Plan) -> Service:
    """A service of the lead's plan."""
    return Service.objects.create(plan=plan, text="Supervise <strong>22</strong> sites")


def address(goal: Goal) -> str:
    """Return where links of the goal are set."""
    return f"/plans/2020-21/instructional-services/goals/{goal.id}/links/"


def test_a_goal_is_aligned_and_the_link_taken_away_again(lead_client: Client, plan: Plan, goal: Goal) -> None:
    entry = FrameworkGoal.objects.get(code="2")
    values = {"link": "alignment", "to": entry.pk, "act": "add"}
    answer = lead_client.post(address(goal), values, headers=FETCH)
    assert answer.status_code == 200
    assert "LCAP 2" in answer.json()["html"]
    assert [(each.framework, each.code) for each in collect(plan).goals[0].alignments] == [("LCAP", "2")]
    for _twice in range(2):
        lead_client.post(address(goal), values | {"act": "remove"}, headers=FETCH)
    assert collect(plan).goals[0].alignments == ()


def test_without_scripts_the_page_comes_back_to_the_links(lead_client: Client, goal: Goal, service: Service) -> None:
    answer = lead_client.post(address(goal), {"link": "service", "to": service.id, "act": "add"})
    assert answer.url == f"/plans/2020-21/instructional-services/goals/#links-{goal.id}"
    page = lead_client.get("/plans/2020-21/instructional-services/goals/").text
    assert f'name="to" value="{service.id}"' in page
    assert '<span class="chip-text">Supervise 22 sites</span>' in page


def test_setting_a_link_twice_is_one_link_and_keeps_the_order(lead_client: Client, goal: Goal) -> None:
    for code in ("3", "1", "3"):
        entry = FrameworkGoal.objects.get(code=code)
        lead_client.post(address(goal), {"link": "alignment", "to": entry.pk, "act": "add"}, headers=FETCH)
    links = Alignment.objects.filter(goal=goal).select_related("framework_goal")
    assert [each.framework_goal.code for each in links] == ["3", "1"]


def test_linking_leaves_the_revision_of_the_text_alone(lead_client: Client, goal: Goal, service: Service) -> None:
    lead_client.post(address(goal), {"link": "service", "to": service.id, "act": "add"}, headers=FETCH)
    saved = f"/plans/2020-21/instructional-services/rows/goal/{goal.id}/save/"
    answer = lead_client.post(saved, {"focus": "equity", "revision": goal.revision}, headers=FETCH)
    assert answer.status_code == 200


@pytest.mark.parametrize("link", ["alignment", "service"])
@pytest.mark.parametrize("to", ["", "0", "-1", "99999999999999999999", "LCAP", str(uuid.uuid4())])
def test_what_cannot_be_linked_is_refused_with_a_sentence(lead_client: Client, goal: Goal, link: str, to: str) -> None:
    answer = lead_client.post(address(goal), {"link": link, "to": to, "act": "add"}, headers=FETCH)
    assert answer.status_code == 410
    assert answer.json()["message"] == "Choose what to add first: the list has what can be linked."
    assert lead_client.post(address(goal), {"link": link, "to": to, "act": "remove"}, headers=FETCH).status_code == 200


def test_a_service_of_another_plan_or_a_deleted_one_cannot_be_linked(
    lead_client: Client, cast: district.Cast, goal: Goal, service: Service
) -> None:
    other = Service.objects.create(plan=cast.other_plan, text="Theirs")
    lead_client.post(f"/plans/2020-21/instructional-services/rows/service/{service.id}/delete/", headers=FETCH)
    for each in (other, service):
        values = {"link": "service", "to": each.id, "act": "add"}
        assert lead_client.post(address(goal), values, headers=FETCH).status_code == 410
    assert not GoalService.objects.exists()


def test_a_framework_out_of_force_is_not_offered(lead_client: Client, goal: Goal) -> None:
    old = Framework.objects.create(name="Old plan", last_year=2019)
    entry = FrameworkGoal.objects.create(framework=old, code="X", text="Gone")
    assert "Old plan X" not in lead_client.get("/plans/2020-21/instructional-services/goals/").text
    values = {"link": "alignment", "to": entry.pk, "act": "add"}
    assert lead_client.post(address(goal), values, headers=FETCH).status_code == 410


def test_a_submitted_plan_keeps_its_links(lead_client: Client, plan: Plan, goal: Goal, service: Service) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=Status.SUBMITTED)
    answer = lead_client.post(address(goal), {"link": "service", "to": service.id, "act": "add"}, headers=FETCH)
    assert (answer.status_code, answer.json()["readonly"]) == (403, True)
    assert not GoalService.objects.exists()


@pytest.mark.parametrize("values", [{}, {"link": "person", "act": "add"}, {"link": "service", "act": "burn"}])
def test_what_the_page_never_sends_is_refused(lead_client: Client, goal: Goal, values: dict[str, Any]) -> None:
    answer = lead_client.post(address(goal), values, headers=FETCH)
    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "The page is out of date: reload it, then choose again.",
    )
