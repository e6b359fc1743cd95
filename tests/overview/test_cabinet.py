"""The cabinet's page: who sees what, how late, what is asked for, which entries are served, what is missing."""

import datetime
import zoneinfo
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from goals.models import FrameworkGoal
from metrics.models import Target
from plans import lifecycle
from plans.models import Plan, PlanningCycle, ReviewerAssignment, Status
from pusdplans.document.submitting import refresh_progress, submit_plan
from tests import district
from tests.conftest import signed_in
from tests.overview.asking import page, sums

pytestmark = pytest.mark.django_db
PACIFIC = zoneinfo.ZoneInfo("America/Los_Angeles")


def test_requests_count_each_action_once_and_in_full_under_each_entry(asking: district.Cast) -> None:
    assert sums(page(signed_in(asking.reviewer))) == {
        "all": (3, Decimal("1000.35"), Decimal("1.50")),
        "departments": [("Instructional Services", Decimal("1000.35"))],
        "entries": [
            ("LCAP 1", Decimal("1000.10"), Decimal("1.50")),
            ("LCAP 2", Decimal("1000.10"), Decimal("1.50")),
            (None, Decimal("0.25"), Decimal("0.00")),
        ],
    }


def test_requests_of_all_plans_count_those_being_written(asking: district.Cast) -> None:
    assert sums(page(signed_in(asking.reviewer), "plans=all")) == {
        "all": (4, Decimal("1070.35"), Decimal("1.50")),
        "departments": [("Instructional Services", Decimal("1000.35")), ("Special Education", Decimal("70.00"))],
        "entries": [
            ("LCAP 1", Decimal("1000.10"), Decimal("1.50")),
            ("LCAP 2", Decimal("1070.10"), Decimal("1.50")),
            (None, Decimal("0.25"), Decimal("0.00")),
        ],
    }


def test_returned_plan_counts_no_more(asking: district.Cast) -> None:
    lifecycle.return_plan(asking.plan, by=asking.reviewer, reason="More")
    assert page(signed_in(asking.reviewer)).total.actions == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Instructional Services 1: 2", "Instructional Services 2: 1"]),
        ("department=special-education", []),
        ("department=special-education&plans=all", ["Special Education 1: 1"]),
        ("entry=0", ["Instructional Services 2: 1"]),
        ("entry=2&plans=all", ["Instructional Services 1: 2", "Special Education 1: 1"]),
        ("page=2", []),
        ("entry=x&page=-1&division=9", []),
    ],
)
def test_every_number_opens_its_actions(asking: district.Cast, query: str, expected: list[str]) -> None:
    entry = FrameworkGoal.objects.get(code="2").pk
    address = reverse("cabinet_requests", args=["2020-21"]) + "?" + query.replace("entry=2", f"entry={entry}")
    answer = signed_in(asking.reviewer).get(address)
    shown = answer.context["page"].things
    assert [f"{each.goal.plan.department} {each.goal.number}: {len(each.actions)}" for each in shown] == expected


def test_requests_of_an_entry_bear_its_name(asking: district.Cast) -> None:
    entry = FrameworkGoal.objects.get(code="2").pk
    page = signed_in(asking.reviewer).get(f"/district/2020-21/requests/?entry={entry}").context["page"]
    assert (page.title, [each.goal.aligned for each in page.things]) == ("LCAP 2", ["LCAP 1, LCAP 2"])


def test_action_leads_to_its_goal_in_the_document(asking: district.Cast) -> None:
    client = signed_in(asking.reviewer)
    first = asking.plan.goals.order_by("position").first()
    assert first is not None
    html = client.get(reverse("cabinet_requests", args=["2020-21"])).content.decode()
    address = reverse("read", args=["2020-21", "instructional-services"])
    assert f'href="{address}#actions-{first.pk}"' in html
    assert f'id="actions-{first.pk}"' in client.get(address).content.decode()


def test_alignment_counts_goals_and_marks_what_nobody_serves(asking: district.Cast) -> None:
    client = signed_in(asking.reviewer)
    made = page(client)
    assert [(place.name, numbers) for place, numbers in made.alignment] == [
        ("Instructional Services", [1, 1, 0]),
        ("Special Education", [0, 0, 0]),
    ]
    assert [each.name for each in made.unserved] == ["LCAP 3"]
    assert [numbers for _place, numbers in page(client, "plans=all").alignment] == [[1, 1, 0], [0, 1, 0]]
    assert client.get("/district/2020-21/").content.decode().count("Nobody serves it") == 1


def test_framework_of_other_years_has_no_column(asking: district.Cast) -> None:
    framework = FrameworkGoal.objects.get(code="1").framework
    framework.first_year = 2021
    framework.save()
    made = page(signed_in(asking.reviewer))
    # Entries that goals serve all the same are still there.
    assert [each.name for each in made.figures.entries] == ["LCAP 1", "LCAP 2"]


def test_gaps_are_said_in_sentences_that_open_the_plans(asking: district.Cast) -> None:
    for plan in (asking.plan, asking.other_plan):
        Target.objects.create(goal=plan.goals.live().first(), text="<p>More</p>")
    Plan.objects.update(status=Status.IN_PROGRESS)
    refresh_progress(asking.plan)
    client = signed_in(asking.reviewer)
    assert page(client).figures.uncounted == 1
    call_command("count_gaps", verbosity=0)
    made = page(client)
    assert made.figures.uncounted == 0
    said = {kind.slug: (sentence, plans) for kind, sentence, plans in made.gaps}
    assert said["baseline"] == ("2 targets without a baseline (D)", 2)
    assert said["target"] == ("1 goal without a target (D)", 1)
    assert said["alignment"] == ("1 goal not aligned to any plan of the district", 1)
    opened = client.get(reverse("cabinet_gap", args=["2020-21", "alignment"]))
    assert [(str(plan.department), plan.gaps) for plan in opened.context["page"].things] == [
        ("Instructional Services", 1)
    ]
    assert client.get(reverse("cabinet_gap", args=["2020-21", "nonsense"])).status_code == 404


def test_a_plan_that_was_only_looked_at_has_no_gaps_yet(asking: district.Cast) -> None:
    Plan.objects.filter(pk=asking.other_plan.pk).update(status=Status.NOT_STARTED)
    for plan in (asking.plan, asking.other_plan):
        refresh_progress(plan)
    client = signed_in(asking.reviewer)
    said = {kind.slug: plans for kind, _sentence, plans in page(client).gaps}
    assert said["contact"] == 1
    opened = client.get(reverse("cabinet_gap", args=["2020-21", "contact"]))
    assert [str(plan.department) for plan in opened.context["page"].things] == ["Instructional Services"]


# The deadline, to the minute: the due date's end in Pasadena, whatever the clock of daylight saving does that day.
LAST_MINUTE = datetime.time(23, 59)
FIRST_MINUTE = datetime.time(0, 1)


@pytest.mark.parametrize("due", [datetime.date(2020, 10, 5), datetime.date(2020, 11, 1), datetime.date(2021, 3, 14)])
def test_days_late_begin_after_the_last_minute_of_the_due_date(cast: district.Cast, due: datetime.date) -> None:
    type(cast.cycle).objects.update(opens=due - datetime.timedelta(days=30), due_date=due)
    next_day = due + datetime.timedelta(days=1)
    expected = [
        (datetime.datetime.combine(due, LAST_MINUTE, PACIFIC), [0, 0], 0),
        (datetime.datetime.combine(next_day, FIRST_MINUTE, PACIFIC), [1, 1], 2),
        (datetime.datetime.combine(next_day, LAST_MINUTE, PACIFIC), [1, 1], 2),
        (datetime.datetime.combine(due + datetime.timedelta(days=9), FIRST_MINUTE, PACIFIC), [9, 9], 2),
    ]
    for moment, days, late in expected:
        with time_machine.travel(moment, tick=False):
            made = page(signed_in(cast.admin))
            assert ([each.days_late for each in made.lines], made.late) == (days, late), moment


def test_plan_handed_in_late_stays_late_by_as_many_days(cast: district.Cast) -> None:
    due = datetime.date(2020, 11, 1)
    type(cast.cycle).objects.update(opens=due - datetime.timedelta(days=30), due_date=due)
    with time_machine.travel(datetime.datetime(2020, 11, 3, 0, 30, tzinfo=PACIFIC), tick=False):
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    with time_machine.travel(datetime.datetime(2020, 11, 10, 12, tzinfo=PACIFIC), tick=False):
        made = page(signed_in(cast.admin))
    shown = [(each.name, each.days_late, each.days_waiting, each.waiting_for) for each in made.lines]
    assert shown == [("Special Education", 9, None, "Morgan Ellis"), ("Instructional Services", 2, 7, "David Rennie")]


def test_extension_moves_the_deadline_of_its_plan(cast: district.Cast) -> None:
    today = timezone.localdate()
    type(cast.cycle).objects.update(due_date=today - datetime.timedelta(days=2))
    Plan.objects.filter(department=cast.department).update(extended_due_date=today)
    made = page(signed_in(cast.admin))
    assert [(each.name, each.days_late) for each in made.lines] == [
        ("Special Education", 2),
        ("Instructional Services", 0),
    ]


def test_returned_plan_waits_for_its_lead_since_it_came_back(cast: district.Cast) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More")
    made = page(signed_in(cast.reviewer))
    shown = {each.name: (each.waiting_for, each.days_waiting) for each in made.lines}
    assert shown["Instructional Services"] == ("Julianne Reynoso", 0)


def test_reviewer_of_one_department_sees_that_one(asking: district.Cast) -> None:
    ReviewerAssignment.objects.update(department=asking.other_department)
    client = signed_in(asking.reviewer)
    made = page(client, "plans=all")
    assert [each.name for each in made.lines] == ["Special Education"]
    assert sums(made)["all"] == (1, Decimal("70.00"), Decimal("0.00"))
    answer = client.get("/district/2020-21/requests/?plans=all&department=instructional-services")
    assert answer.context["page"].things == []


def test_only_who_reviews_or_runs_the_year_has_the_page(cast: district.Cast) -> None:
    statuses = {name: signed_in(person).get("/district/2020-21/").status_code for name, person in cast.people().items()}
    assert statuses == {
        "lead": 404,
        "contributor": 404,
        "viewer": 404,
        "other_lead": 404,
        "reviewer": 200,
        "admin": 200,
    }
    assert signed_in(cast.admin).get("/district/1999-00/").status_code == 404


def test_queue_and_menu_lead_there(cast: district.Cast) -> None:
    for person in (cast.reviewer, cast.admin):
        html = signed_in(person).get("/queue/?cycle=2020-21").content.decode()
        assert ('href="/district/2020-21/"' in html, 'href="/district/"' in html) == (True, True)
        assert signed_in(person).get("/district/").headers["Location"] == "/district/2020-21/"


def test_empty_cycle_teaches(cast: district.Cast) -> None:
    PlanningCycle.objects.create(label="2031-32", opens="2031-08-01", due_date="2031-10-06")
    html = signed_in(cast.admin).get("/district/2031-32/").content.decode()
    assert "Plans appear when an admin starts the year" in html
