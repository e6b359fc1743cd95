"""Pages across plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.access import QUEUE, declares
from plans.models import Plan, PlanningCycle


@require_GET
@declares(QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    """Show the plans of a cycle by status: what waits for the reviewer first."""
    cycle = PlanningCycle.objects.filter(label=request.GET.get("cycle", "")).first() or PlanningCycle.objects.current()
    plans = Plan.objects.with_place().visible_to(request.user).in_cycle(cycle)
    return render(request, "overview/queue.html", {"plans": plans, "cycle": cycle})
