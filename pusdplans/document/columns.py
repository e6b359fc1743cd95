"""What an item of the document is in the columns of its table; "item" carries the item itself, for its id."""

from typing import Any

from pusdplans.document import schema


def contact(item: schema.Contact) -> dict[str, Any]:
    """Return a contact."""
    return {"item": item, "name": item.name, "phone": item.phone or "", "email": item.email or ""}


def line(level: int, item: schema.OutlineItem) -> dict[str, Any]:
    """Return a line of an outline, at its level."""
    return {"item": item, "level": level, "text": item.text}


def budget_line(item: schema.BudgetLine) -> dict[str, Any]:
    """Return a line of the budget."""
    return {
        "item": item,
        "fund": item.fund or "",
        "resource": item.resource or "",
        "object": item.object or "",
        "description": item.description or "",
        "amount": item.amount,
        "fte": item.fte,
    }


def goal(item: schema.Goal) -> dict[str, Any]:
    """Return a goal, without what stands under it."""
    return {
        "item": item,
        "focus": item.focus or "",
        "statement": item.statement or "",
        "outcomes": item.outcomes or "",
        "audience": item.audience or "",
    }


def metric(item: schema.Metric) -> dict[str, Any]:
    """Return a metric."""
    return {"item": item, "text": item.text, "source": item.source or "", "unit": item.unit or ""}


def target(item: schema.Target) -> dict[str, Any]:
    """Return a target, but for the metric it names."""
    return {
        "item": item,
        "text": item.text,
        "baseline": item.baseline or "",
        "value": item.value or "",
        "due": item.due,
    }


def action(level: int, item: schema.OutlineItem) -> dict[str, Any]:
    """Return an action, or a line beneath one, at its level."""
    values = line(level, item)
    if isinstance(item, schema.Action):
        values |= {
            "additional_resources": item.additional_resources,
            "resource_note": item.resource_note or "",
            "estimated_cost": item.estimated_cost,
            "estimated_fte": item.estimated_fte,
        }
    return values
