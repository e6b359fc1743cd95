"""The history of a plan: who did what, when, filtered by person and part; and the plan as it stood at any time."""

import datetime

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from plans import trail_words
from plans.access import declares
from plans.models import OF_COMMENTS, Plan
from plans.permissions import Right, rights
from pusdplans.document.past import as_it_stood, is_known, last_event_at
from pusdplans.workspace import told
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.views import place, workspace
from pusdplans.workspace.years import years_of

PAGE = 100


@require_GET
@declares(Right.VIEW)
def history(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show what happened, newest first; with a moment asked for, go to the plan as it stood then."""
    if request.GET.get("at"):
        return _at(request, plan, request.GET["at"])
    person, part, before = (request.GET.get(name, "") for name in ("person", "part", "before"))
    may = rights(request.user, plan)
    events = plan.events.select_related("person").order_by("-number")
    if not may["read_comments"]:
        events = events.exclude(kind__in=OF_COMMENTS)
    if person.isdecimal() and len(person) < 19:
        events = events.filter(person=int(person))
    if part in SECTIONS:
        # An event of a comment changes no row of the part it stands at.
        events = events.filter(Q(parts__contains=f",{part},") | Q(kind__in=OF_COMMENTS, detail__part=part))
    if before.isdecimal() and len(before) < 19:
        events = events.filter(number__lt=int(before))
    found = list(events[: PAGE + 1])
    page = found[:PAGE]
    kept = request.GET.copy()
    if len(found) > PAGE:
        kept["before"] = str(page[-1].number)
    context = (
        workspace(request, plan, may)
        | years_of(request.user, plan)
        | {
            "here": "history",
            "days": _by_day(told.lines(page)),
            "people": get_user_model().objects.filter(pk__in=plan.events.order_by().values("person")),
            "parts": SECTIONS.values(),
            "person": person,
            "part": part,
            "is_first": not before,
            "is_narrowed": bool(person or part),
            "older": kept.urlencode() if len(found) > PAGE else "",
        }
    )
    return render(request, "workspace/history.html", context)


@require_GET
@declares(Right.VIEW)
def history_event(request: HttpRequest, plan: Plan, event: int) -> HttpResponse:
    """Show one event with all rows it changed, and the plan as it stood after it."""
    found = get_object_or_404(plan.events.select_related("person"), number=min(event, 2**63 - 1))
    known = is_known(plan, found)
    around = dict(plan.events.filter(number__in=(found.number - 1, found.number + 1)).values_list("number", "pk"))
    context = (
        workspace(request, plan)
        | years_of(request.user, plan)
        | {
            "here": "history",
            "event": found,
            "words": trail_words.sentence(found, fields=()),
            "rows": told.rows(found),
            "document": as_it_stood(plan, found) if known else None,
            "earlier": found.number - 1 if found.number - 1 in around else None,
            "later": found.number + 1 if found.number + 1 in around else None,
            "past": True,
        }
    )
    return render(request, "workspace/history_event.html", context)


def _by_day(lines: list[told.Line]) -> list[tuple[datetime.date, list[told.Line]]]:
    days: dict[datetime.date, list[told.Line]] = {}
    for line in lines:
        days.setdefault(timezone.localdate(line.last.happened_at), []).append(line)
    return list(days.items())


def _at(request: HttpRequest, plan: Plan, text: str) -> HttpResponse:
    """Go to the last event until the end of a minute."""
    try:
        minute = parse_datetime(text)
        if minute is None:
            raise ValueError(text)
        moment = minute if timezone.is_aware(minute) else timezone.make_aware(minute)
        moment += datetime.timedelta(seconds=59.999999)
        last = last_event_at(plan, moment)
    except (ValueError, OverflowError):
        messages.error(request, _("Choose a day and a time, like 10/05/2026, 04:30 PM."))
        return redirect("history", *place(plan))
    if last is None:
        messages.error(request, _("Nothing of this plan is kept from then: choose a later time."))
        return redirect("history", *place(plan))
    return redirect("history_event", *place(plan), last.number)
