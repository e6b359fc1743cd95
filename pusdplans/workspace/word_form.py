"""Starting from a Word form: it is uploaded, checked piece by piece beside what was found, and taken into the plan."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from plans.access import declares, is_fragment
from plans.attachments import opened, was_too_large
from plans.file_kinds import Refused, size_words
from plans.models import FormReading, Plan
from plans.permissions import Right
from plans.rows.saving import NotEditable, TooMany
from plans.rows.views import clock, problem
from pusdplans.document.schema import DocumentError
from pusdplans.imports.pieces import Own
from pusdplans.imports.word.reading import NotReadable
from pusdplans.workspace import checking, form_readings
from pusdplans.workspace.form_readings import ChangedMeanwhile, Decided, NotWaiting, Taken
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.views import place, workspace


class WordFormForm(forms.Form):
    """The Word form to start from."""

    file = forms.FileField(
        label=gettext_lazy("Word form (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        max_length=1_000,
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Choose the Word form first, then upload it."),
            "max_length": gettext_lazy("The name of this file is too long: give it a shorter one, then upload it."),
        },
    )


@require_http_methods(["GET", "POST"])
@declares(Right.EDIT, comments=True)
def word_form(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Take a Word form in and read it; what is refused is said in a sentence beside the field."""
    form = WordFormForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = WordFormForm(request.POST, request.FILES)
        if was_too_large(request):
            form.errors["file"] = form.error_class([too_large()])
        elif form.is_valid():
            try:
                reading = form_readings.receive(plan, form.cleaned_data["file"], by=request.user)
                return redirect(address_of(plan, reading))
            except NotReadable as error:
                form.add_error("file", error.sentence)
    context = workspace(request, plan) | {"form": form, "readings": readings_of(plan, True), "here": "word-form"}
    return render(request, "workspace/word_form.html", context, status=422 if form.errors else 200)


def readings_of(plan: Plan, files: bool) -> Any:
    """Return the Word forms read for a plan, or the earlier plans laid out for it, newest first, without what is in them."""
    readings = plan.form_readings.select_related("person").defer("document", "certainty", "answers", "choices")
    return readings.filter(source__isnull=files)[:10]


def address_of(plan: Plan, reading: FormReading) -> str:
    """Return where a reading is checked."""
    return reverse("check_last_year" if reading.source_id else "check_reading", args=[*place(plan), reading.pk])


def too_large() -> str:
    """Return why a file above the limit is refused, and what to do."""
    from django.conf import settings

    sentence = _("This file is larger than %(limit)s: save the form without large pictures and upload it again.")
    return sentence % {"limit": size_words(settings.ATTACHMENT_MAX_BYTES)}


@require_http_methods(["GET", "POST"])
@declares(Right.EDIT, comments=True)
def check_reading(request: HttpRequest, plan: Plan, reading: int) -> HttpResponse:
    """Show each piece beside where it goes; keep what is decided, take it into the plan, or set it aside."""
    row = _reading(plan, reading)
    if request.method == "POST":
        return _ACTS.get(request.POST.get("act", ""), _keep)(request, plan, row)
    if not row.is_waiting:
        here = "last-year" if row.source_id else "word-form"
        return render(
            request, "workspace/word_form_done.html", workspace(request, plan) | {"reading": row, "here": here}
        )
    return _page(request, plan, row, form_readings.decided(row, _own(plan, row)))


def _reading(plan: Plan, reading: int) -> FormReading:
    row = get_object_or_404(FormReading.objects.select_related("person"), plan=plan, pk=reading)
    row.plan = plan
    return row


def _own(plan: Plan, row: FormReading) -> Own:
    return form_readings.own_of(plan, year=plan.cycle.first_year if row.source_id else None)


def _page(request: HttpRequest, plan: Plan, row: FormReading, so_far: Decided, *, status: int = 200) -> HttpResponse:
    here, template = ("last-year", "carry_forward") if row.source_id else ("word-form", "check_reading")
    context = workspace(request, plan) | checking.page_of(plan, row, so_far) | {"here": here}
    return render(request, f"workspace/{template}.html", context, status=status)


def _over(request: HttpRequest, plan: Plan, row: FormReading) -> HttpResponse:
    """Say that a reading is not being checked any more; the page shows what became of it."""
    sentence = _("This was taken in or set aside meanwhile: nothing was changed by this.")
    if is_fragment(request):
        return JsonResponse({"message": sentence}, status=409)
    messages.error(request, sentence)
    return redirect(address_of(plan, row))


def _keep(request: HttpRequest, plan: Plan, row: FormReading) -> HttpResponse:
    try:
        form_readings.keep(row, _own(plan, row), request.POST)
    except NotWaiting:
        return _over(request, plan, row)
    if is_fragment(request):
        return JsonResponse({"saved": clock()})
    messages.success(request, _("Kept: you can go on whenever you like. Nothing has gone into the plan yet."))
    return redirect(address_of(plan, row))


def _apply(request: HttpRequest, plan: Plan, row: FormReading) -> HttpResponse:
    """Keep what was sent, then take everything in at once; what stops it is said, and nothing decided is lost."""
    try:
        so_far = form_readings.keep(row, _own(plan, row), request.POST)
        if so_far.problems():
            messages.error(
                request, _("Nothing was taken in yet: a text is too long for its field. It is marked below.")
            )
            return _page(request, plan, row, so_far, status=422)
        taken = form_readings.take_in(plan, row, so_far, by=request.user)
    except NotWaiting:
        return _over(request, plan, row)
    except NotEditable as error:
        return problem(request, str(error), status=409, readonly=True)
    except ChangedMeanwhile as changed:
        names = ", ".join(str(SECTIONS[part].name) for part in changed.parts)
        sentence = _("Somebody changed %(parts)s after you saw it. Look at what is there now, then decide again.")
        messages.error(request, sentence % {"parts": names})
        return _page(request, plan, row, so_far, status=409)
    except (Refused, TooMany, DocumentError) as error:
        messages.error(request, _("Nothing was taken in: %(reason)s") % {"reason": error})
        return _page(request, plan, row, so_far, status=422)
    messages.success(request, taken_words(taken, row.file_name))
    return redirect("plan", *place(plan))


def taken_words(taken: Taken, name: str) -> str:
    """Say how many things came in, and what became of the others."""
    counted = (
        (taken.placed, ngettext("%(n)s piece came in", "%(n)s pieces came in", taken.placed)),
        (taken.pictures, ngettext("%(n)s picture is attached", "%(n)s pictures are attached", taken.pictures)),
        (taken.unplaced, ngettext("%(n)s is kept as unplaced text", "%(n)s are kept as unplaced text", taken.unplaced)),
        (
            taken.finished,
            ngettext("%(n)s finished action stayed behind", "%(n)s finished actions stayed behind", taken.finished),
        ),
        (taken.out, ngettext("%(n)s was left out", "%(n)s were left out", taken.out)),
        (
            taken.lines,
            ngettext(
                "%(n)s line of what came in was left out", "%(n)s lines of what came in were left out", taken.lines
            ),
        ),
        (
            taken.behind,
            ngettext(
                "%(n)s stayed behind, since its part keeps what was there",
                "%(n)s stayed behind, since their parts keep what was there",
                taken.behind,
            ),
        ),
    )
    said = [words % {"n": number} for index, (number, words) in enumerate(counted) if number or index == 0]
    return _("From “%(name)s”: %(said)s.") % {"name": name, "said": ", ".join(said)}


def _leave(request: HttpRequest, plan: Plan, row: FormReading) -> HttpResponse:
    """Set the reading aside, with what was decided so far."""
    try:
        form_readings.keep(row, _own(plan, row), request.POST)
    except NotWaiting:
        return _over(request, plan, row)
    form_readings.leave(row, by=request.user)
    messages.success(request, _("Set aside: nothing went into the plan. You can take it up again below."))
    return redirect("last_year" if row.source_id else "word_form", *place(plan))


def _reopen(request: HttpRequest, plan: Plan, row: FormReading) -> HttpResponse:
    form_readings.reopen(row, by=request.user)
    return redirect(address_of(plan, row))


_ACTS: dict[str, Any] = {"keep": _keep, "apply": _apply, "leave": _leave, "reopen": _reopen}


@require_GET
@declares(Right.EDIT)
def reading_picture(request: HttpRequest, plan: Plan, reading: int, picture: int) -> HttpResponse:
    """Send a picture of a Word form to the page that shows it."""
    row = _reading(plan, reading).pictures.exclude(file="").filter(position=picture).first()
    if row is None:
        raise Http404
    try:
        content = opened(row.file.storage, row.file.name)
    except Exception as error:  # each kind of storage raises its own
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type)
