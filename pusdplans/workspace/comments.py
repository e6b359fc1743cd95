"""Comments on a plan: all of them on a page, and beginning, answering and resolving them from any page that shows some."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans import commenting
from plans.access import declares, is_fragment
from plans.conversation import conversation_of, open_by_part
from plans.models import CommentThread, Plan
from plans.permissions import Right, rights
from plans.rich_text import clean_plain
from plans.rows.views import plan_url, problem
from pusdplans.document import schema
from pusdplans.document.collect import collect
from pusdplans.document.quoting import standing
from pusdplans.workspace.placed import Spot, on_document, on_parts, panel, place_threads, spots_of
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.views import place, workspace
from pusdplans.workspace.years import years_of

LONGEST = 5_000


class CommentForm(forms.Form):
    """What somebody writes."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        widget=forms.Textarea(attrs={"rows": 4, "data-mentions": ""}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write your comment first.")},
    )

    def clean_text(self) -> str:
        """Keep only characters that every file can hold; without any left, nothing was written."""
        text = clean_plain(self.cleaned_data["text"])
        if not text and self.fields["text"].required:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text


class NewCommentForm(CommentForm):
    """A first comment, and where it is to stand."""

    part = forms.ChoiceField(
        label=gettext_lazy("Part"), choices=lambda: [(each.slug, each.name) for each in SECTIONS.values()]
    )
    row = forms.UUIDField(label=gettext_lazy("About"), required=False, widget=forms.Select)
    quote = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    prefix = forms.CharField(required=False, max_length=500, strip=False, widget=forms.HiddenInput)
    suffix = forms.CharField(required=False, max_length=500, strip=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput)
    field_order = ["part", "row", "text"]


@require_GET
@declares(Right.READ_COMMENTS, comments=True)
def comments(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show everything that is said about the plan, in the plan's order, what is open first."""
    may = rights(request.user, plan)
    threads = conversation_of(plan)
    spots = spots_of(read_by(plan, may)) if threads else {}
    address = on_parts(plan) if may["edit"] else on_document(f"{plan_url(plan)}document/")
    context = (
        workspace(request, plan, may)
        | years_of(request.user, plan)
        | {"here": "comments"}
        | panel(place_threads(threads, spots, address))
    )
    return render(request, "workspace/comments.html", context)


@require_http_methods(["GET", "POST"])
@declares(Right.COMMENT, comments=True)
def new_comment(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Write a comment on a part, one of its rows, or words of it: on a page of its own, or sent by a script."""
    asked = {name: request.GET[name] for name in ("part", "row", "version") if name in request.GET}
    if "show" in request.POST:
        # Another part was chosen: its rows are shown, and what was written is kept.
        asked = request.POST.dict()
    is_sent = request.method == "POST" and "show" not in request.POST
    form = NewCommentForm(request.POST if is_sent else None, initial={"part": "goals", **asked})
    if is_sent and form.is_valid():
        return _start(request, plan, form.cleaned_data)
    if is_sent and is_fragment(request):
        return problem(request, _first_error(form), status=422)
    may = rights(request.user, plan)
    part = str(form["part"].value() or "")
    spots = spots_of(read_by(plan, may, _version(form["version"].value())))
    form.fields["row"].widget.choices = [("", _("the part as a whole")), *_choices(spots, part)]
    context = (
        workspace(request, plan, may)
        | years_of(request.user, plan)
        | {
            "form": form,
            "section": SECTIONS.get(part),
            "back": back_of(request, plan),
            "people": [each.name for each in commenting.people_of(plan) if each != request.user],
        }
    )
    return render(request, "workspace/new_comment.html", context, status=422 if form.errors else 200)


@require_GET
@declares(Right.COMMENT)
def comment_people(request: HttpRequest, plan: Plan) -> JsonResponse:
    """Answer with the names that a comment can mention."""
    people = commenting.people_of(plan).exclude(pk=request.user.pk)
    return JsonResponse({"names": [each.name for each in people if each.name]})


@require_POST
@declares(Right.COMMENT)
def comment_thread(request: HttpRequest, plan: Plan, thread: int) -> HttpResponse:
    """Answer a thread, resolve it or open it again: `act` says which; `text` may be blank but for an answer."""
    row = get_object_or_404(CommentThread, plan=plan, pk=thread)
    row.plan = plan
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        return problem(request, _("The page is out of date: reload it, then choose again."), status=422)
    form = CommentForm(request.POST)
    form.fields["text"].required = act is commenting.reply
    if not form.is_valid():
        return problem(request, _first_error(form), status=422)
    act(row, text=form.cleaned_data["text"], by=request.user, link=_link(plan, row.part))
    return _answer(request, plan, thread)


_ACTS: Mapping[str, Any] = {
    "reply": commenting.reply,
    "resolve": commenting.resolve,
    "reopen": commenting.reopen,
}


def read_by(plan: Plan, may: Mapping[str, Any], version: int | None = None) -> schema.PlanDocument:
    """Return the document a person reads: the version named, else the plan as it stands for whoever writes it, else the last."""
    submissions = plan.submissions.order_by("-number")
    if version:
        submissions = submissions.filter(number=version)
    submission = submissions.first() if version or not may["edit"] else None
    return schema.frozen(submission.document) if submission else collect(plan)


def back_of(request: HttpRequest, plan: Plan) -> str:
    """Return the page of this plan that a person came from and goes back to; without one, the list of comments."""
    url = plan_url(plan)
    back = request.POST.get("back", "") or request.GET.get("back", "")
    here = back.split("#")[0]
    return here if here.startswith(url) and here.isprintable() and "\\" not in here else f"{url}comments/"


def _start(request: HttpRequest, plan: Plan, values: dict[str, Any]) -> HttpResponse:
    may = rights(request.user, plan)
    version = values["version"] or 0
    spots = spots_of(read_by(plan, may, version))
    # A row that is gone meanwhile leaves its part: what was written is not lost.
    spot = spots.get(values["row"]) if values["row"] else None
    found = spot or spots[values["part"]]
    quote = standing(found.words, values["quote"])
    text = values["text"]
    if values["quote"] and not quote:
        text = f"“{' '.join(values['quote'].split())}”\n{text}"
    where = commenting.Where(
        part=found.part,
        row=values["row"] if spot else None,
        kind=found.kind,
        title=_title(found) if spot else "",
        quote=quote,
        prefix=values["prefix"],
        suffix=values["suffix"],
    )
    numbers = plan.submissions.values_list("number", flat=True)
    asked_in = version if version in numbers else commenting.version_at_work(plan)
    link = _link(plan, found.part)
    return _answer(request, plan, commenting.start(plan, where, text, by=request.user, asked_in=asked_in, link=link).pk)


def _answer(request: HttpRequest, plan: Plan, thread: int) -> HttpResponse:
    """Go back to the page and the thread; to a script, answer with the thread drawn, and how many are open."""
    back = back_of(request, plan)
    if not is_fragment(request):
        return HttpResponseRedirect(f"{back}#thread-{thread}")
    again = Plan.objects.with_place().visible_to(request.user).with_comments().get(pk=plan.pk)
    threads = conversation_of(again)
    one = next((each for each in threads if each.id == thread), None)
    if one is None:
        raise Http404
    may = rights(request.user, plan)
    url = plan_url(plan)
    reads = back.startswith((f"{url}document/", f"{url}changes/", f"{url}preview/"))
    address = on_document("" if reads else f"{url}document/") if reads or not may["edit"] else on_parts(plan)
    shown = place_threads([one], spots_of(read_by(plan, may)), address)[0]
    context = {"shown": shown, "plan_url": url, "may": may, "back": back, "plan": plan}
    html = render_to_string("workspace/_thread.html", context, request=request)
    return JsonResponse({"html": html, "thread": thread, "open": open_by_part(threads), "is_open": one.is_open})


def _link(plan: Plan, part: str) -> str:
    """Return the path that e-mails lead to: the thread in the list of all, from which its place is one step away."""
    return reverse("comments", args=place(plan)) + "#thread-{thread}"


def _choices(spots: Mapping[Any, Spot], part: str) -> list[tuple[str, str]]:
    return [
        (str(key), f"{spot.name}: {_title(spot)}" if spot.words else spot.name)
        for key, spot in spots.items()
        if spot.part == part and key != part
    ]


def _title(spot: Spot) -> str:
    first = spot.words.split("\n")[0]
    return first if len(first) <= 90 else first[:89].rsplit(" ", 1)[0] + "…"


def _version(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])
