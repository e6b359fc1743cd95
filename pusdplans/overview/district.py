"""The cabinet's page, and the pages its numbers open: what is asked for, and which plans have a gap."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from plans.access import DISTRICT, QUEUE, declares
from plans.models import PlanningCycle, Status
from pusdplans.document.gap_words import GAP_KINDS
from pusdplans.overview.cabinet import Choice, cabinet, renew
from pusdplans.overview.departments import overseen_plans
from pusdplans.overview.drill_down import Request, plans_with_gap, requests_page
from pusdplans.overview.owed import owed_page
from pusdplans.overview.report import full_report, next_year, short_report
from pusdplans.replica import a_little_old

MOST = 2**31 - 1


class CabinetChoice(forms.Form):
    """What the page is about. A value that makes no sense is as if it were not there."""

    plans = forms.ChoiceField(required=False, choices=[("all", "all")])
    division = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    after = forms.CharField(required=False, max_length=200)
    department = forms.SlugField(required=False, max_length=80)
    entry = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)


def asked(request: HttpRequest) -> dict[str, Any]:
    """Return what the address asks for."""
    form = CabinetChoice(request.GET)
    form.is_valid()
    return {name: form.cleaned_data.get(name) for name in form.fields}


@require_GET
@declares(QUEUE)
def district(request: HttpRequest) -> HttpResponse:
    """Go to the page of the year people work in today, or of the newest that the person oversees."""
    cycles = list(PlanningCycle.objects.overseen_by(request.user))
    opened = [each for each in cycles if each.opens <= timezone.localdate()]
    cycle = next(iter(opened or cycles), None)
    return redirect("cabinet", cycle.label) if cycle else redirect("queue")


@require_http_methods(["GET", "POST"])
@declares(DISTRICT, bring=("figures",))
@a_little_old
def cabinet_page(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Show the whole district on one page; posting to it sums up anew what is kept."""
    if request.method == "POST":
        renew(cycle)
        messages.success(request, _("The figures are up to date."))
        return redirect("cabinet", cycle.label)
    values = asked(request)
    choice = Choice(values["plans"] == "all", values["division"], values["after"] or "")
    context = frame(cycle, drafts=choice.drafts) | {"cabinet": cabinet(request.user, cycle, choice)}
    return render(request, "overview/cabinet.html", context)


@require_GET
@declares(DISTRICT)
@a_little_old
def cabinet_requests(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Show goal by goal what is asked for next year: of a department, a division, a framework entry, or of all."""
    values = asked(request)
    drafts = values["plans"] == "all"
    narrowed = Request(drafts, values["department"] or "", values["division"], values["entry"])
    page = requests_page(overseen_plans(request.user, cycle), narrowed, values["page"] or 1)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = frame(cycle, drafts=drafts) | {"page": page, "kept": kept.urlencode(), "narrowed": narrowed}
    return render(request, "overview/cabinet_requests.html", context)


@require_GET
@declares(DISTRICT)
@a_little_old
def cabinet_owed(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """List who owes what: a page to print and take along."""
    today = timezone.localdate()
    page = owed_page(overseen_plans(request.user, cycle), cycle, today, asked(request)["page"] or 1)
    return render(request, "overview/cabinet_owed.html", frame(cycle, drafts=False) | {"page": page, "today": today})


@require_GET
@declares(DISTRICT)
@a_little_old
def cabinet_gap(request: HttpRequest, cycle: PlanningCycle, gap: str) -> HttpResponse:
    """List the plans that have one kind of gap, those with most of it first."""
    kind = GAP_KINDS.get(gap)
    if kind is None:
        raise Http404
    page = plans_with_gap(overseen_plans(request.user, cycle), kind, asked(request)["page"] or 1)
    context = frame(cycle, drafts=False) | {"page": page, "sentence": kind.of(page.number)}
    return render(request, "overview/cabinet_gap.html", context)


@require_GET
@declares(DISTRICT, bring=("figures",))
@a_little_old
def cabinet_excel(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Give the page as an Excel workbook, with every department and every action that asks for resources."""
    # Imported when asked for: the export libraries are slow to load.
    from pusdplans.exports import cabinet as workbook

    report = full_report(request.user, cycle, drafts=asked(request)["plans"] == "all")
    return _file(workbook.write(report), workbook.CONTENT_TYPE, cycle, "xlsx")


@require_GET
@declares(DISTRICT, bring=("figures",))
@a_little_old
def cabinet_pdf(request: HttpRequest, cycle: PlanningCycle) -> HttpResponse:
    """Give the page as a PDF."""
    from pusdplans.exports.pdf import cabinet as paper

    report = short_report(request.user, cycle, drafts=asked(request)["plans"] == "all")
    return _file(paper.write(report), paper.CONTENT_TYPE, cycle, "pdf")


def _file(content: bytes, content_type: str, cycle: PlanningCycle, extension: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    name = _("The district %(year)s") % {"year": cycle.label}
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{extension}")
    return response


def frame(cycle: PlanningCycle, *, drafts: bool) -> dict[str, Any]:
    """Return what each of these pages shows: the year, the other years, and whether plans not submitted count."""
    return {
        "cycle": cycle,
        "cycle_label": cycle.label,
        # A plan's own address follows; asking for the address of each of hundreds takes longer than writing it.
        "plans_url": f"{reverse('home')}plans/{cycle.label}/",
        "cycle_choices": [
            (label, reverse("cabinet", args=[label])) for label in (cycle.overseen or "").split(",") if label
        ],
        "next_year": next_year(cycle),
        "drafts": drafts,
        "statuses": Status.choices,
        "shows_district": True,
    }
