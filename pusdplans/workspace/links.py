"""Linking a goal to framework entries and services, in place."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from goals.links import Link, entry_options, service_options, set_link
from metrics.sheets import lay_out
from plans.access import declares, is_fragment
from plans.models import Plan
from plans.permissions import Right
from plans.rows.views import clock, plan_url, problem, says_what_is_wrong
from pusdplans.workspace.views import place


@declares(Right.EDIT)
@says_what_is_wrong
def goal_links(request: HttpRequest, plan: Plan, goal: uuid.UUID) -> HttpResponse:
    """Add or remove one link of a goal: `link` says of which kind, `to` names the other end, `act` is add or remove."""
    if request.POST.get("link") not in set(Link) or request.POST.get("act") not in ("add", "remove"):
        return problem(request, _("The page is out of date: reload it, then choose again."), status=422)
    link, on = Link(request.POST["link"]), request.POST["act"] == "add"
    row = set_link(plan, goal, link, request.POST.get("to", ""), on=on, by=request.user)
    if not is_fragment(request):
        return HttpResponseRedirect(f"{reverse('part', args=[*place(plan), 'goals'])}#links-{goal}")
    lay_out([row])
    context = {
        "row": row,
        "plan_url": plan_url(plan),
        "entry_options": entry_options(plan.cycle),
        "service_options": service_options(plan),
    }
    html = render_to_string("rows/_goal_links.html", context, request=request)
    return JsonResponse({"html": html, "saved": clock()})
