"""Noting rows that are written one by one as a whole: by the admin's forms, and from sheets.

A row of a plan goes into that plan's chain, everything else into the district's.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, router
from django.db.models.deletion import Collector

from plans import row_changes, trail
from plans.models import Event, EventKind, Plan
from plans.row_changes import RowChange, Rows, label_of, values_of
from plans.rows.kind import parts_of


def owner(row: Any) -> Plan | None:
    """Return the plan that a row belongs to, or None for what belongs to the district."""
    names = {field.name for field in row._meta.concrete_fields}
    for name in ("plan", "goal", "metric"):
        if name in names:
            parent = getattr(row, name)
            return parent if parent is None or isinstance(parent, Plan) else owner(parent)
    return None


def stored(row: Any) -> Any:
    """Return the row as the database has it, or None if it has none."""
    return type(row)._default_manager.filter(pk=row.pk).first() if row.pk is not None else None


def events_of_saving(then: Any, row: Any, by: Any) -> list[Event]:
    """Return the events of a row that was just saved; `then` is the row before that, None if it is new."""
    if then is None:
        return [_event(owner(row), EventKind.ADDED, by, row, [row_changes.added(row)])]
    before, after = owner(then), owner(row)
    if before == after:
        changes = row_changes.between(_known([then]), _known([row]))
        return [_event(after, EventKind.CHANGED, by, row, changes)] if changes else []
    # It went into another plan, and what hangs from it went along.
    along = hanging([row])
    gone = [row_changes.removed(each) for each in (then, *along)]
    here = [row_changes.added(each) for each in (row, *along)]
    return [
        _event(before, EventKind.DELETED, by, then, gone),
        _event(after, EventKind.ADDED, by, row, here),
    ]


def events_of_deleting(rows: Sequence[Any], by: Any) -> list[Event]:
    """Return the events of rows that are about to be deleted, each with all that hangs from it."""
    return [
        _event(owner(row), EventKind.DELETED, by, row, [row_changes.removed(each) for each in (row, *hanging([row]))])
        for row in rows
    ]


def hanging(rows: Sequence[Any]) -> list[Any]:
    """Return the rows that hang from these: those that would be deleted along with them."""
    collector = Collector(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows, collect_related=True)
    found = [each for instances in collector.data.values() for each in instances]
    found += [each for some in collector.fast_deletes for each in some]
    return [each for each in found if each not in rows]


def add_imported(events: Iterable[Event], by: Any) -> None:
    """Note what a sheet changed, row by row as `events` say: as one event for each plan, and one of the district."""
    by_chain: dict[int, list[Event]] = {}
    for event in events:
        by_chain.setdefault(event.chain, []).append(event)
    trail.add([_as_one(found, by) for found in by_chain.values()])


def _as_one(events: list[Event], by: Any) -> Event:
    rows = [change for event in events for change in event.rows]
    parts = [part for event in events for part in event.parts.split(",") if part]
    kinds = {event.detail["of"] for event in events}
    of = events[0].detail["of"]
    named = {"title": events[0].detail["title"]} if len(events) == 1 else {}
    return trail.prepared(
        events[0].plan, EventKind.IMPORTED, by, rows=rows, parts=parts, of=of if len(kinds) == 1 else "", **named
    )


def _known(rows: Iterable[models.Model]) -> Rows:
    return {(label_of(row), str(row.pk)): values_of(row) for row in rows}


def _event(plan: Plan | None, kind: EventKind, by: Any, row: Any, changes: list[RowChange]) -> Event:
    title = row_changes.title(row) or str(row) if plan else str(row)
    parts = parts_of(changes, _known([row])) if plan else []
    return trail.prepared(plan, kind, by, rows=changes, parts=parts, of=label_of(row), title=title)
