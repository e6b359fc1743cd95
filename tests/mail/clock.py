"""The district's clock, moved."""

import datetime
import zoneinfo
from collections.abc import Iterator
from typing import Any

import time_machine
from django.core import mail

from pusdplans.mail.schedule import run_schedule

PACIFIC = zoneinfo.ZoneInfo("America/Los_Angeles")


def at(day: str | datetime.date, hour: int = 12, minute: int = 0) -> Any:
    """Stand at this moment of the district's day."""
    date = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    moment = datetime.datetime.combine(date, datetime.time(hour, minute), PACIFIC)
    return time_machine.travel(moment, tick=False)


def days(first: str, last: str) -> Iterator[datetime.date]:
    """Go through the days from the first to the last."""
    day = datetime.date.fromisoformat(first)
    while day <= datetime.date.fromisoformat(last):
        yield day
        day += datetime.timedelta(days=1)


def sent_by_run(day: str | datetime.date, hour: int = 12, minute: int = 0) -> list[tuple[str, str]]:
    """Run the schedule at that moment. Returns to whom which subjects left."""
    before = len(mail.outbox)
    with at(day, hour, minute):
        run_schedule()
    return [(message.to[0], message.subject) for message in mail.outbox[before:]]
