"""The page of what changed between two versions of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from plans.access import declares, refuse
from plans.conversation import Thread
from plans.models import Plan
from plans.permissions import Right, rights
from pusdplans.document.compare import Field, PartChange, RowChange, State, compare
from pusdplans.workspace.placed import Placed, by_row, place_threads, spots_of
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.versions import (
    NOW,
    SENT_BACK,
    Version,
    chosen,
    documents_of,
    sent_back,
    tabs,
    versions_of,
)
from pusdplans.workspace.views import workspace


@require_GET
@declares(Right.VIEW, comments=True)
def changes(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show what changed from one version to another; without any named, from the last but one to the last.

    Whoever may edit the plan can compare with it as it stands now, and that is then the last one.
    """
    may = rights(request.user, plan)
    since, until = (request.GET.get(name, "") for name in ("from", "to"))
    if until == NOW and not may["edit"]:
        return refuse(request, may["edit"].reason)
    versions = versions_of(plan, with_now=bool(may["edit"]))
    pair = chosen(versions, since, until)
    context = workspace(request, plan, may) | {"versions": versions, "here": "changes"}
    if pair:
        context |= _comparison(request, plan, pair, context["threads"]) | _names(request, plan, versions, pair)
    else:
        context["only"] = versions[0] if versions else None
    return render(request, "workspace/changes.html", context)


def _comparison(
    request: HttpRequest, plan: Plan, pair: tuple[Version, Version], threads: list[Thread]
) -> dict[str, Any]:
    older, _newer = pair
    before, after = documents_of(plan, pair)
    comparison = compare(before, after)
    whole = request.GET.get("show") == "whole"
    shown = [ShownPart.of(part, whole=whole) for part in comparison.parts]
    parts = [part for part in shown if part.rows]
    # What was resolved before, these changes did not.
    threads = [each for each in threads if (each.resolved_in or older.number + 1) > older.number]
    return {
        "comparison": comparison,
        "parts": parts,
        "changed_parts": [part for part in shown if part.counts],
        "whole": whole,
    } | _comments(place_threads(threads, spots_of(after), lambda thread: "") if threads else [], parts)


def _comments(placed: list[Placed], parts: list["ShownPart"]) -> dict[str, Any]:
    """Return the threads by the row or part they stand at, and the open ones that stand at none of those shown."""
    at = {(each.row.kind, each.row.id) for part in parts for each in part.rows} | {("", part.slug) for part in parts}
    beside = [each for each in placed if (each.thread.kind, each.thread.row or each.thread.part) in at]
    rest = [each for each in placed if each not in beside and each.thread.is_open]
    return {"placed": by_row(beside), "unchanged_threads": rest}


def _names(request: HttpRequest, plan: Plan, versions: list[Version], pair: tuple[Version, Version]) -> dict[str, Any]:
    before, after = pair
    events = list(plan.events.filter(kind__in=SENT_BACK).select_related("person"))
    return tabs(plan, request.user, events, before=before.number, after=after.number) | {
        "before": before,
        "after": after,
        "sent_back": sent_back(events, before.number),
        "is_open": after == versions[-1],
    }


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it. fields: those to show, with a title where its own text is not among them.

    is_context: it only stands there for the rows beneath it.
    """

    row: RowChange
    fields: tuple[Field, ...]
    has_title: bool
    is_context: bool

    @property
    def is_named(self) -> bool:
        """Whether its kind is said: the list of services is a list of nothing else."""
        return self.row.is_touched or self.row.kind != "service"

    @classmethod
    def of(cls, row: RowChange, *, whole: bool) -> "ShownRow":
        """Choose the fields: what changed, or all that says something."""
        every = whole or row.state in (State.ADDED, State.REMOVED)
        fields = tuple(each for each in row.fields if (not each.is_blank if every else each.is_changed))
        if row.is_heading:
            fields = ()
        elif row.kind == "clause":
            # IF, AND or THEN is what a clause is called by; as a field it shows only when it became another.
            fields = tuple(
                each for each in fields if each.name != "kind" or (each.before and each.after and each.is_changed)
            )
        named = bool(fields) and fields[0] == row.fields[0]
        return cls(row, fields, not named, not row.is_touched and not whole)


@dataclass(frozen=True)
class ShownPart:
    """A part as the page shows it."""

    slug: str
    letter: str
    name: str | Promise
    counts: Any
    rows: tuple[ShownRow, ...]

    @classmethod
    def of(cls, part: PartChange, *, whole: bool) -> "ShownPart":
        """Choose the rows: what changed and what it stands under, or all."""
        section = SECTIONS.get(part.slug)
        letter, name = (section.letter, section.name) if section else ("", _("Text without a place"))
        return cls(part.slug, letter, name, part.counts, tuple(_shown(part, whole=whole)))


def _shown(part: PartChange, *, whole: bool) -> Iterator[ShownRow]:
    for row in part.walk():
        if row.is_touched or row.is_touched_within:
            yield ShownRow.of(row, whole=whole)
        elif whole and (row.children or not all(each.is_blank for each in row.fields)):
            yield ShownRow.of(row, whole=True)
