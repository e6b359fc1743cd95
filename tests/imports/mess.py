"""What a messy form is, and the JSON values that its expectations are written in."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mess:
    """A file and what it must give."""

    content: bytes
    expected: dict[str, Any]
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[int | None, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    certainty: dict[str, str] = field(default_factory=dict)


def goal(statement: str | None, **fields: Any) -> dict[str, Any]:
    """Return a goal as JSON values."""
    blank = dict.fromkeys(("focus", "outcomes", "audience"))
    lists: dict[str, Any] = {key: [] for key in ("alignments", "services", "metrics", "targets", "actions")}
    return {"statement": statement} | blank | lists | fields


def metric(text: str, **fields: Any) -> dict[str, Any]:
    """Return a metric as JSON values."""
    return {"text": text, "source": None, "unit": None} | fields


def target(text: str, **fields: Any) -> dict[str, Any]:
    """Return a target as JSON values."""
    return {"text": text, "metric": None, "baseline": None, "value": None, "due": None} | fields


def item(text: str, *items: Any) -> dict[str, Any]:
    """Return a line of an outline as JSON values."""
    return {"text": text, "items": list(items)}


def action(text: str, *items: Any, **fields: Any) -> dict[str, Any]:
    """Return an action as JSON values."""
    blank = dict.fromkeys(("additional_resources", "resource_note", "estimated_cost", "estimated_fte"))
    return item(text, *items) | blank | fields
