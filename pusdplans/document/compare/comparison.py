"""What changed from one version of a plan to another, part by part and row by row.

Rows are told apart by their id, so that a row that was changed is not one removed and one added, and an insertion moves
nothing. Division, department, reviewer and due date are not the department's to change, and are left out.
"""

import enum
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any
from uuid import UUID

from pusdplans.document.compare.marks import marked, marked_plain
from pusdplans.document.compare.markup import read
from pusdplans.document.compare.pairing import Pairs
from pusdplans.document.compare.rows import COLUMNS, PARTS, Form, Row, Rows, rows_of, title_of
from pusdplans.document.compare.sequences import stretches
from pusdplans.document.schema import PlanDocument


class State(enum.StrEnum):
    """What became of a row; whether it was moved besides is said by its `move`."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Linked:
    """What a link names: the same row in both documents is the same link, however its words changed."""

    key: Hashable
    words: str = field(compare=False)


@dataclass(frozen=True)
class Field:
    """A field of a row, before and after; None where it was blank, or the row was not there.

    A link is a `Linked`, links are a tuple of them; other facts are as the document has them.
    """

    name: str
    form: Form
    before: Any
    after: Any

    @cached_property
    def is_changed(self) -> bool:
        """Whether it says something else now, or says it in another look; how its tags are nested is no difference."""
        if self.form == Form.RICH and self.before and self.after and self.before != self.after:
            return read(self.before) != read(self.after)
        return bool(self.before != self.after)

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing, before and after."""
        return self.before in (None, "", ()) and self.after in (None, "", ())

    @property
    def marked(self) -> str:
        """The text or the links as HTML with <ins> and <del>. For a fact or a single link, ask for before and after."""
        if self.form == Form.LINKS:
            return ", ".join(_marked_links(self.before or (), self.after or ()))
        if not self.is_changed and self.form == Form.RICH:
            return self.after or ""
        return (marked if self.form == Form.RICH else marked_plain)(self.before or "", self.after or "")


def _marked_links(before: tuple[Linked, ...], after: tuple[Linked, ...]) -> Iterator[str]:
    for each in stretches(before, after):
        if each.is_same:
            yield from (escape(link.words, quote=False) for link in after[each.after])
        else:
            yield from (f"<del>{escape(link.words, quote=False)}</del>" for link in before[each.before])
            yield from (f"<ins>{escape(link.words, quote=False)}</ins>" for link in after[each.after])


@dataclass(frozen=True)
class Spot:
    """Where a row stood: which of its siblings, from 1; the form's number, if it has one; and under what, in short."""

    place: int
    number: str
    under: str


@dataclass(frozen=True)
class Move:
    """A row went from one spot to another. is_elsewhere: it stands under another row now, and so perhaps on another level."""

    before: Spot
    after: Spot
    is_elsewhere: bool


@dataclass(frozen=True)
class RowChange:
    """A row and what became of it, with the rows beneath it. id: as in the newer document, or of the removed row."""

    kind: str
    id: UUID | None
    state: State
    level: int
    number: str
    place: int
    fields: tuple[Field, ...]
    move: Move | None = None
    children: tuple["RowChange", ...] = ()

    @cached_property
    def title(self) -> str:
        """The words it is called by, in short, as in the newer document; blank where it has none."""
        is_gone = self.state == State.REMOVED
        return title_of((each.form, each.before if is_gone else each.after) for each in self.fields)

    @property
    def is_heading(self) -> bool:
        """Whether it only heads the rows beneath it, being compared in another part: a goal above its actions."""
        return self.kind == "goal_actions"

    @property
    def is_touched(self) -> bool:
        """Whether something became of it."""
        return not self.is_heading and (self.state != State.UNCHANGED or self.move is not None)

    @cached_property
    def is_touched_within(self) -> bool:
        """Whether something became of a row beneath it."""
        return any(each.is_touched or each.is_touched_within for each in self.children)

    def walk(self) -> Iterator["RowChange"]:
        """Yield it and the rows beneath it, in reading order."""
        yield self
        for each in self.children:
            yield from each.walk()


@dataclass(frozen=True)
class Counts:
    """How many rows were changed, added, removed and moved; one that was moved and changed counts in both."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed or self.moved)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.changed + other.changed,
            self.added + other.added,
            self.removed + other.removed,
            self.moved + other.moved,
        )


@dataclass(frozen=True)
class PartChange:
    """A part of the plan, by its slug ("unplaced" besides those that are filled in), and what became of its rows."""

    slug: str
    rows: tuple[RowChange, ...]

    def walk(self) -> Iterator[RowChange]:
        """Yield all its rows, in reading order; a removed row where it stood."""
        for each in self.rows:
            yield from each.walk()

    @cached_property
    def counts(self) -> Counts:
        """How much was changed."""
        rows = [row for row in self.walk() if row.is_touched]
        states = [row.state for row in rows]
        return Counts(
            states.count(State.CHANGED),
            states.count(State.ADDED),
            states.count(State.REMOVED),
            sum(row.move is not None for row in rows),
        )


@dataclass(frozen=True)
class Comparison:
    """What changed, in the parts' order."""

    parts: tuple[PartChange, ...]

    @cached_property
    def counts(self) -> Counts:
        """How much was changed in the whole plan."""
        return sum((part.counts for part in self.parts), Counts())

    def walk(self) -> Iterator[RowChange]:
        """Yield all rows of all parts."""
        for part in self.parts:
            yield from part.walk()


def compare(old: PlanDocument, new: PlanDocument) -> Comparison:
    """Return what changed from one document to the other."""
    return _Comparing(rows_of(old), rows_of(new)).whole()


class _Comparing:
    """Two documents while they are compared."""

    def __init__(self, old: Rows, new: Rows) -> None:
        self.old, self.new = old, new
        self.pairs = Pairs(old, new)

    def whole(self) -> Comparison:
        return Comparison(
            tuple(PartChange(slug, self._merged(self.old.parts[slug], self.new.parts[slug])) for slug in PARTS)
        )

    def _merged(self, old: list[Row], new: list[Row]) -> tuple[RowChange, ...]:
        """Return the rows of today with the removed ones where they stood: behind their nearest sibling still there."""
        behind: dict[Row | None, list[Row]] = defaultdict(list)
        kinds = dict.fromkeys(row.kind for row in (*new, *old))
        here = set(new)
        merged: list[RowChange] = []
        for kind in kinds:
            last: Row | None = None
            behind.clear()
            for row in old:
                if row.kind == kind:
                    now = self.pairs.new_of.get(row)
                    if now in here:
                        last = now
                    elif now is None:
                        behind[last].append(row)
            merged += map(self._removed, behind[None])
            for row in new:
                if row.kind == kind:
                    merged.append(self._present(row))
                    merged += map(self._removed, behind[row])
        return tuple(merged)

    def _present(self, row: Row) -> RowChange:
        before = self.pairs.old_of.get(row)
        fields = self._fields(before, row)
        if before is None:
            state = State.ADDED
        else:
            state = State.CHANGED if any(each.is_changed for each in fields) else State.UNCHANGED
        move = self._move(before, row) if before and row in self.pairs.moved else None
        children = self._merged(before.children if before else [], row.children)
        return _change(row, state, fields, move, children)

    def _removed(self, row: Row) -> RowChange:
        return _change(row, State.REMOVED, self._fields(row, None), None, self._merged(row.children, []))

    def _move(self, before: Row, after: Row) -> Move:
        one, other = (Spot(row.place, row.number, row.parent.title if row.parent else "") for row in (before, after))
        return Move(one, other, not self.pairs.under_one(before, after))

    def _fields(self, before: Row | None, after: Row | None) -> tuple[Field, ...]:
        row = after or before
        assert row is not None
        return tuple(
            Field(
                name,
                form,
                self._value(form, before.values[name], self.old) if before else None,
                self._value(form, after.values[name], self.new) if after else None,
            )
            for name, form in COLUMNS[row.kind].items()
        )

    def _value(self, form: Form, value: Any, side: Rows) -> Any:
        if form == Form.LINK:
            return None if value is None else self._linked(value, side)
        if form == Form.LINKS:
            return tuple(self._linked(each, side) for each in value)
        return value

    def _linked(self, value: Any, side: Rows) -> Linked:
        if isinstance(value, tuple):
            framework, code, text = value
            return Linked(value, f"{framework} {code}" + (f": {text}" if text else ""))
        row = side.by_id[value]
        now = self.pairs.new_of.get(row, row) if side is self.old else row
        return Linked(now, now.title)


def _change(
    row: Row, state: State, fields: tuple[Field, ...], move: Move | None, children: tuple[RowChange, ...]
) -> RowChange:
    return RowChange(row.kind, row.id, state, row.level, row.number, row.place, fields, move, children)
