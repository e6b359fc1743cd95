"""What is drawn from a plan: the organizational chart, and how each goal hangs together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.access import declares
from plans.models import Plan, Position
from plans.permissions import Right, rights
from pusdplans.document import connections as chains
from pusdplans.document import schema
from pusdplans.document.collect import collect, roster
from pusdplans.document.connections_drawing import draw
from pusdplans.workspace.views import workspace
from pusdplans.workspace.years import years_of


@require_GET
@declares(Right.EDIT)
def org_chart(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Answer with the chart as the roster stands now, for the page that shows it beside the rows."""
    positions = roster(Position.objects.live().filter(plan=plan))
    return render(request, "document/_org_chart.html", {"positions": positions})


@require_GET
@declares(Right.VIEW, comments=True)
def connections(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show for each goal who it is for, its outcomes, services and actions, metrics and targets, and what is missing.

    Whoever writes the plan sees it as it stands; everybody else the latest submission, or the draft before the first.
    """
    may = rights(request.user, plan)
    submission = None if may["edit"] else plan.submissions.order_by("-number").first()
    document = schema.frozen(submission.document) if submission else collect(plan)
    goals = [{"chain": chain, "drawing": draw(chain)} for chain in chains.connections(document)]
    gaps = [gap for goal in goals for gap in goal["chain"].gaps]
    context = workspace(request, plan, may) | {
        "submission": submission,
        "goals": goals,
        "blocking": sum(gap.blocking for gap in gaps),
        "hints": sum(not gap.blocking for gap in gaps),
        "here": "connections",
    }
    return render(request, "workspace/connections.html", context | years_of(request.user, plan, "connections"))
