"""Reminders of due dates: to the leads of plans that are still owed, and to reviewers of plans that wait for them.

Who has a reminder already is asked of the database, with the reminder's reason; so this can run at any time, as often
as one likes, and also twice at once. Reminders of a year end when the next one opens.
"""

import datetime
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db.models import CharField, DateField, Exists, F, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from plans import outbox
from plans.models import (
    EDITABLE,
    Event,
    EventKind,
    MailKind,
    MailState,
    OutgoingMail,
    Plan,
    PlanningCycle,
    Status,
)
from pusdplans.mail import wording
from pusdplans.mail.marks import Mark, newest_mark
from pusdplans.mail.owing import Reviewers, writers

# What puts a plan back into the department's hands, or gives it another due date.
ANEW = (EventKind.RETURNED, EventKind.REOPENED, EventKind.EXTENDED)


def make_reminders(now: datetime.datetime | None = None) -> int:
    """Write the reminders that are due by now, in the district's time. Returns how many are new."""
    moment = timezone.localtime(now)
    if moment.hour < settings.MAIL_HOUR:
        return 0
    today = moment.date()
    cycle = PlanningCycle.objects.filter(opens__lte=today).first()
    if cycle is None:
        return 0
    return sum(_to_leads(cycle, due, today) for due in _due_dates(cycle)) + _to_reviewers(cycle, today)


def _due_dates(cycle: PlanningCycle) -> list[datetime.date]:
    own = Plan.objects.filter(cycle=cycle, status__in=EDITABLE).order_by().values_list("extended_due_date").distinct()
    return sorted({day or cycle.due_date for (day,) in own})


def _to_leads(cycle: PlanningCycle, due: datetime.date, today: datetime.date) -> int:
    """Remind of the plans that are due on one day."""
    mark = newest_mark(cycle, due, today)
    if mark is None:
        return 0
    plans = Plan.objects.filter(cycle=cycle, status__in=EDITABLE).alias(
        due=Coalesce("extended_due_date", Value(cycle.due_date), output_field=DateField())
    )
    owed = writers().filter(department__plans__in=plans.filter(due=due)).annotate(plan=F("department__plans"))
    owing = list(_without_mail(owed, reason_of(cycle, due, mark)))
    found = {plan.pk: plan for plan in Plan.objects.with_place().filter(pk__in={plan for plan, _person in owing})}
    anew = _last_anew(found)
    mails = []
    for key, person in owing:
        since = anew.get(key)
        if since is None or mark.day >= timezone.localdate(since):
            message = wording.reminder(found[key], mark, today)
            reason = f"{reason_of(cycle, due, mark)}{key}:{person}"
            mails.append(outbox.outgoing(person, mark.kind, message, reason=reason, plan=found[key]))
    return _write(mails)


def reason_of(cycle: PlanningCycle, due: datetime.date, mark: Mark) -> str:
    """Return how the reasons of a mark's mails begin; the plan's key and the person's follow. A new due date is a new reason."""
    if mark.kind == MailKind.OPENING:
        return f"{cycle.label}:{mark.name}:"
    return f"{cycle.label}:{due.isoformat()}:{mark.name}:"


def _without_mail(owing: Any, reason: str) -> QuerySet[Any]:
    """Return the (plan, person) of those who have no mail of this reason yet."""
    full = Concat(Value(reason), Cast("plan", CharField()), Value(":"), Cast("person_id", CharField()))
    new = owing.annotate(full=full).exclude(Exists(OutgoingMail.objects.filter(reason=OuterRef("full"))))
    return new.order_by("plan", "person_id").values_list("plan", "person_id")


def _last_anew(plans: Any) -> dict[int, datetime.datetime]:
    """Return when each plan last came back to its department or got another due date: marks before that are over."""
    events = Event.objects.filter(plan__in=list(plans), kind__in=ANEW).order_by()
    return dict(events.values_list("plan").annotate(last=Max("happened_at")))


def _write(mails: list[OutgoingMail]) -> int:
    """Write the mails; an older reminder of the same plan that has not left yet is not needed beside a new one."""
    new = outbox.put_once(mails)
    if new:
        keys = list(OutgoingMail.objects.filter(message_id__in=[each.message_id for each in mails]).values_list("pk"))
        older = OutgoingMail.objects.filter(
            state=MailState.WAITING,
            kind__in=(MailKind.OPENING, MailKind.REMINDER, MailKind.LATE),
            plan__in={each.plan_id for each in mails},
            person__in={each.person_id for each in mails},
        )
        older.exclude(pk__in=[key for (key,) in keys]).update(state=MailState.DROPPED)
    return new


def _to_reviewers(cycle: PlanningCycle, today: datetime.date) -> int:
    """Remind, on the marks of the year's own due date, who has had plans to review since yesterday or longer: one mail each."""
    mark = newest_mark(cycle, cycle.due_date, today)
    if mark is None or mark.kind == MailKind.OPENING:
        return 0
    waiting = Plan.objects.with_place().filter(cycle=cycle, status=Status.SUBMITTED, submitted_at__date__lt=today)
    mine = _by_reviewer(cycle, list(waiting.order_by("submitted_at")))
    reason = f"{cycle.label}:{cycle.due_date.isoformat()}:review:{mark.name}:"
    there = set(OutgoingMail.objects.filter(reason__startswith=reason).values_list("reason", flat=True))
    mails = [
        outbox.outgoing(person, MailKind.REVIEW, wording.review(plans, cycle, today), reason=f"{reason}{person}")
        for person, plans in mine.items()
        if f"{reason}{person}" not in there
    ]
    return outbox.put_once(mails)


def _by_reviewer(cycle: PlanningCycle, plans: list[Plan]) -> dict[int, list[Plan]]:
    """Return by active reviewer what waits for them."""
    if not plans:
        return {}
    reviewers = Reviewers(cycle)
    mine: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans:
        for person in reviewers.of(plan.department_id):
            mine[person.pk].append(plan)
    return mine
