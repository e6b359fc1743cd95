"""A person's private calendar (iCalendar, RFC 5545): the due dates of their departments' plans and of those they review.

Its address is a secret: the person's key and how often they renewed it, signed with the site's key.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import CalendarAddress, Plan, Role, Status
from pusdplans.mail.drawing import site

SIGNER = signing.Signer(sep=".", salt="calendar")
# What was due longer ago is in no calendar any more.
KEPT = datetime.timedelta(days=400)
REFRESH = datetime.timedelta(hours=6)


def calendar_path(person: Any) -> str:
    """Return the secret path of a person's calendar."""
    number = CalendarAddress.objects.filter(person=person).values_list("number", flat=True).first() or 0
    return reverse("calendar", args=[SIGNER.sign(f"{person.pk}.{number}")])


def renew(person: Any) -> None:
    """Give the calendar another address: the one before leads nowhere from now on."""
    CalendarAddress.objects.get_or_create(person=person)
    CalendarAddress.objects.filter(person=person).update(number=F("number") + 1, renewed_at=timezone.now())


def person_of(secret: str) -> Any:
    """Return the active person whose calendar has this secret in its path, None for one that is not, or no more, right."""
    try:
        key, number = map(int, SIGNER.unsign(secret).split("."))
    except (signing.BadSignature, ValueError):
        return None
    people = get_user_model().objects.filter(pk=key, is_active=True)
    return people.alias(number=Coalesce("calendar__number", 0)).filter(number=number).first()


def calendar_of(person: Any) -> bytes:
    """Return the calendar. A plan of the person's own is an event; what is to be reviewed is one for each due date."""
    # Imported when asked for: it is slow to load, and few requests ask.
    from icalendar import Calendar, vDuration

    since = timezone.localdate() - KEPT
    plans = Plan.objects.with_place().seen_by(person).alias(due=Coalesce("extended_due_date", "cycle__due_date"))
    mine = Q(role__in=[Role.LEAD, Role.CONTRIBUTOR]) | Q(is_reviewed_by_me=True)
    found = list(plans.filter(mine, due__gte=since).order_by("due", "department__name"))
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.DISTRICT_NAME}//{_('Department plans')}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{settings.DISTRICT_SHORT_NAME}: {_('department plans')}")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    own = [plan for plan in found if plan.role in (Role.LEAD, Role.CONTRIBUTOR)]
    for plan in own:
        calendar.add_component(_of_plan(plan))
    for same_day in _by_day(plan for plan in found if plan.is_reviewed_by_me):
        calendar.add_component(_of_review(same_day))
    return calendar.to_ical()


def _by_day(plans: Iterable[Plan]) -> list[list[Plan]]:
    """Group plans by cycle and due date."""
    days: dict[tuple[str, datetime.date], list[Plan]] = defaultdict(list)
    for plan in plans:
        days[plan.cycle.label, plan.due_date].append(plan)
    return list(days.values())


def _of_plan(plan: Plan) -> Any:
    said = [_("Status: %(status)s.") % {"status": plan.get_status_display()}]
    if plan.extended_due_date:
        said.append(_("The due date was extended."))
    link = site(reverse("plan", args=[plan.cycle.label, plan.department.slug]))
    title = _("Plan due: %(plan)s") % {"plan": plan}
    return _event(f"plan-{plan.pk}", plan.due_date, title, said, link)


def _of_review(plans: list[Plan]) -> Any:
    first = plans[0]
    number = len(plans)
    title = ngettext(
        "%(number)s department plan due for %(year)s, which you review",
        "%(number)s department plans due for %(year)s, which you review",
        number,
    ) % {"number": number, "year": first.cycle}
    settled = sum(plan.status in (Status.SUBMITTED, Status.APPROVED) for plan in plans)
    said = [
        _("%(settled)s of %(number)s submitted.") % {"settled": settled, "number": number},
        ", ".join(str(plan.department) for plan in plans),
    ]
    link = f"{site(reverse('queue'))}?cycle={first.cycle.label}&mine=1"
    return _event(f"review-{first.cycle.label}-{first.due_date:%Y%m%d}", first.due_date, title, said, link)


def _event(name: str, day: datetime.date, title: str, said: list[str], link: str) -> Any:
    """Return an event of a whole day that leaves the day free; its name stays the same for good."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("summary", title)
    event.add("description", "\n".join([*said, link]))
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    return event
