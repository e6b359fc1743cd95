"""Pages across plans."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from plans.access import QUEUE, declares
from plans.models import Division, PlanningCycle, Status
from pusdplans.overview.queries import Reviewing, filtered, queue_page, visible_plans
from pusdplans.overview.rows import queue_rows
from pusdplans.prepared import Prepared

_DIVISIONS = Prepared(Division, lambda: Division.objects.values_list("pk", "name"))
_CYCLES = Prepared(PlanningCycle, PlanningCycle.objects.all)


class QueueFilters(forms.Form):
    """What the queue is narrowed to. A value that makes no sense narrows nothing."""

    q = forms.CharField(label=_("Department or division"), required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=Status.choices)
    division = forms.ModelChoiceField(Division.objects.all(), label=_("Division"), required=False)
    late = forms.BooleanField(label=_("Late only"), required=False)
    mine = forms.BooleanField(label=_("Mine to review"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)


@require_GET
@declares(QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    """Show the plans of a cycle: what waits for review first."""
    cycles = _CYCLES.objects()
    cycle = chosen_cycle(cycles, request.GET.get("cycle", ""))
    context: dict[str, Any] = {"cycle": cycle, "cycle_label": cycle.label if cycle else ""}
    if cycle:
        form = QueueFilters(request.GET)
        form.is_valid()
        context |= _plans(request, cycle, form.cleaned_data) | {"divisions": _DIVISIONS.tuples()}
        context["cycle_choices"] = [(each.label, f"?cycle={each.label}") for each in cycles]
    return render(request, "overview/queue.html", context)


def chosen_cycle(cycles: list[PlanningCycle], label: str) -> PlanningCycle | None:
    """Return the cycle asked for, or else the one people work in today, as `PlanningCycle.objects.current` has it."""
    named = [each for each in cycles if each.label == label]
    opened = [each for each in cycles if each.opens <= timezone.localdate()]
    return next(iter(named or opened or cycles), None)


def _plans(request: HttpRequest, cycle: PlanningCycle, values: dict[str, Any]) -> dict[str, Any]:
    reviewing = Reviewing.of(request.user, cycle)
    mine = reviewing.mine
    plans = filtered(visible_plans(request.user, cycle, mine), mine, values)
    status = values.get("status") or ""
    is_narrowed = any(values.get(name) for name in ("q", "division", "late", "mine"))
    is_whole = (request.user.is_staff or None in mine) and not is_narrowed
    page = queue_page(plans, cycle, status=status, number=values.get("page") or 1, is_whole=is_whole)
    asked = request.GET.copy()
    asked["cycle"] = cycle.label
    return {
        "page": page,
        "rows": list(queue_rows(page, cycle, reviewing.for_all, request.user, timezone.localdate())),
        "counts": [(value, name, page.counts[value]) for value, name in Status.choices],
        "all_count": sum(page.counts.values()),
        "values": values,
        # Who only reviewed in another year has no page of this one.
        "oversees": request.user.is_staff or bool(mine),
        "shows_district": True,
        "status": status,
        "is_narrowed": is_narrowed or bool(status),
        # What the links of the counts and the pager keep of the address.
        "kept_for_status": _without(asked, "status", "page"),
        "kept_for_page": _without(asked, "page"),
    }


def _without(asked: Any, *names: str) -> str:
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
