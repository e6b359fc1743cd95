"""The floor: the least a signed-in page of 160 fields costs in Django, and the least that saving them costs.

Same middleware, same session, one query, a template written by hand; no rail, no rights, no translation.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from plans.access import SIGNED_IN, declares
from plans.models import BudgetLine

FIELDS = ("fund", "resource", "object", "description")
ROWS = 40


@declares(SIGNED_IN)
def page(request: HttpRequest) -> HttpResponse:
    """Show 160 fields."""
    rows = BudgetLine.objects.filter(plan_id=request.GET["plan"])[:ROWS]
    return render(request, "bench/floor.html", {"rows": rows})


@declares(SIGNED_IN)
def save(request: HttpRequest) -> HttpResponse:
    """Save 160 fields in one statement."""
    plan = request.GET["plan"]
    rows = [
        BudgetLine(id=row, plan_id=plan, **{name: request.POST[f"{name}-{row}"].strip() for name in FIELDS})
        for row in request.POST.getlist("row")
    ]
    BudgetLine.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS)
    return HttpResponseRedirect(f"/floor/?plan={plan}")


@declares(SIGNED_IN)
def bare_save(request: HttpRequest) -> HttpResponse:
    """Save one field in one statement."""
    BudgetLine.objects.filter(pk=request.POST["row"]).update(description=request.POST["description"].strip())
    return HttpResponse("Saved")
