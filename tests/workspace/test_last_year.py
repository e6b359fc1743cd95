"""Starting from an earlier year's plan: what is offered, taken, adapted and left, and what the plan says of it afterwards."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.models import Action, Goal
from metrics.models import Measurement, Metric, Target
from plans import lifecycle, trail_words
from plans.models import (
    BudgetLine,
    Contact,
    Department,
    FormReading,
    Membership,
    Plan,
    PlanningCycle,
    PlanPart,
    PlanText,
    ReadingState,
    Role,
    Succession,
    SuccessionKind,
)
from plans.opening import Change, open_cycle, proposed
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from pusdplans.workspace.earlier_plans import sources_of
from tests import district
from tests.conftest import signed_in
from tests.workspace.word_forms import sent_by

NEXT = "/plans/2021-22/instructional-services/"
METRIC = "00000000-0000-4000-8000-000000000001"


def fill(plan: Plan, *, by: Any, reviewer: Any, word: str = "Engagement") -> None:
    """Write, submit and approve a plan."""
    action = {"additional_resources": True, "estimated_cost": "40000"}
    goal = {
        "statement": f"<p>{word}</p>",
        "metrics": [{"id": METRIC, "text": "<p>Suspensions</p>", "unit": "%"}],
        "targets": [{"text": "<p>Fewer</p>", "metric": METRIC, "baseline": "5%"}],
        "actions": [{"text": "Train counselors", **action}, {"text": "Meet families"}],
    }
    values = {"cycle": "2020-21", "division": "Academics", "department": plan.department.name}
    values |= {"purpose": "<p>We serve.</p>", "contacts": [{"name": "Ana Ruiz"}, {"name": "Ben Cole"}]}
    lines = [{"description": "Books", "amount": "900"}]
    apply(plan, parse(values | {"goals": [goal, {"statement": "<p>Equity</p>"}], "budget": {"lines": lines}}), by=by)
    submit_plan(plan, by=by, in_spite_of_gaps=True)
    lifecycle.approve(plan, by=reviewer)


def open_next(cast: district.Cast, **changes: Change) -> PlanningCycle:
    """Approve the plan of 2020-21 and open 2021-22."""
    fill(cast.plan, by=cast.lead, reviewer=cast.reviewer)
    found = {each.name.split()[0].lower(): each for each in Department.objects.all()}
    return open_cycle(
        proposed(cast.cycle),
        reviewers=cast.cycle.reviewers.all(),
        changes={found[name]: change for name, change in changes.items()},
        by=cast.admin,
    )


@pytest.fixture
def next_year(cast: district.Cast) -> PlanningCycle:
    """2021-22, in which every department goes on."""
    return open_next(cast)


def laid_out(client: Client, place: str = NEXT) -> str:
    """Press "Start from 2020-21". Returns the address of what is laid out."""
    page = client.get(f"{place}last-year/")
    (source,) = page.context["sources"]
    answer = client.post(f"{place}last-year/", {"source": source.submission})
    assert answer.status_code == 302
    return str(answer.url)


def words(rows: Any, field: str = "text") -> list[str]:
    """Return what living rows of 2021-22 say, in order."""
    place = (
        {"goal__plan__cycle__label": "2021-22"}
        if rows in (Action, Metric, Target)
        else {"plan__cycle__label": "2021-22"}
    )
    return [getattr(each, field) for each in rows.objects.live().filter(**place)]


def test_default_takes_what_a_plan_keeps_and_asks_the_years_own_things_anew(
    cast: district.Cast, next_year: PlanningCycle, lead_client: Client
) -> None:
    metric = Metric.objects.get()
    for day, value, group in ((3, "4.2", ""), (9, "3.9", "Foster youth"), (1, "4.8", "")):
        on = datetime.date(2021, 5, day)
        Measurement.objects.create(metric=metric, measured_on=on, value=Decimal(value), student_group=group)
    assert b"Start from 2020-21" in lead_client.get("/?cycle=2021-22").content
    address = laid_out(lead_client)
    page = lead_client.get(address).content.decode()
    sent = sent_by(page) | {"goals-0-actions-1.place": "finished", "goals-1.place": "out"}
    answer = lead_client.post(address, sent | {"contacts-1.name": "Ben Cole, Ed.D.", "act": "apply"}, follow=True)
    assert "1 finished action stayed behind" in answer.content.decode()
    assert words(Contact, "name") == ["Ana Ruiz", "Ben Cole, Ed.D."]
    assert (words(Goal, "statement"), words(Action)) == (["<p>Engagement</p>"], ["Train counselors"])
    assert words(Target, "baseline") == ["4.2% (May 3, 2021)"]
    action = Action.objects.get(goal__plan__cycle=next_year)
    assert (action.additional_resources, action.estimated_cost) == (None, None)
    (line,) = BudgetLine.objects.filter(plan__cycle=next_year)
    assert (line.description, line.amount) == ("Train counselors", Decimal("40000.00"))
    plan = Plan.objects.get(cycle=next_year, department=cast.department)
    assert plan.carried_from == "2020-21"
    assert PlanText.objects.get(plan=plan, part=PlanPart.PURPOSE).text == "<p>We serve.</p>"
    assert FormReading.objects.get().state == ReadingState.APPLIED
    told = [trail_words.sentence(each) for each in plan.events.filter(kind__in=("laid-out", "loaded"))]
    assert sorted(told) == [f"laid “{cast.plan}” out to start from", f"started from “{cast.plan}”"]
    assert b"Start from 2020-21" not in lead_client.get("/?cycle=2021-22").content


def said(client: Client, page: str) -> list[str]:
    """Return what a page says of where its rows come from."""
    found = re.findall(r'<span class="origin is-[a-z]+">([^<]*)</span>', client.get(NEXT + page).content.decode())
    return [each for each in found if each]


def test_rows_say_that_they_were_carried_changed_or_are_new(
    cast: district.Cast, next_year: PlanningCycle, lead_client: Client
) -> None:
    assert said(lead_client, "contacts/") == []
    address = laid_out(lead_client)
    sent = sent_by(lead_client.get(address).content.decode()) | {"contacts-1.name": "Somebody", "act": "apply"}
    lead_client.post(address, sent)
    plan = Plan.objects.get(cycle=next_year, department=cast.department)
    Contact.objects.create(plan=plan, position=9, name="New")
    was, changed = "carried from 2020-21", "carried from 2020-21, changed"
    assert said(lead_client, "contacts/") == [was, changed, "new"]
    assert said(lead_client, "goals/") == [was, was, was, was]
    Goal.objects.filter(plan=plan, statement="<p>Equity</p>").update(statement="<p>Justice</p>")
    assert said(lead_client, "goals/") == [was, was, was, changed]
    assert said(lead_client, "budget/") == ["proposed from an action of 2020-21"]
    for page in ("preview/", "check/"):
        found = said(lead_client, page)
        assert (found.count("new"), found.count(changed)) == (1, 2)
    submit_plan(Plan.objects.with_place().get(pk=plan.pk), by=cast.lead, in_spite_of_gaps=True)
    reviewer, read = signed_in(cast.reviewer), f"{NEXT}document/"
    assert b"carried from 2020-21, changed" in reviewer.get(read).content
    with CaptureQueriesContext(connection) as captured:
        reviewer.get(read)
    assert len(captured) <= 5


def test_text_that_is_there_stays_unless_somebody_says_otherwise(
    cast: district.Cast, next_year: PlanningCycle, lead_client: Client
) -> None:
    plan = Plan.objects.get(cycle=next_year, department=cast.department)
    Contact.objects.create(plan=plan, name="Already here")
    address = laid_out(lead_client)
    sent = sent_by(lead_client.get(address).content.decode())
    assert sent["part-contacts"] == "keep"
    lead_client.post(address, sent | {"part-contacts": "add", "act": "apply"})
    assert words(Contact, "name") == ["Already here", "Ana Ruiz", "Ben Cole"]
    assert words(Goal, "statement") == ["<p>Engagement</p>", "<p>Equity</p>"]


def test_alignment_that_is_not_in_force_any_more_stays_behind(cast: district.Cast, lead_client: Client) -> None:
    goal = Goal.objects.create(plan=cast.plan, statement="<p>Aligned</p>")
    for entry in goal.alignments.model.objects.filter(code__in="12").order_by("code"):
        goal.alignments.add(entry)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    entry.framework.last_year = 2020
    entry.framework.save()
    open_cycle(proposed(cast.cycle), by=cast.admin)
    address = laid_out(lead_client)
    page = lead_client.get(address).content.decode()
    assert "It is not in force any more." in page
    lead_client.post(address, sent_by(page) | {"act": "apply"})
    assert not Goal.objects.get(plan__cycle__label="2021-22").alignments.exists()


def test_who_may_start_from_an_earlier_plan(cast: district.Cast, next_year: PlanningCycle) -> None:
    wanted = {"lead": 200, "contributor": 200, "viewer": 403, "reviewer": 403, "admin": 403, "other_lead": 404}
    got = {name: signed_in(person).get(f"{NEXT}last-year/").status_code for name, person in cast.people().items()}
    assert got == wanted


def test_department_without_an_earlier_plan_is_told_so(cast: district.Cast, next_year: PlanningCycle) -> None:
    client = signed_in(cast.other_lead)
    page = client.get("/plans/2021-22/special-education/last-year/").content
    assert b"there is nothing to start from yet" in page
    assert b"Start from 2020-21" not in client.get("/?cycle=2021-22").content
    answer = client.post("/plans/2021-22/special-education/last-year/", {"source": "1"})
    assert (answer.status_code, FormReading.objects.count()) == (302, 0)


def test_successor_starts_from_and_reads_what_it_carries_on(cast: district.Cast) -> None:
    cycle = open_next(cast, instructional=Change(SuccessionKind.RENAMED, ("Academic Services",)))
    person = cast.viewer.__class__.objects.create_user("new-lead@example.org", district.PASSWORD, name="New Lead")
    old = "/plans/2020-21/instructional-services/"
    client = signed_in(person)
    assert client.get(f"{old}document/").status_code == 404
    Membership.objects.create(
        person=person, department=Department.objects.get(name="Academic Services"), role=Role.LEAD
    )
    page = client.get(f"{old}document/")
    assert (page.status_code, b"was renamed to Academic Services in 2021-22" in page.content) == (200, True)
    assert client.get(f"{old}check/").status_code == 403
    assert client.get(f"{old}last-year/").status_code == 403
    new = f"/plans/{cycle.label}/academic-services/"
    offered = client.get(f"{new}contacts/").context["cycle_choices"]
    assert offered == [("2021-22", f"{new}contacts/"), ("2020-21 · Instructional Services", f"{old}contacts/")]
    assert [str(each) for each in client.get("/?cycle=2021-22").context["others"]] == ["Instructional Services 2020-21"]
    lead = signed_in(cast.lead)
    lead.post(laid_out(lead, new), {"act": "apply"})
    assert words(Contact, "name") == ["Ana Ruiz", "Ben Cole"]
    assert (
        Contact.objects.get(plan__cycle=cycle, name="Ana Ruiz").carried_from["department"] == "instructional-services"
    )


def test_department_split_off_reads_no_later_plan_of_where_it_comes_from(cast: district.Cast) -> None:
    split = ("Instructional Services", "College and Career")
    cycle = open_next(cast, instructional=Change(SuccessionKind.SPLIT, split))
    Membership.objects.filter(department=cast.department).delete()
    client = signed_in(cast.lead)
    assert client.get("/plans/2020-21/instructional-services/document/").status_code == 200
    assert client.get(f"/plans/{cycle.label}/instructional-services/document/").status_code == 404


def test_merged_department_is_offered_every_plan_it_carries_on(cast: district.Cast) -> None:
    fill(cast.other_plan, by=cast.other_lead, reviewer=cast.reviewer, word="Access")
    cycle = open_next(cast, instructional=Change(SuccessionKind.MERGED, ("Special Education",)))
    plan = Plan.objects.get(cycle=cycle)
    assert [each.name for each in sources_of([plan])[plan.pk]] == [
        "Special Education 2020-21",
        "Instructional Services 2020-21",
    ]
    client, place = signed_in(cast.lead), f"/plans/{cycle.label}/special-education/last-year/"
    for source in sources_of([plan])[plan.pk]:
        address = client.post(place, {"source": source.submission}).url
        sent = sent_by(client.get(address).content.decode())
        client.post(address, sent | {"part-goals": "add", "act": "apply"})
    assert words(Goal, "statement") == ["<p>Access</p>", "<p>Equity</p>", "<p>Engagement</p>", "<p>Equity</p>"]
    later = open_cycle(proposed(cycle), by=cast.admin)
    submit_plan(Plan.objects.with_place().get(pk=plan.pk), by=cast.lead, in_spite_of_gaps=True)
    following = Plan.objects.get(cycle=later)
    assert [each.name for each in sources_of([following])[following.pk]] == ["Special Education 2021-22"]


def test_offering_takes_as_many_statements_with_many_successions(
    cast: district.Cast, next_year: PlanningCycle, lead_client: Client
) -> None:
    def count() -> int:
        lead_client.get(f"{NEXT}last-year/")
        with CaptureQueriesContext(connection) as captured:
            lead_client.get(f"{NEXT}last-year/")
        return len(captured)

    def add(start: int, end: int) -> None:
        for number in range(start, end):
            before = Department.objects.create(
                division=cast.department.division, name=f"Old {number}", slug=f"old-{number}"
            )
            Succession.objects.create(before=before, after=cast.department, kind=SuccessionKind.MERGED, cycle=next_year)

    add(0, 2)
    few = count()
    add(2, 12)
    assert count() == few
