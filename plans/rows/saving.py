"""Writing rows: each function is one transaction that begins by holding the plan open.

Correct on SQLite and PostgreSQL alike, since it leans on conditional updates only: the plan's (still editable?) and
the row's (still at the revision the person saw?).
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import row_changes, trail
from plans.models import DEEPEST_LEVEL, EDITABLE, EventKind, Plan, Row, Status
from plans.rows import outline
from plans.rows.kind import RowKind

MOST_ROWS = 1_000
_UNDER_WAY = tuple(status for status in EDITABLE if status != Status.NOT_STARTED)


class NotEditable(Exception):
    """The plan was submitted or approved meanwhile."""


class UnknownRow(Exception):
    """There is no such row in this plan, or it is deleted."""


class TooMany(Exception):
    """More rows than a plan can hold."""


@dataclass
class Outcome:
    """What saving a row came to. `conflict`: by field, what is stored, where it is not what was sent."""

    row: Row
    form: Any
    saved: bool
    conflict: dict[str, Any] = field(default_factory=dict)


def hold_open(plan: Plan, *, by: Any = None) -> None:
    """Note the change on the plan, in the transaction that changes it; the first change starts it. Raises NotEditable."""
    # Where somebody else starts the plan between the two updates, it is under way now.
    if not (_go_on(plan) or _start(plan, by) or _go_on(plan)):
        raise NotEditable(
            _(
                "This plan was submitted or approved meanwhile: it cannot be changed now. Your text is safe on this device: copy it into a new row."
            )
        )


def _go_on(plan: Plan) -> int:
    return Plan.objects.filter(pk=plan.pk, status__in=_UNDER_WAY).update(changed_at=timezone.now())


def _start(plan: Plan, by: Any) -> int:
    before, after = {"status": Status.NOT_STARTED}, {"status": Status.IN_PROGRESS}
    started = Plan.objects.filter(pk=plan.pk, **before).update(**after, changed_at=timezone.now())
    if started:
        plan.status = Status.IN_PROGRESS
        trail.note(plan, EventKind.STARTED, by, rows=[row_changes.changed(plan, before, after)])
    return started


def _note(kind: RowKind, plan: Plan, what: EventKind, by: Any, row: Any, rows: list[row_changes.RowChange]) -> None:
    """Note what was done to `row`, and what that made of all `rows`."""
    if rows:
        about = {"of": row_changes.label_of(row), "title": row_changes.title(row)}
        trail.note(plan, what, by, rows=rows, parts=[kind.place(row)], **about)


def find(kind: RowKind, plan: Plan, row_id: uuid.UUID) -> Any:
    """Return the living row of this plan. Raises UnknownRow."""
    row = kind.by_id.first(plan.pk, row_id)
    if row is None:
        raise UnknownRow(_("This row is not in the plan any more. Your text is safe on this device."))
    return row


@transaction.atomic
def save_row(kind: RowKind, plan: Plan, row_id: uuid.UUID, *, revision: int, data: Any, by: Any) -> Outcome:
    """Write the fields of `data` that are right, if the row still is at `revision`.

    A row at another revision is a conflict, unless what it holds is what was sent (an answer that got lost).
    Raises NotEditable, UnknownRow.
    """
    hold_open(plan, by=by)
    row = find(kind, plan, row_id)
    form = kind.form(data, instance=row)
    form.full_clean()
    values = form.saveable()
    if values:
        if not kind.model.objects.at_revision(row_id, revision).change(by=by, **values):
            return Outcome(row, form, saved=False, conflict={name: form.stored[name] for name in values})
        row.revision = revision + 1
        _note(kind, plan, EventKind.CHANGED, by, row, [row_changes.changed(row, form.stored, values)])
    return Outcome(row, form, saved=True)


@transaction.atomic
def add_rows(
    kind: RowKind, plan: Plan, parent: Any, items: list[dict[str, Any]], *, after: uuid.UUID | None, by: Any
) -> list[Any]:
    """Add rows with the given values behind the row `after` (else at the end). Returns them.

    Where the values name ids that are there already, the answer to the same request got lost: nothing is added again.
    Raises NotEditable, TooMany; UnknownRow where what was added then is deleted since.
    """
    hold_open(plan, by=by)
    among = {f"{kind.parent}_id": parent.pk}
    if before := _added_before(kind, among, items):
        return before
    siblings: list[Any] = list(kind.model.objects.live().filter(**among).order_by("position", "id"))
    if len(siblings) + len(items) > MOST_ROWS:
        raise TooMany(_("A list holds %(most)s rows at the most. Please paste a shorter one.") % {"most": MOST_ROWS})
    place = next((index + 1 for index, row in enumerate(siblings) if row.id == after), len(siblings))
    new: list[Any] = [kind.model(**among, **values, updated_by=by) for values in items]
    ordered = siblings[:place] + new + siblings[place:]
    if kind.outline:
        levels = outline.settled([row.level for row in ordered])
        for row in new:
            row.level = levels[ordered.index(row)]
    kept = _renumbered(ordered, new)
    kind.model.objects.bulk_create(new)
    _write(kind, siblings, "position")
    if new:
        _note(kind, plan, EventKind.ADDED, by, new[0], [*map(row_changes.added, new), *kept])
    return new


def _added_before(kind: RowKind, among: dict[str, Any], items: list[dict[str, Any]]) -> list[Any]:
    named = [each["id"] for each in items if "id" in each]
    there: list[Any] = (
        list(kind.model.objects.filter(**among, id__in=named).order_by("position", "id")) if named else []
    )
    living = [row for row in there if row.deleted_at is None]
    if there and not living:
        raise UnknownRow(_("This was added before, and deleted since."))
    return living


@transaction.atomic
def delete_row(kind: RowKind, plan: Plan, row_id: uuid.UUID, *, by: Any) -> list[Any]:
    """Delete a row, in an outline with its whole block. Returns what was deleted. Raises NotEditable, UnknownRow."""
    hold_open(plan, by=by)
    row = find(kind, plan, row_id)
    gone = [row]
    if kind.outline:
        siblings = list(kind.siblings(row))
        start = siblings.index(row)
        gone = siblings[start : outline.block_end([each.level for each in siblings], start)]
    now = {"deleted_at": timezone.now()}
    kind.model.objects.filter(id__in=[each.id for each in gone]).change(by=by, **now)
    rows = [row_changes.changed(each, {"deleted_at": None}, now) for each in gone]
    _note(kind, plan, EventKind.DELETED, by, row, rows)
    return gone


@transaction.atomic
def restore_row(kind: RowKind, plan: Plan, row_id: uuid.UUID, *, by: Any) -> list[Any]:
    """Bring a deleted row back, with all that was deleted in the same act. Raises NotEditable, UnknownRow."""
    hold_open(plan, by=by)
    row = kind.rows(plan).filter(id=row_id).first()
    if row is None:
        raise UnknownRow(_("This row cannot be brought back: the plan was submitted since."))
    if row.deleted_at is None:
        return [row]
    same_act = kind.rows(plan).filter(
        deleted_at=row.deleted_at, **{f"{kind.parent}_id": getattr(row, f"{kind.parent}_id")}
    )
    ids = list(same_act.order_by("position", "id").values_list("id", flat=True))
    kind.model.objects.filter(id__in=ids).change(by=by, deleted_at=None)
    back = kind.model.objects.in_bulk(ids)
    then, now = {"deleted_at": row.deleted_at}, {"deleted_at": None}
    _note(kind, plan, EventKind.RESTORED, by, row, [row_changes.changed(back[each], then, now) for each in ids])
    return [back[each] for each in ids]


@transaction.atomic
def move_row(kind: RowKind, plan: Plan, row_id: uuid.UUID, *, up: bool, by: Any) -> list[Any]:
    """Move a row (in an outline its block) past its neighbour. Returns all siblings in their order."""
    hold_open(plan, by=by)
    row = find(kind, plan, row_id)
    siblings = list(kind.siblings(row))
    levels = [each.level for each in siblings] if kind.outline else [0] * len(siblings)
    order = outline.moved(levels, siblings.index(row), up=up)
    if order is not None:
        siblings = [siblings[index] for index in order]
        moved = _renumbered(siblings)
        _write(kind, siblings, "position")
        _note(kind, plan, EventKind.MOVED, by, row, moved)
    return siblings


@transaction.atomic
def indent_row(kind: RowKind, plan: Plan, row_id: uuid.UUID, *, steps: int, by: Any) -> list[Any]:
    """Indent (steps=1) or outdent (steps=-1) a row's block. Returns all siblings in their order."""
    hold_open(plan, by=by)
    row = find(kind, plan, row_id)
    siblings = list(kind.siblings(row))
    levels = outline.shifted([each.level for each in siblings], siblings.index(row), by=steps)
    if levels is not None:
        rows = []
        for each, level in zip(siblings, levels, strict=True):
            before, each.level = each.level, min(level, DEEPEST_LEVEL)
            if each.level != before:
                rows.append(row_changes.changed(each, {"level": before}, {"level": each.level}))
        _write(kind, siblings, "level")
        _note(kind, plan, EventKind.INDENTED, by, row, rows)
    return siblings


def _renumbered(rows: list[Any], new: list[Any] = ()) -> list[row_changes.RowChange]:  # type: ignore[assignment]
    """Number rows in their order, and return what that changed of those that are not new."""
    fresh = {row.id for row in new}
    found = []
    for position, row in enumerate(rows):
        before, row.position = row.position, position
        if before != position and row.id not in fresh:
            found.append(row_changes.changed(row, {"position": before}, {"position": position}))
    return found


def _write(kind: RowKind, rows: list[Any], column: str) -> None:
    """Write one column of a few rows in one statement; the text, and so the revision, stays as it is."""
    if rows:
        kind.model.objects.bulk_update(rows, [column], batch_size=200)
