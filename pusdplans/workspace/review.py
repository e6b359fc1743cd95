"""What a reviewer or an admin does with a plan: return, approve, reopen, extend."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from plans import lifecycle
from plans.access import declares
from plans.conversation import conversation_of
from plans.models import Plan
from plans.permissions import Right, rights
from plans.rich_text import shorten
from pusdplans.workspace.comments import read_by
from pusdplans.workspace.placed import Placed, on_document, place_threads, spots_of
from pusdplans.workspace.views import place, workspace


class ReasonForm(forms.Form):
    """The reason a department reads."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        error_messages={"required": gettext_lazy("Write the reason: the department reads it.")},
    )


class ReturnForm(ReasonForm):
    """The reason a plan comes back: what the reviewer writes, and the open comments that are to be answered."""

    comments = forms.MultipleChoiceField(
        label=gettext_lazy("Open comments to send along"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, asked: Sequence[Placed], **kwargs: Any) -> None:
        """Make the form; `asked` are the open threads, all ticked at first."""
        super().__init__(*args, **kwargs)
        self.asked = asked
        choices = [(str(each.thread.id), _asked_words(each)) for each in asked]
        self.fields["comments"].choices = choices
        self.fields["comments"].initial = [key for key, _words in choices]
        self.fields["reason"].required = False
        if not asked:
            del self.fields["comments"]

    def clean(self) -> dict[str, Any]:
        """Put the comments that are ticked beneath the reason, each with its place; one of both is needed."""
        values = super().clean() or {}
        ticked = [each for each in self.asked if str(each.thread.id) in values.get("comments", ())]
        reason = values.get("reason", "").strip()
        if not (reason or ticked) and not self.errors:
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        lines = [f"{number}. {_asked_words(each)}" for number, each in enumerate(ticked, 1)]
        values["reason"] = "\n\n".join(filter(None, [reason, "\n".join(lines)]))
        return values


def _asked_words(placed: Placed) -> str:
    """Say what an open thread asks, in a line: Goal 2, “specific teacher”: Which sites? (David Rennie)."""
    thread, asked = placed.thread, placed.thread.said[0]
    where = f"{placed.name}, “{shorten(escape(thread.quote), 80)}”" if thread.quote else placed.name
    return f"{where}: {' '.join(asked.text.split())} ({asked.author})"


class ExtensionForm(ReasonForm):
    """A new due date for one plan, with its reason."""

    due_date = forms.DateField(
        label=gettext_lazy("New due date"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose the new due date."),
            "invalid": gettext_lazy("A date looks like 2027-06-30."),
        },
    )
    field_order = ["due_date", "reason"]


class NoteForm(forms.Form):
    """What the reviewer says with the approval, if anything; `version` is the submission they read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Note to the department (optional)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )


@require_http_methods(["GET", "POST"])
@declares(Right.REVIEW, comments=True)
def approve(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Approve the submission the reviewer read, after saying what that does."""

    def act(values: dict[str, Any]) -> str:
        lifecycle.approve(plan, by=request.user, note=values["note"], version=values["version"])
        return _("Approved. The department has been told.")

    open_one = plan.submissions.order_by("-number").values_list("number", flat=True).first()
    texts = {
        "title": _("Approve version %(number)s") % {"number": open_one},
        "lead": _("The plan is then read-only for everyone, until a reviewer or an admin reopens it."),
        "button": _("Approve"),
    }
    if still_open := sum(each.is_open for each in conversation_of(plan)):
        words = ngettext("%(number)s comment is still open.", "%(number)s comments are still open.", still_open)
        texts["lead"] = f"{words % {'number': still_open}} {texts['lead']}"
    return _with_reason(request, plan, NoteForm, act, texts, initial={"version": open_one})


@require_http_methods(["GET", "POST"])
@declares(Right.REVIEW, comments=True)
def return_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Return the plan with a reason."""

    def act(values: dict[str, Any]) -> str:
        lifecycle.return_plan(plan, by=request.user, reason=values["reason"])
        return _("Returned. The department has been told why.")

    texts = {
        "title": _("Return the plan"),
        "lead": _("The department gets your reason by e-mail and sees it on its plan."),
        "button": _("Return to the department"),
    }
    threads = [each for each in conversation_of(plan) if each.is_open]
    rights_now = rights(request.user, plan)
    asked = place_threads(threads, spots_of(read_by(plan, rights_now)), on_document("")) if threads else []
    return _with_reason(request, plan, partial(ReturnForm, asked=asked), act, texts)


@require_http_methods(["GET", "POST"])
@declares(Right.REOPEN)
def reopen(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Reopen an approved plan with a reason."""

    def act(values: dict[str, Any]) -> str:
        lifecycle.reopen(plan, by=request.user, reason=values["reason"])
        return _("Reopened. The department can change its plan again.")

    texts = {
        "title": _("Reopen the approved plan"),
        "lead": _("The department can change it and submit the next version. What was approved stays in the history."),
        "button": _("Reopen"),
    }
    return _with_reason(request, plan, ReasonForm, act, texts)


@require_http_methods(["GET", "POST"])
@declares(Right.EXTEND)
def extend(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Give one plan more time, with a reason."""

    def act(values: dict[str, Any]) -> str:
        lifecycle.extend(plan, by=request.user, due_date=values["due_date"], reason=values["reason"])
        return _("The due date is moved. The department has been told.")

    texts = {
        "title": _("Extend the due date"),
        "lead": _("This moves the due date of this one plan."),
        "button": _("Extend"),
    }
    return _with_reason(request, plan, ExtensionForm, act, texts)


def _with_reason(
    request: HttpRequest,
    plan: Plan,
    form_class: Callable[..., forms.Form],
    act: Callable[[dict[str, Any]], str],
    texts: dict[str, str],
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
            return redirect("read", *place(plan))
        except lifecycle.NotPossible as error:
            form.add_error(None, str(error))
            plan.refresh_from_db(fields=["status"])
    status = 422 if form.errors else 200
    return render(
        request, "workspace/with_reason.html", workspace(request, plan) | texts | {"form": form}, status=status
    )
