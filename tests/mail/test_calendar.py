"""The private calendar: who has which due dates in it, and that its address is a secret that can be renewed."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from plans import lifecycle
from plans.models import CalendarAddress, Department
from pusdplans.mail.calendars import calendar_path
from tests import district
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def events_of(person: Any) -> dict[str, tuple[str, datetime.date]]:
    """Return what a calendar program without a sign-in reads: titles and days by UID."""
    answer = Client().get(calendar_path(person))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event for event in events if event["DTEND"].dt - event["DTSTART"].dt != datetime.timedelta(days=1)] == []
    return {str(event["UID"]): (str(event["SUMMARY"]), event["DTSTART"].dt) for event in events}


def test_people_have_the_due_dates_that_concern_them(cast: district.Cast) -> None:
    due = cast.cycle.due_date
    own = {f"plan-{cast.plan.pk}@127.0.0.1": ("Plan due: Instructional Services 2020-21", due)}
    assert events_of(cast.lead) == events_of(cast.contributor) == own
    assert events_of(cast.viewer) == events_of(cast.admin) == {}
    review = f"review-2020-21-{due:%Y%m%d}@127.0.0.1"
    assert events_of(cast.reviewer) == {review: ("2 department plans due for 2020-21, which you review", due)}


def test_extension_moves_the_event(cast: district.Cast) -> None:
    due = cast.cycle.due_date
    moved = due + datetime.timedelta(days=9)
    lifecycle.extend(cast.plan, by=cast.reviewer, due_date=moved, reason="Illness")
    assert events_of(cast.lead) == {
        f"plan-{cast.plan.pk}@127.0.0.1": ("Plan due: Instructional Services 2020-21", moved)
    }
    assert [day for _title, day in events_of(cast.reviewer).values()] == [due, moved]


def test_calendar_takes_as_many_statements_whatever_the_plans(
    cast: district.Cast, django_assert_num_queries: Any
) -> None:
    place = calendar_path(cast.reviewer)
    for more in range(2):
        with django_assert_num_queries(2):
            assert Client().get(place).status_code == 200
        name = f"Office {more}"
        Department.objects.create(division=cast.department.division, name=name, slug=f"office-{more}")
        lifecycle.start_plans(cast.cycle)


def test_address_is_a_secret_that_can_be_renewed(cast: district.Cast) -> None:
    place = calendar_path(cast.lead)
    shown = signed_in(cast.lead).get("/emails-and-calendar/").text
    assert re.findall(r'(?:value|href)="(\w+)://127.0.0.1:8000(/calendar/[^"]+)"', shown) == [
        ("webcal", place),
        ("http", place),
    ]
    for wrong in (place.replace("/calendar/", "/calendar/9"), place.replace(".0.", ".1."), "/calendar/x.ics"):
        assert Client().get(wrong).status_code == 404
    signed_in(cast.lead).post("/emails-and-calendar/new-address/")
    assert Client().get(place).status_code == 404
    assert Client().get(calendar_path(cast.lead)).status_code == 200
    # A copy of the database opens no calendar.
    kept = CalendarAddress.objects.values_list("number", flat=True)
    assert list(kept) == [1]


def test_calendar_of_somebody_who_left_is_not_found(cast: district.Cast) -> None:
    place = calendar_path(cast.lead)
    cast.lead.is_active = False
    cast.lead.save()
    assert Client().get(place).status_code == 404
