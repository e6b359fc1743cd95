"""The deadline passes while somebody edits: the second decides, on any date, and what was typed is kept."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from plans import lifecycle
from plans.models import Contact, Plan, PlanningCycle, Status
from plans.models import plan as plan_module
from pusdplans.document.submitting import submit_plan
from tests.conftest import signed_in
from tests.district import Cast
from tests.faults.lengths import figure, times
from tests.faults.plans import fill
from tests.plans.rows.kinds import FETCH, KINDS, at

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)

# Due dates, and the moment from which a plan is late: midnight in Pasadena, as an almanac has it.
DATES = (
    ("2020-10-05", "2020-10-06T07:00:00Z", "the form's own"),
    ("2021-03-13", "2021-03-14T08:00:00Z", "the evening before summer time"),
    ("2021-03-14", "2021-03-15T07:00:00Z", "the day summer time begins, of 23 hours"),
    ("2021-03-15", "2021-03-16T07:00:00Z", "the day after"),
    ("2021-11-06", "2021-11-07T07:00:00Z", "the evening before winter time"),
    ("2021-11-07", "2021-11-08T08:00:00Z", "the day summer time ends, of 25 hours"),
    ("2021-11-08", "2021-11-09T08:00:00Z", "the day after"),
    ("2024-02-28", "2024-02-29T08:00:00Z", "the day before a leap day"),
    ("2024-02-29", "2024-03-01T08:00:00Z", "a leap day"),
    ("2025-12-31", "2026-01-01T08:00:00Z", "New Year's Eve"),
    ("2026-06-30", "2026-07-01T07:00:00Z", "the school year's last"),
    ("2032-11-07", "2032-11-08T08:00:00Z", "the end of a summer time far ahead"),
)
MOMENTS = (-SECOND, datetime.timedelta(0), SECOND)


def moments(step: int = 1) -> Iterator[tuple[datetime.date, datetime.datetime, bool]]:
    """Yield each due date with the moments around its deadline, and whether a plan is late then."""
    for date, deadline, _about in DATES[::step]:
        for apart in MOMENTS:
            yield (
                datetime.date.fromisoformat(date),
                datetime.datetime.fromisoformat(deadline) + apart,
                apart >= MOMENTS[1],
            )


def due(cast: Cast, date: datetime.date, *, late_allowed: bool = True) -> Plan:
    """Let the cast's plan be due on a date, from the next school year on if need be."""
    opens = date - datetime.timedelta(days=60)
    PlanningCycle.objects.filter(pk=cast.cycle.pk).update(opens=opens, due_date=date, late_allowed=late_allowed)
    return cast.plan


def late_ones(cast: Cast) -> list[tuple[datetime.date, datetime.datetime]]:
    """Submit around each deadline. Returns where lateness was not what the almanac says."""
    wrong = []
    for date, moment, is_late in moments():
        with time_machine.travel(moment, tick=False):
            plan = due(cast, date)
            submission = submit_plan(plan, by=cast.lead, in_spite_of_gaps=True)
            if submission.is_late != is_late or submission.submitted_at != moment:
                wrong.append((date, moment))
            lifecycle.return_plan(plan, by=cast.reviewer, reason="Again")
    return wrong


def test_a_plan_is_late_from_the_second_on_that_its_day_has_ended(cast: Cast) -> None:
    assert late_ones(cast) == []
    figure("submitted one second before, at, and after the deadline of 12 dates: wrongly late or not", 36, 0)


def test_control_with_days_of_24_hours_the_deadline_is_wrong_where_the_clock_changes(
    cast: Cast, monkeypatch: Any
) -> None:
    def naive(day: datetime.date) -> datetime.datetime:
        start = datetime.datetime.combine(day, datetime.time.min, tzinfo=timezone.get_default_timezone())
        return start.astimezone(datetime.UTC) + datetime.timedelta(days=1)

    monkeypatch.setattr(plan_module, "end_of_day", naive)
    assert {date.isoformat() for date, _moment in late_ones(cast)} == {"2021-03-14", "2021-11-07", "2032-11-07"}


def test_where_no_late_plan_is_taken_the_deadline_refuses_in_words_and_editing_goes_on(cast: Cast) -> None:
    for date, moment, is_late in moments(times(4, 1)):
        with time_machine.travel(moment - 2 * SECOND, tick=False) as clock:
            plan = due(cast, date, late_allowed=False)
            Contact.objects.all().delete()
            if not plan.goals.exists():
                fill(plan)
            contact = Contact.objects.first() or Contact.objects.create(plan=plan, name="Ana Ruiz", phone="X88216")
            client = signed_in(cast.lead)
            # Typing began before; the clock goes on while the request is under way.
            clock.move_to(moment)
            values = {"name": f"Ana at {moment}", "revision": contact.revision}
            assert client.post(at(plan, KINDS["contact"], contact, "save"), values, headers=FETCH).status_code == 200
            answer = client.post(f"/plans/2020-21/{plan.department.slug}/check/", follow=True)
            plan.refresh_from_db()
            contact.refresh_from_db()
            assert contact.name == f"Ana at {moment}"
            assert (plan.status == Status.SUBMITTED) == (not is_late), moment
            if is_late:
                assert "The due date has passed, and this year no late plans are taken." in answer.text
            else:
                [handed_in] = plan.submissions.order_by("-number")[0].document["contacts"]
                assert handed_in["name"] == contact.name
                lifecycle.return_plan(plan, by=cast.reviewer, reason="Again")


def test_an_extension_moves_one_plans_deadline_to_the_second(cast: Cast) -> None:
    date, moment = datetime.date(2021, 11, 7), datetime.datetime.fromisoformat("2021-11-08T08:00:00Z")
    with time_machine.travel(moment - SECOND, tick=False) as clock:
        plan = due(cast, date - datetime.timedelta(days=30))
        lifecycle.extend(plan, by=cast.reviewer, due_date=date, reason="A fire")
        assert not submit_plan(plan, by=cast.lead, in_spite_of_gaps=True).is_late
        lifecycle.return_plan(plan, by=cast.reviewer, reason="Again")
        clock.move_to(moment)
        assert submit_plan(plan, by=cast.lead, in_spite_of_gaps=True).is_late
