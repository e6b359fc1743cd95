"""Reminders over a whole year of 40 departments, mail by mail; catching up; due dates on days of 23 and 25 hours."""

import datetime
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from plans import lifecycle
from plans.models import (
    Department,
    Division,
    MailKind,
    MailState,
    Membership,
    OutgoingMail,
    Plan,
    PlanningCycle,
    ReviewerAssignment,
    Role,
    Status,
)
from tests import district
from tests.mail.clock import at, days, sent_by_run

pytestmark = pytest.mark.django_db
OPENS, DUE, LAST = "2026-08-17", "2026-10-05", "2026-10-25"


def submit(plan: Plan, by: Any) -> None:
    """Hand in a plan whatever stands in it."""
    lifecycle.submit(plan, by=by, document={}, sha256="")


@pytest.fixture
def year(db: None) -> dict[int, Plan]:
    """A year of 40 departments, each with a lead; one person reviews all. Plans by number from 1."""
    division = Division.objects.create(name="Academics")
    cycle = PlanningCycle.objects.create(label="2026-27", opens=OPENS, due_date=DUE)
    people = get_user_model().objects
    for number in range(1, 41):
        department = Department.objects.create(division=division, name=f"D{number}", slug=f"d{number}")
        lead = people.create_user(f"lead{number}@example.org", name=f"Lead {number}")
        Membership.objects.create(person=lead, department=department, role=Role.LEAD)
    ReviewerAssignment.objects.create(cycle=cycle, person=people.create_user("reviewer@example.org", name="David"))
    lifecycle.start_plans(cycle)
    Plan.objects.update(changed_at=datetime.datetime(2026, 8, 1, tzinfo=datetime.UTC))
    plans = Plan.objects.with_place()
    return {int(plan.department.name[1:]): plan for plan in plans}


def lead(number: int) -> Any:
    """Return the lead of a department."""
    return get_user_model().objects.get(email=f"lead{number}@example.org")


def act_on(day: datetime.date, year: dict[int, Plan], reviewer: Any) -> None:
    """Do what happens at noon of a day.

    Departments 1 to 20 submit on September 21 (the 14-day mail has left), 21 to 30 on October 2, 31 to 35 on the due
    date, 36 and 37 a week late, 38 gets more time until October 20, 39 submits early and gets the plan back, 40 does
    nothing.
    """
    batches = {"09-21": range(1, 21), "10-02": range(21, 31), "10-05": range(31, 36), "10-12": (36, 37), "09-01": (39,)}
    for number in batches.get(f"{day:%m-%d}", ()):
        submit(year[number], lead(number))
    if f"{day:%m-%d}" == "10-01":
        lifecycle.extend(year[38], by=reviewer, due_date=datetime.date(2026, 10, 20), reason="Illness")
        lifecycle.return_plan(year[39], by=reviewer, reason="Which sites?")


# By department: on which days its lead is mailed, and what about.
OPENING, DAYS_14, DAYS_7, DAYS_3 = ("08-17", "can be"), ("09-21", "14 days"), ("09-28", "7 days"), ("10-02", "3 days")
DAY_1, TODAY, LATE_1, LATE_8 = (
    ("10-04", "tomorrow"),
    ("10-05", "today"),
    ("10-06", "1 day late"),
    ("10-13", "8 days late"),
)
LATE_15 = ("10-20", "15 days late")
BEFORE = [OPENING, DAYS_14, DAYS_7, DAYS_3, DAY_1, TODAY]
EXPECTED = {
    **{number: [OPENING, DAYS_14] for number in range(1, 21)},
    **{number: [OPENING, DAYS_14, DAYS_7, DAYS_3] for number in range(21, 31)},
    **dict.fromkeys(range(31, 36), BEFORE),
    **{number: [*BEFORE, LATE_1] for number in (36, 37)},
    38: [
        *(OPENING, DAYS_14, DAYS_7),
        *(("10-06", "14 days"), ("10-13", "7 days"), ("10-17", "3 days"), ("10-19", "tomorrow"), ("10-20", "today")),
        ("10-21", "1 day late"),
    ],
    39: [OPENING, DAYS_3, DAY_1, TODAY, LATE_1, LATE_8, LATE_15],
    40: [*BEFORE, LATE_1, LATE_8, LATE_15],
}
# The reviewer hears on the marks of the due date how many wait since a day before or longer.
OF_REVIEWER = {"09-21": 1, "09-28": 21, "10-02": 20, "10-04": 30, "10-05": 30, "10-06": 35, "10-13": 37, "10-20": 37}


def test_whole_year_of_40_departments_mail_by_mail(year: dict[int, Plan]) -> None:
    reviewer = get_user_model().objects.get(email="reviewer@example.org")
    # Acts send mails of their own, which are not looked at here.
    sent: Counter[tuple[str, str, str]] = Counter()
    for day in days("2026-08-15", LAST):
        # At all hours around the due date; on other days once, which is enough.
        is_near = datetime.date(2026, 9, 26) <= day <= datetime.date(2026, 10, 7)
        for hour, minute in ((0, 5), (5, 59), (6, 0), (6, 1), (23, 55)) if is_near else ((6, 0),):
            found = sent_by_run(day, hour, minute)
            reminders = [each for each in found if " is due" in each[1] or " late" in each[1] or "can be" in each[1]]
            reviews = [each for each in found if "for your review" in each[1] and each[1][0].isdigit()]
            assert not (reminders or reviews) or (hour, minute) == (6, 0), (day, hour, found)
            sent.update((f"{day:%m-%d}", to, subject) for to, subject in (*reminders, *reviews))
        with at(day):
            act_on(day, year, reviewer)
    for number, mails in EXPECTED.items():
        mine = sorted((day, subject) for day, to, subject in sent if to == f"lead{number}@example.org")
        assert [day for day, _subject in mine] == [day for day, _words in mails], number
        assert [w for (_d, s), (_day, w) in zip(mine, mails, strict=True) if w not in s or f"D{number} " not in s] == []
    of_reviewer = {day: int(subject.split()[0]) for day, to, subject in sent if to == "reviewer@example.org"}
    assert of_reviewer == OF_REVIEWER
    assert set(sent.values()) == {1}
    assert sum(sent.values()) == sum(map(len, EXPECTED.values())) + len(OF_REVIEWER)


def test_a_mark_that_was_missed_is_caught_up_unless_a_newer_one_came(year: dict[int, Plan]) -> None:
    sent_by_run("2026-08-18")
    # Nothing ran on the 7-day mark, September 28.
    assert sent_by_run("2026-09-30")[0] == ("lead1@example.org", "D1 2026-27 is due in 5 days, Monday, October 5, 2026")
    assert sent_by_run("2026-10-01") == []
    # Both the 3-day and the 1-day mark went by.
    assert {subject.split(" ", 2)[2] for _to, subject in sent_by_run("2026-10-04", 7)} == {
        "is due tomorrow, Monday, October 5, 2026"
    }


def test_opening_mail_stands_alone_where_the_year_opens_on_a_mark(year: dict[int, Plan]) -> None:
    PlanningCycle.objects.update(opens="2026-09-28")
    assert sent_by_run("2026-09-27") == []
    assert {subject.split(" ", 2)[2].split(":")[0] for _to, subject in sent_by_run("2026-09-28")} == {"can be written"}
    assert sent_by_run("2026-09-29") == []
    # A due date that is moved does not open the year again.
    PlanningCycle.objects.update(due_date="2026-10-12")
    assert sent_by_run("2026-09-30") == []
    assert {subject.split(" ", 2)[2] for _to, subject in sent_by_run("2026-10-05")} == {
        "is due in 7 days, Monday, October 12, 2026"
    }


@pytest.mark.parametrize("due", [datetime.date(2026, 11, 1), datetime.date(2027, 3, 14)], ids=["25 hours", "23 hours"])
def test_days_on_which_the_clock_is_changed_count_as_days(year: dict[int, Plan], due: datetime.date) -> None:
    PlanningCycle.objects.update(opens=due - datetime.timedelta(days=30), due_date=due)
    Membership.objects.exclude(person=lead(1)).delete()
    day_before, day_after = due - datetime.timedelta(days=1), due + datetime.timedelta(days=1)
    said = {
        moment: [subject.split(",")[0] for _to, subject in sent_by_run(*moment)]
        for moment in (
            (day_before, 5, 59),
            (day_before, 6, 0),
            (day_before, 23, 59),
            (due, 0, 30),
            (due, 5, 59),
            (due, 6, 0),
            (due, 23, 59),
            (day_after, 0, 30),
            (day_after, 6, 0),
        )
    }
    assert {moment: words for moment, words in said.items() if words} == {
        (day_before, 6, 0): ["D1 2026-27 is due tomorrow"],
        (due, 6, 0): ["D1 2026-27 is due today"],
        (day_after, 6, 0): ["D1 2026-27 is 1 day late"],
    }


def test_next_step_is_the_next_gap_and_its_link_leads_there(cast: district.Cast) -> None:
    Plan.objects.update(status=Status.IN_PROGRESS)
    today = cast.cycle.opens + datetime.timedelta(days=17)
    sent_by_run(today)
    told = {message.to[0]: message.body for message in mail.outbox}
    # A contributor cannot submit, a viewer owes nothing.
    assert set(told) == {"lead@example.org", "other-lead@example.org"}
    assert "0 of 8 parts are complete. Next: " in told["lead@example.org"]
    assert (
        "\nGo on there:\nhttp://127.0.0.1:8000/plans/2020-21/instructional-services/contacts/"
        in told["lead@example.org"]
    )


def test_department_without_a_lead_reminds_its_contributors(cast: district.Cast) -> None:
    cast.lead.is_active = False
    cast.lead.save()
    sent_by_run(cast.cycle.due_date)
    assert {message.to[0] for message in mail.outbox} == {"contributor@example.org", "other-lead@example.org"}


def test_reminders_of_a_year_end_when_the_next_one_opens(year: dict[int, Plan]) -> None:
    PlanningCycle.objects.create(label="2027-28", opens="2026-10-20", due_date="2027-10-04")
    assert len(sent_by_run("2026-10-19")) == 40
    assert sent_by_run("2026-10-20") == []


def test_no_late_mail_where_the_year_wants_none_and_none_says_late_is_taken_where_it_is_not(
    year: dict[int, Plan],
) -> None:
    PlanningCycle.objects.update(late_allowed=False)
    sent_by_run("2026-10-06")
    assert "ask your reviewer for more time" in mail.outbox[-1].body
    assert "still taken" not in mail.outbox[-1].body
    PlanningCycle.objects.update(late_every=0)
    assert sent_by_run("2026-10-13") == []


def test_reminder_that_has_not_left_is_taken_back_when_the_plan_is_submitted(
    year: dict[int, Plan], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert sent_by_run("2026-09-28") == sent_by_run("2026-10-02") == []
    mine = OutgoingMail.objects.filter(person=lead(1)).order_by("pk")
    assert list(mine.values_list("kind", "state")) == [
        (MailKind.REMINDER, MailState.DROPPED),
        (MailKind.REMINDER, MailState.WAITING),
    ]
    with at("2026-10-02", 13):
        submit(year[1], lead(1))
    assert set(mine.values_list("state", flat=True)) == {MailState.DROPPED}
    assert OutgoingMail.objects.filter(state=MailState.WAITING).exclude(kind=MailKind.SUBMITTED).count() == 39
