"""The page that offers the earlier plans a plan can start from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plans.access import declares
from plans.models import Plan
from plans.permissions import Right
from pusdplans.workspace.earlier_plans import begin, sources_of, waiting_of
from pusdplans.workspace.views import place, workspace
from pusdplans.workspace.word_form import address_of, readings_of
from pusdplans.workspace.years import years_of


@require_http_methods(["GET", "POST"])
@declares(Right.EDIT)
def last_year(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Offer the earlier plans there are to start from; choosing one lays it out, or goes on where it was left."""
    sources = sources_of([plan])[plan.pk]
    waiting = waiting_of(plan, request.user)
    if request.method == "POST":
        chosen = next((each for each in sources if str(each.submission) == request.POST.get("source")), None)
        if chosen is None:
            messages.error(request, _("Choose the plan to start from first."))
            return redirect("last_year", *place(plan))
        return redirect(address_of(plan, waiting.get(chosen.submission) or begin(plan, chosen, by=request.user)))
    context = workspace(request, plan) | years_of(request.user, plan)
    context |= {"sources": sources, "begun": set(waiting), "readings": readings_of(plan, False), "here": "last-year"}
    return render(request, "workspace/last_year.html", context)
