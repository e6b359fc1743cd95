"""A document as rows that can be compared: each with its kind, its id, its place, and its fields.

Part by part as the form has them (A to E). A part's rows are trees: an outline's lines, a goal with its metrics and
targets, a goal's actions under it. What stands once in a plan, such as the purpose, is one row.
"""

import enum
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from plans.rich_text import shorten
from pusdplans.document import schema
from pusdplans.document.checklist import PARTS as PARTS_TO_FILL
from pusdplans.document.numbering import ACTION_MARKS

PARTS = (*PARTS_TO_FILL, "unplaced")


class Form(enum.Enum):
    """What a field holds: HTML of the subset, plain text, a short fact, or links."""

    RICH = "rich"
    PLAIN = "plain"
    FACT = "fact"
    LINK = "link"
    LINKS = "links"


# The fields of each kind of row, in the form's order; the first one is what it is called by.
COLUMNS: dict[str, dict[str, Form]] = {
    "contact": {"name": Form.FACT, "phone": Form.FACT, "email": Form.FACT},
    "purpose": {"text": Form.RICH},
    "service": {"text": Form.RICH},
    "clause": {"text": Form.PLAIN, "kind": Form.FACT},
    "prose": {"text": Form.RICH},
    "goal": {
        "statement": Form.RICH,
        "focus": Form.PLAIN,
        "outcomes": Form.RICH,
        "audience": Form.RICH,
        "alignments": Form.LINKS,
        "services": Form.LINKS,
    },
    "metric": {"text": Form.RICH, "source": Form.PLAIN, "unit": Form.FACT},
    "target": {
        "text": Form.RICH,
        "metric": Form.LINK,
        "baseline": Form.PLAIN,
        "value": Form.PLAIN,
        "due": Form.FACT,
    },
    "goal_actions": {"statement": Form.RICH},
    "action": {
        "text": Form.RICH,
        "additional_resources": Form.FACT,
        "estimated_cost": Form.FACT,
        "estimated_fte": Form.FACT,
        "resource_note": Form.PLAIN,
    },
    "position": {
        "name": Form.FACT,
        "title": Form.FACT,
        "position_number": Form.FACT,
        "fte": Form.FACT,
        "reports_to": Form.LINK,
    },
    "org_chart_file": {"name": Form.FACT, "sha256": Form.FACT},
    "budget_line": {
        "description": Form.PLAIN,
        "fund": Form.FACT,
        "resource": Form.FACT,
        "object": Form.FACT,
        "amount": Form.FACT,
        "fte": Form.FACT,
    },
    "budget_note": {"text": Form.RICH},
    "budget_file": {"name": Form.FACT, "sha256": Form.FACT},
    "unplaced": {"text": Form.RICH, "where": Form.PLAIN},
}
# Rows of which there is one: they are changed, never added, removed or moved.
ONCE = {"purpose", "prose", "budget_note"}


@dataclass(frozen=True, eq=False)
class Row:
    """A row of one document. place: which of its siblings of the same kind it is, from 1; number: the form's, if any.

    values: by field; a link is the id it names, an alignment a (framework, code, text).
    """

    kind: str
    id: UUID | None
    parent: "Row | None"
    place: int
    number: str
    values: dict[str, Any]
    children: list["Row"] = field(default_factory=list)

    @property
    def level(self) -> int:
        """How deep it stands, 0 outermost."""
        return self.parent.level + 1 if self.parent else 0

    @property
    def title(self) -> str:
        """The words it is called by, in short; blank where it has none."""
        return title_of((form, self.values[name]) for name, form in COLUMNS[self.kind].items())

    @property
    def likeness(self) -> Hashable:
        """What tells whether two rows say the same, ids left out."""
        return tuple(value for name, value in self.values.items() if COLUMNS[self.kind][name] in _COMPARABLE)


_COMPARABLE = (Form.RICH, Form.PLAIN, Form.FACT)


def title_of(values: Iterable[tuple[Form, Any]]) -> str:
    """Return what a row with these values is called by, in short: the first that says something and is no link."""
    return next((shorten(str(value)) for form, value in values if value and form in _COMPARABLE), "")


@dataclass(frozen=True)
class Rows:
    """All rows of a document: the outermost ones of each part, all by kind in reading order, and all by id."""

    parts: dict[str, list[Row]]
    by_kind: dict[str, list[Row]]
    by_id: dict[UUID, Row]


def rows_of(document: schema.PlanDocument) -> Rows:
    """Return a document as rows."""
    parts = {part: list(_PARTS[part](document)) for part in PARTS}
    by_kind: dict[str, list[Row]] = defaultdict(list)
    by_id: dict[UUID, Row] = {}
    for roots in parts.values():
        for row in _walk(roots):
            by_kind[row.kind].append(row)
            if row.id and row.kind != "goal_actions":
                by_id[row.id] = row
    return Rows(parts, by_kind, by_id)


def _walk(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _walk(row.children)


def _row(kind: str, item: Any, parent: Row | None, place: int, number: str = "") -> Row:
    values = {name: getattr(item, name, None) for name in COLUMNS[kind]}
    row = Row(kind, getattr(item, "id", None), parent, place, number, values)
    if parent:
        parent.children.append(row)
    return row


def _list(kind: str, items: Iterable[Any], parent: Row | None = None) -> list[Row]:
    return [_row(kind, item, parent, place) for place, item in enumerate(items, 1)]


def _once(kind: str, text: str | None) -> Row:
    return Row(kind, None, None, 1, "", {"text": text})


def _services(document: schema.PlanDocument) -> list[Row]:
    return _outline("service", document.services, None)


def _outline(kind: str, items: Iterable[schema.OutlineItem], parent: Row | None, level: int = 0) -> list[Row]:
    rows = []
    for place, item in enumerate(items, 1):
        mark = ACTION_MARKS[level % len(ACTION_MARKS)](place)
        number = f"{parent.number}.{mark}" if parent and parent.number else ""
        row = _row(kind, item, parent, place, number)
        _outline(kind, item.items, row, level + 1)
        rows.append(row)
    return rows


def _goals(document: schema.PlanDocument) -> Iterator[Row]:
    for place, goal in enumerate(document.goals, 1):
        row = _row("goal", goal, None, place, str(place))
        row.values["alignments"] = [(each.framework, each.code, each.text) for each in goal.alignments]
        _list("metric", goal.metrics, row)
        _list("target", goal.targets, row)
        yield row


def _actions(document: schema.PlanDocument) -> Iterator[Row]:
    for place, goal in enumerate(document.goals, 1):
        row = _row("goal_actions", goal, None, place, str(place))
        _outline("action", goal.actions, row)
        yield row


_PARTS: dict[str, Any] = {
    "contacts": lambda document: _list("contact", document.contacts),
    "purpose": lambda document: [_once("purpose", document.purpose)],
    "services": _services,
    "theory-of-action": lambda document: [
        *_list("clause", document.theory_of_action.clauses),
        _once("prose", document.theory_of_action.prose),
    ],
    "goals": _goals,
    "actions": _actions,
    "organizational-chart": lambda document: [
        *_list("position", document.positions),
        *_list("org_chart_file", document.org_chart_files),
    ],
    "budget": lambda document: [
        *_list("budget_line", document.budget.lines),
        _once("budget_note", document.budget.note),
        *_list("budget_file", document.budget.files),
    ],
    "unplaced": lambda document: _list("unplaced", document.unplaced),
}
