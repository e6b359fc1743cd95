"""A row kind: the declaration that makes a table editable row by row."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from plans.models import Plan, Row, RowQuerySet
from plans.row_changes import RowChange, Rows, label_of
from pusdplans.prepared import Prepared


@dataclass(frozen=True)
class RowKind:
    """What the generic views need to know of a kind of row.

    name: its word in addresses. model, form, template: its table, form and partial. part: the slug of the plan's part
    it stands in. parent: the field that leads to what it belongs to, "plan" or "goal". outline: it has levels.
    single: it stands once in a plan, so it cannot be added, moved or deleted. starting_fields: what a new row may be given
    at once. extra_context: what its template needs besides the row. part_of: the part a row stands in, where not all of
    the kind stand in `part`. among: further fields whose value neighbours share. comes_blank: whether one can be added
    blank; a file cannot, nor what a Word form left over.
    """

    name: str
    model: type[Row]
    form: type
    template: str
    part: str
    parent: str = "plan"
    parent_model: type[Row] | None = None
    outline: bool = False
    single: bool = False
    starting_fields: tuple[str, ...] = ()
    extra_context: Callable[[Any], dict[str, Any]] | None = None
    part_of: Callable[[Any], str] | None = None
    among: tuple[str, ...] = ()
    comes_blank: bool = True

    @property
    def to_plan(self) -> str:
        """The look-up from a row to its plan."""
        return "plan" if self.parent == "plan" else f"{self.parent}__plan"

    def place(self, row: Any) -> str:
        """Return the slug of the plan's part that a row stands in."""
        return self.part_of(row) if self.part_of else self.part

    def context(self, row: Any) -> dict[str, Any]:
        """Return what the template needs to draw this row alone."""
        return self.extra_context(row) if self.extra_context else {}

    def rows(self, plan: Plan) -> RowQuerySet:
        """Return this plan's rows of the kind, the deleted ones too."""
        return self.model.objects.filter(**{self.to_plan: plan})

    def living(self, plan: Plan) -> RowQuerySet:
        """Return this plan's rows of the kind that are not deleted, nor stand in something deleted."""
        rows = self.rows(plan).live()
        return rows if self.parent == "plan" else rows.filter(**{f"{self.parent}__deleted_at": None})

    @functools.cached_property
    def by_id(self) -> Prepared:
        """The query for one living row, by the ids of its plan and of itself."""
        return Prepared(self.model, lambda plan, row: self.living(plan).filter(id=row), uuids=(1,))

    def siblings(self, row: Any) -> RowQuerySet:
        """Return the living rows that share `row`'s parent, in order."""
        shared = {name: getattr(row, name) for name in (f"{self.parent}_id", *self.among)}
        return self.model.objects.live().filter(**shared).order_by("position", "id")


_KINDS: dict[str, RowKind] = {}
# Tables whose rows are no row kind, but stand in a part all the same: the slug by the table's label.
_STANDS_IN: dict[str, str] = {}


def register(kind: RowKind) -> RowKind:
    """Make a row kind known to the generic views."""
    _KINDS[kind.name] = kind
    return kind


def row_kinds() -> dict[str, RowKind]:
    """Return all row kinds by name."""
    return dict(_KINDS)


def stands_in(part: str, *models: Any) -> None:
    """Say in which part the rows of tables stand that are no row kind: links."""
    _STANDS_IN.update({label_of(model): part for model in models})


def kind_of(of: str) -> RowKind | None:
    """Return the row kind of a table, by its label."""
    return next((kind for kind in _KINDS.values() if label_of(kind.model) == of), None)


def parts_of(changes: Iterable[RowChange], rows: Rows) -> list[str]:
    """Return the slugs of the parts that changes touch, each once. rows: all that is known of the changed rows."""
    parts = {}
    for each in changes:
        kind = kind_of(each["of"])
        values = {**rows.get((each["of"], each["id"]), {}), **(each["from"] or {}), **(each["to"] or {})}
        part = kind.place(SimpleNamespace(**values)) if kind else _STANDS_IN.get(each["of"])
        if part:
            parts[part] = True
    return list(parts)
