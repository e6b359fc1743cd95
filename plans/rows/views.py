"""The generic views of rows: save, add, paste, delete, restore, move, indent. They serve every row kind.

A script of ours asks with `X-Requested-With: fetch` and gets JSON; a plain POST gets a redirect back to the row, or,
where something is wrong, a page with that row and the sentence beside the field.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.access import is_fragment, sent_texts
from plans.models import Plan
from plans.prompts import prompts_of
from plans.rows import saving
from plans.rows.kind import RowKind, row_kinds
from plans.rows.paste import pasted_items
from plans.rows.posted import as_sent, as_text, id_in, level_of

_ONCE = uuid.UUID("6d0f3a1e-8d3c-4d0b-9a53-1f7c2f4b7e10")


def says_what_is_wrong(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer what can go wrong while a plan is changed with a sentence that loses nothing."""

    @require_POST
    @wraps(view)
    def wrapped(request: HttpRequest, plan: Plan, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, plan, **kwargs)
        except saving.NotEditable as error:
            return problem(request, str(error), status=409, readonly=True)
        except saving.UnknownRow as error:
            return problem(request, str(error), status=410)
        except saving.TooMany as error:
            return problem(request, str(error), status=422)

    return wrapped


def row_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the row kind, and answer what can go wrong with a sentence that loses nothing."""

    @says_what_is_wrong
    @wraps(view)
    def wrapped(request: HttpRequest, plan: Plan, kind: str, **kwargs: Any) -> HttpResponse:
        if kind not in row_kinds():
            raise Http404
        return view(request, plan, row_kinds()[kind], **kwargs)

    return wrapped


@row_view
def save(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse:
    """Save the fields of one row that are right, from the revision the person saw."""
    return _saved(request, plan, kind, row)


def _saved(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse:
    revision = request.POST.get("revision", "")
    if not (revision.isdecimal() and len(revision) < 16):
        return problem(
            request, _("The page is out of date. Copy your text, reload the page, and paste it again."), status=422
        )
    outcome = saving.save_row(kind, plan, row, revision=int(revision), data=request.POST, by=request.user)
    if outcome.conflict:
        return _conflict(request, plan, kind, outcome)
    errors = {name: " ".join(messages) for name, messages in outcome.form.errors.items()}
    if not is_fragment(request):
        if errors:
            return _row_page(request, plan, kind, outcome, status=422)
        return back_to(plan, kind, row)
    values = {name: as_sent(outcome.form, name) for name in outcome.form.fields if name in outcome.form.cleaned_data}
    answer = {"revision": outcome.row.revision, "saved": clock(), "errors": errors, "values": values}
    return JsonResponse(answer, status=422 if errors else 200)


def _unless_saved(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse | None:
    """Save what a row's own buttons send along where no script has saved it before; return what stands in the way."""
    if is_fragment(request) or not kind.form.base_fields.keys() & request.POST.keys():
        return None
    answer = _saved(request, plan, kind, row)
    return None if answer.status_code == HTTPStatus.FOUND else answer


@row_view
def add(request: HttpRequest, plan: Plan, kind: RowKind, parent: uuid.UUID | None = None) -> HttpResponse:
    """Add a blank row behind `after`, or at the end."""
    if not kind.comes_blank:
        raise Http404
    values: dict[str, Any] = {}
    if kind.outline:
        values["level"] = level_of(request)
    for name in kind.starting_fields:
        if request.POST.get(name) in dict(kind.model._meta.get_field(name).flatchoices):
            values[name] = request.POST[name]
    return _added(request, plan, kind, parent, [values])


@row_view
def paste(request: HttpRequest, plan: Plan, kind: RowKind, parent: uuid.UUID | None = None) -> HttpResponse:
    """Add one row for each item of a pasted list, at its level, behind `after`."""
    if not kind.outline:
        raise Http404
    level = level_of(request)
    items = pasted_items(request.POST.get("text", ""), request.POST.get("html", ""))
    return _added(request, plan, kind, parent, [{"level": level + deeper, "text": text} for deeper, text in items])


@row_view
def delete(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse:
    """Delete a row, with Undo."""
    _refuse_single(kind)
    if answer := _unless_saved(request, plan, kind, row):
        return answer
    gone = saving.delete_row(kind, plan, row, by=request.user)
    context = {"row": gone[0], "kind": kind, "rows_url": rows_url(plan), "also": len(gone) - 1}
    html = render_to_string("rows/_deleted.html", context, request=request)
    if not is_fragment(request):
        messages.success(request, html)
        return back_to(plan, kind, None)
    return JsonResponse({"html": html, "ids": [str(each.id) for each in gone], "saved": clock()})


@row_view
def restore(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse:
    """Bring a deleted row back."""
    _refuse_single(kind)
    back = saving.restore_row(kind, plan, row, by=request.user)
    if not is_fragment(request):
        return back_to(plan, kind, row)
    return JsonResponse({"html": drawn(request, plan, kind, back), "id": str(row), "saved": clock()})


@row_view
def move(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse:
    """Move a row up or down."""
    _refuse_single(kind)
    if answer := _unless_saved(request, plan, kind, row):
        return answer
    siblings = saving.move_row(kind, plan, row, up=request.POST.get("direction") == "up", by=request.user)
    return _order(request, plan, kind, row, siblings)


@row_view
def indent(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID) -> HttpResponse:
    """Indent or outdent a row."""
    if not kind.outline:
        raise Http404
    if answer := _unless_saved(request, plan, kind, row):
        return answer
    steps = -1 if request.POST.get("direction") == "out" else 1
    siblings = saving.indent_row(kind, plan, row, steps=steps, by=request.user)
    return _order(request, plan, kind, row, siblings)


def problem(request: HttpRequest, message: str, *, status: int, readonly: bool = False) -> HttpResponse:
    """Say what is wrong: as JSON to a script, else on a page that shows what was sent, so that nothing is lost."""
    if is_fragment(request):
        return JsonResponse({"message": message, "readonly": readonly}, status=status)
    return render(request, "rows/problem.html", {"message": message, "sent": sent_texts(request)}, status=status)


def plan_url(plan: Plan) -> str:
    """Return the address of a plan; its pages stand beneath."""
    return reverse("plan", args=[plan.cycle.label, plan.department.slug])


def rows_url(plan: Plan) -> str:
    """Return the address beneath which a plan's rows are saved, so that templates need not look up each."""
    return f"{plan_url(plan)}rows/"


def _added(
    request: HttpRequest, plan: Plan, kind: RowKind, parent: uuid.UUID | None, items: list[dict[str, Any]]
) -> HttpResponse:
    _refuse_single(kind)
    among = _parent(plan, kind, parent)
    items = _named(request, kind, among, items)
    rows = saving.add_rows(kind, plan, among, items, after=id_in(request, "after"), by=request.user)
    if not is_fragment(request):
        return back_to(plan, kind, rows[0].id if rows else None)
    html = drawn(request, plan, kind, rows)
    return JsonResponse({"html": html, "ids": [str(row.id) for row in rows], "saved": clock()})


def _named(request: HttpRequest, kind: RowKind, parent: Any, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give new rows ids that follow from `once`, the name our script gave to the request.

    Sent again because its answer got lost, it then adds nothing. The parent is in the name, so no row elsewhere is met.
    """
    once = request.POST.get("once", "")
    if not (once.isalnum() and once.isascii() and len(once) <= 64):
        return items
    name = f"{kind.name}/{parent.pk}/{request.user.pk}/{once}"
    return [{**each, "id": uuid.uuid5(_ONCE, f"{name}/{index}")} for index, each in enumerate(items)]


def _parent(plan: Plan, kind: RowKind, parent: uuid.UUID | None) -> Any:
    """Return what a new row belongs to: the plan, or the living row of this plan that the URL names."""
    if kind.parent_model is None:
        if parent is not None:
            raise Http404
        return plan
    found = kind.parent_model.objects.live().filter(id=parent, plan=plan).first()
    if found is None:
        raise Http404
    return found


def _order(request: HttpRequest, plan: Plan, kind: RowKind, row: uuid.UUID, siblings: list[Any]) -> HttpResponse:
    if not is_fragment(request):
        return back_to(plan, kind, row)
    rows = [{"id": str(each.id), "level": getattr(each, "level", 0)} for each in siblings]
    return JsonResponse({"rows": rows, "saved": clock()})


def _conflict(request: HttpRequest, plan: Plan, kind: RowKind, outcome: saving.Outcome) -> HttpResponse:
    """Show both texts and let the person choose."""
    if not is_fragment(request):
        return _row_page(request, plan, kind, outcome, status=409)
    row = kind.rows(plan).select_related("updated_by").get(id=outcome.row.id)
    fields = [
        {
            "name": name,
            "label": str(outcome.form.fields[name].label),
            "theirs": as_text(value),
            "mine": as_text(outcome.form.cleaned_data[name]),
        }
        for name, value in outcome.conflict.items()
    ]
    who = str(row.updated_by) if row.updated_by else _("Somebody")
    message = _("%(who)s changed this at %(time)s, while you were typing. Which text is right?") % {
        "who": who,
        "time": formats.time_format(timezone.localtime(row.updated_at), "G:i"),
    }
    return JsonResponse({"message": message, "revision": row.revision, "fields": fields}, status=409)


def _row_page(request: HttpRequest, plan: Plan, kind: RowKind, outcome: saving.Outcome, *, status: int) -> HttpResponse:
    current = kind.rows(plan).get(id=outcome.row.id)
    theirs = [(outcome.form.fields[name].label, value) for name, value in outcome.conflict.items()]
    context = {
        "rows_url": rows_url(plan),
        "kind": kind,
        "row": current,
        "form": outcome.form,
        "theirs": theirs,
        "back": _address(plan, kind, current.id),
    }
    return render(request, "rows/row_page.html", context, status=status)


def drawn(request: HttpRequest, plan: Plan, kind: RowKind, rows: list[Any]) -> str:
    """Return the HTML of rows, as their page draws them."""
    context = {"plan": plan, "kind": kind, "plan_url": plan_url(plan), "rows_url": rows_url(plan)}
    context["prompts"] = prompts_of(plan.cycle)
    return "".join(
        render_to_string(kind.template, {**context, **kind.context(row), "row": row}, request=request) for row in rows
    )


def back_to(plan: Plan, kind: RowKind, row: uuid.UUID | None) -> HttpResponse:
    """Lead back to the row on its page, after a plain post."""
    return HttpResponseRedirect(_address(plan, kind, row))


def _address(plan: Plan, kind: RowKind, row: uuid.UUID | None) -> str:
    slug = kind.part
    if row and kind.part_of:
        slug = kind.part_of(kind.rows(plan).get(id=row))
    part = reverse("part", args=[plan.cycle.label, plan.department.slug, slug])
    return f"{part}#row-{row}" if row else part


def _refuse_single(kind: RowKind) -> None:
    if kind.single:
        raise Http404


def clock() -> str:
    """Return the time of day in the district, as "Saved 10:42" says it."""
    return formats.time_format(timezone.localtime(), "G:i")
