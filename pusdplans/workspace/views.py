"""The pages of a plan: its parts, the check before submitting, and the whole as a document."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans import lifecycle
from plans.access import SIGNED_IN, declares
from plans.conversation import conversation_of, open_by_part
from plans.models import MILESTONES, Event, EventKind, Plan, PlanningCycle, Status, SubmissionState
from plans.permissions import Answer, Right, may_see_queue, rights
from plans.prompts import prompts_of
from plans.rows.saving import NotEditable
from plans.rows.views import plan_url, rows_url
from pusdplans.archive.filing import links_of
from pusdplans.document import checklist, schema
from pusdplans.document.collect import collect
from pusdplans.document.submitting import current_progress, refresh_progress, submit_plan
from pusdplans.exports.edition import FORMATS
from pusdplans.replica import a_little_old
from pusdplans.workspace.earlier_plans import sources_of
from pusdplans.workspace.origins import origins_of
from pusdplans.workspace.placed import on_document, panel, place_threads, spots_of, threads_of_part
from pusdplans.workspace.rail import mark_words, open_words, rail_of
from pusdplans.workspace.sections import SECTIONS, UNPLACED, Section
from pusdplans.workspace.versions import is_published, tabs
from pusdplans.workspace.years import became, handed_down, years_of


@require_GET
@declares(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Show the person's own plans of this year, or of the year asked for, with the one next step of each."""
    visible = Plan.objects.with_place().with_open_comments(request.user).visible_to(request.user)
    plans = list(visible.filter(role__isnull=False))
    reviews = may_see_queue(request.user)
    if not plans and reviews:
        return redirect("queue")
    cycle = PlanningCycle.objects.current()
    years = sorted({plan.cycle.label for plan in plans}, reverse=True)
    asked = request.GET.get("cycle", "")
    year = asked if asked in years else getattr(cycle, "label", "")
    now = [plan for plan in plans if plan.cycle.label == year]
    sources = sources_of([plan for plan in now if plan.is_editable and not plan.carried_from])
    cards = [
        {
            "plan": plan,
            "progress": current_progress(plan),
            "may": rights(request.user, plan),
            "sources": sources.get(plan.pk, []),
        }
        for plan in now
    ]
    others = [plan for plan in plans if plan.cycle.label != year]
    others += handed_down(request.user, plans)
    waiting = (
        Plan.objects.visible_to(request.user).in_cycle(cycle).filter(is_reviewed_by_me=True, status=Status.SUBMITTED)
    )
    context = {
        "cards": cards,
        "others": sorted(others, key=lambda each: each.cycle.label, reverse=True),
        "all_earlier": year == max(years, default=""),
        "cycle_label": year,
        "cycle_choices": year_links(years, year, "?cycle={}"),
        "reviews": reviews,
        "waiting": waiting.count() if reviews else 0,
        "returned": last_returns(now),
        # What is approved nobody can change: a comment on it waits for no one.
        "asked": [each for each in now if each.open_threads and each.status != Status.APPROVED],
    }
    return render(request, "workspace/home.html", context)


def year_links(years: list[str], shown: str, address: str) -> list[tuple[str, str]]:
    """Return what the year menu offers: each year with its address. Nothing where there is no other year to go to."""
    return [(year, address.format(year)) for year in years] if set(years) - {shown} else []


def last_returns(plans: list[Plan]) -> list[Event]:
    """Return why each returned plan came back: the last return of each, newest first."""
    events: dict[int, Event] = {}
    returned = [plan.pk for plan in plans if plan.status == Status.RETURNED]
    for event in Event.objects.filter(plan__in=returned, kind=EventKind.RETURNED).select_related(
        "person", "plan__department", "plan__cycle"
    ):
        events.setdefault(event.plan_id, event)
    return list(events.values())


@require_GET
@declares(Right.VIEW)
def plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Go to where the person goes on: the first part with a gap; what changed, for who reviews it again; or the document."""
    may = rights(request.user, plan)
    if not may["edit"]:
        is_resubmitted = may["review"] and plan.submissions.filter(number__gt=1).exists()
        return redirect("changes" if is_resubmitted else "read", *place(plan))
    step = current_progress(plan)["next"]
    return redirect("part", *place(plan), step["part"] if step else "contacts")


@require_GET
@declares(Right.VIEW, comments=True)
def part(request: HttpRequest, plan: Plan, part: str) -> HttpResponse:
    """Show one part of the plan, to fill in."""
    section = SECTIONS.get(part)
    if section is None:
        raise Http404
    may = rights(request.user, plan)
    if not may["edit"]:
        return redirect("read", *place(plan))
    return part_page(request, plan, section, may)


def part_page(
    request: HttpRequest, plan: Plan, section: Section, may: Any = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer with the page of one part; `more` is for its template."""
    order = [each for each in SECTIONS.values() if each.slug != UNPLACED or each is section]
    here = order.index(section)
    around = {"before": order[here - 1] if here else None, "after": order[here + 1] if here + 1 < len(order) else None}
    rows = section.load(plan)
    context = workspace(request, plan, may, section) | rows | {"section": section} | around
    context |= panel(threads_of_part(plan, section.slug, context["threads"], rows))
    context["origins"] = origins_of(plan, section.slug)
    context |= years_of(request.user, plan, section.slug) | more
    return render(request, section.template, context, status=status)


@require_POST
@declares(Right.EDIT)
def progress(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Work out the completeness of every part, for the rail."""
    return JsonResponse(refresh_progress(plan))


@require_http_methods(["GET", "POST"])
@declares(Right.SUBMIT, comments=True)
def check(request: HttpRequest, plan: Plan) -> HttpResponse:
    """List what is missing, show the whole plan to read through, and submit it."""
    if request.method == "POST":
        try:
            submission = submit_plan(plan, by=request.user)
        except (lifecycle.NotPossible, NotEditable) as error:
            messages.error(request, str(error))
            return redirect("check", *place(plan))
        messages.success(
            request, _("Submitted as version %(number)s. Your reviewer has been told.") % {"number": submission.number}
        )
        return redirect("read", *place(plan))
    document = collect(plan)
    current_progress(plan, document)
    gaps = checklist.check(document)
    context = workspace(request, plan) | {
        "blocking": [gap for gap in gaps if gap.blocking],
        "hints": [gap for gap in gaps if not gap.blocking],
        "document": document,
        "reviewer": document.review.reviewer,
    }
    return render(request, "workspace/check.html", context | years_of(request.user, plan))


@require_GET
@declares(Right.VIEW, comments=True)
def preview(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show the plan as it stands now, as the two paper forms."""
    may = rights(request.user, plan)
    if not may_preview(plan, may):
        return redirect("read", *place(plan))
    context = workspace(request, plan, may) | {"document": collect(plan), "downloads": f"{plan_url(plan)}export/"}
    return render(request, "workspace/preview.html", context | years_of(request.user, plan))


def may_preview(plan: Plan, may: dict[str, Answer]) -> bool:
    """Whether the person is shown the plan as it stands now; the others read what was handed in."""
    return bool(may["edit"] or plan.role)


@require_GET
@declares(Right.VIEW, comments=True)
@a_little_old(when=is_published)
def read(request: HttpRequest, plan: Plan, version: int | None = None) -> HttpResponse:
    """Show a submission as a document, with the plan's history; the latest one unless a version is named.

    A plan that was never submitted is shown as it stands, and marked as a draft.
    """
    submissions = plan.submissions.select_related("submitted_by", "filing")
    submission = submissions.filter(number=version).first() if version else submissions.order_by("-number").first()
    if submission is None and version:
        raise Http404
    filing = getattr(submission, "filing", None)
    is_earlier = bool(submission and plan.status == Status.SUBMITTED and submission.state != SubmissionState.OPEN)
    events = list(plan.events.filter(kind__in=MILESTONES).select_related("person").defer("rows"))
    context = workspace(request, plan) | {
        "submission": submission,
        "prompts": prompts_of(plan.cycle, plan.department.name, submission.wording if submission else None),
        "downloads": f"{plan_url(plan)}{f'document/{submission.number}/' if submission else ''}export/",
        "filing": filing,
        "filed": links_of(filing) if filing and filing.is_filed else [],
        "is_earlier": is_earlier,
        "is_open": not is_earlier,
        "document": schema.frozen(submission.document) if submission else collect(plan),
        "events": events,
        "successions": [] if plan.department.is_active else became(plan.department),
    }
    if context["threads"]:
        spots = spots_of(context["document"])
        context |= panel(place_threads(context["threads"], spots, on_document("")))
    if submission and submission.number > 1:
        context |= tabs(plan, request.user, events, before=submission.number - 1, after=submission.number)
    return render(request, "workspace/read.html", context)


def place(plan: Plan) -> tuple[str, str]:
    """Return what names the plan in addresses."""
    return plan.cycle.label, plan.department.slug


def workspace(request: HttpRequest, plan: Plan, may: Any = None, shown: Section | None = None) -> dict[str, Any]:
    """Return what every page of a plan shows: the plan, its wording, the rail, and what the person may do."""
    may = may or rights(request.user, plan)
    threads = conversation_of(plan) if may["read_comments"] else []
    counts = open_by_part(threads)
    return {
        "plan": plan,
        "threads": threads,
        "all_comments": open_words(counts.total()),
        "plan_url": plan_url(plan),
        "rows_url": rows_url(plan),
        "prompts": prompts_of(plan.cycle, plan.department.name),
        "rail": list(rail_of(plan, editing=bool(may["edit"]), shown=shown, threads=counts)),
        "marks": mark_words(),
        "progress": plan.progress,
        "formats": FORMATS.values(),
        "origins": origins_of(plan),
        "may": may,
    }
