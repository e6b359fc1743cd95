"""The days on which a reminder leaves, and which of them has come: dates of the district's calendar only, no clock."""

import datetime
from dataclasses import dataclass

from plans.models import MailKind, PlanningCycle


@dataclass(frozen=True)
class Mark:
    """A day on which a reminder leaves. `number`: days before the due date, or, of a late one, after it."""

    kind: MailKind
    day: datetime.date
    number: int = 0

    @property
    def name(self) -> str:
        """What tells it from the other marks of a plan's due date, in the reason of its mails."""
        return f"{self.kind.value}:{self.number}"


def newest_mark(cycle: PlanningCycle, due: datetime.date, today: datetime.date) -> Mark | None:
    """Return the newest mark that has come by `today` for what is due on `due`, or None.

    Once the date has passed only late ones count. Of all, only the newest counts: where no run came on its day, a
    reminder leaves late unless a newer one is due by then. None leaves before the year opens, and none on the opening day
    beside the mail of the opening itself.
    """
    if today < cycle.opens:
        return None
    late = (today - due).days
    if late > 0:
        if not cycle.late_every:
            return None
        number = late - (late - 1) % cycle.late_every
        return Mark(MailKind.LATE, due + datetime.timedelta(days=number), number)
    found = Mark(MailKind.OPENING, cycle.opens)
    for number in cycle.reminds_before:
        day = due - datetime.timedelta(days=number)
        if cycle.opens < day <= today:
            found = Mark(MailKind.REMINDER, day, number)
    return found
