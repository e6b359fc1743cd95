"""Whether an item carried from an earlier year still says what it said there: "carried", "changed", or "new"."""

import enum
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from pusdplans.document import schema

# What a row says, by its kind, under the names that items have or, in tables, rows. What the program itself writes anew
# for the next year (a target's baseline, an action's answer about resources) makes no difference.
_SAYS: dict[str, tuple[str, ...]] = {
    "text": ("text",),
    "contact": ("name", "phone", "email"),
    "clause": ("kind", "text"),
    "theory": ("prose",),
    "service": ("text",),
    "goal": ("focus", "statement", "outcomes", "audience"),
    "metric": ("text", "source", "unit"),
    "target": ("text", "value"),
    "action": ("text",),
    "position": ("name", "title", "position_number"),
    "budget-line": ("fund", "resource", "object", "description"),
}
_COLUMNS = {"name": "staff_member"}


class State(enum.StrEnum):
    """What became of an item since the earlier year."""

    CARRIED = "carried"
    CHANGED = "changed"
    NEW = "new"


def said(kind: str, item: Any) -> str:
    """Return what tells apart what items, or rows, of a kind say."""
    words = (_value(kind, item, name) or "" for name in _SAYS[kind])
    return blake2b("\0".join(words).encode(), digest_size=8).hexdigest()


def says_nothing(kind: str, item: Any) -> bool:
    """Whether an item, or a row, is blank."""
    return not any(_value(kind, item, name) for name in _SAYS[kind])


def said_by_text(text: str | None) -> str:
    """Return the same for a text that stands once."""
    return blake2b((text or "").encode(), digest_size=8).hexdigest()


def state(kind: str, item: Any, origin: schema.CarriedFrom | None) -> State:
    """Return what became of an item, or of a row of a table."""
    if origin is None:
        return State.NEW
    return State.CARRIED if origin.said == said(kind, item) else State.CHANGED


def state_of_text(text: str | None, origin: schema.CarriedFrom | None) -> State:
    """Return what became of a text that stands once."""
    if origin is None:
        return State.NEW
    return State.CARRIED if origin.said == said_by_text(text) else State.CHANGED


def carried(values: dict[str, Any] | None) -> schema.CarriedFrom | None:
    """Return what a row's column holds as a value of the document."""
    return None if values is None else schema._thawed(schema.CarriedFrom, values)


def as_column(origin: schema.CarriedFrom | None) -> dict[str, Any] | None:
    """Return a value of the document as the column of a row."""
    return None if origin is None else origin.model_dump(mode="json", exclude_none=True)


def latest(document: schema.PlanDocument) -> str:
    """Return the latest year anything in a plan was carried from; blank where nothing was."""
    return max((each.cycle for each in _origins(document)), default="")


def _origins(document: schema.PlanDocument) -> Iterator[schema.CarriedFrom]:
    theory, budget = document.theory_of_action, document.budget
    items: list[Any] = [*document.contacts, *theory.clauses, *document.goals, *document.positions, *budget.lines]
    items += [item for _level, item in schema.walk(document.services)]
    for goal in document.goals:
        items += [*goal.metrics, *goal.targets, *(item for _level, item in schema.walk(goal.actions))]
    found = [each.carried_from for each in items]
    found += [document.purpose_carried_from, theory.prose_carried_from, budget.note_carried_from]
    return (each for each in found if each)


def _value(kind: str, item: Any, name: str) -> str | None:
    if kind == "position" and name in _COLUMNS and hasattr(item, _COLUMNS[name]):
        name = _COLUMNS[name]
    return getattr(item, name)  # type: ignore[no-any-return]
