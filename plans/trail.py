"""The trail: what happened to a plan, each as one `Event`, written in the transaction of the change itself."""

from typing import Any

from plans.models import Event, EventKind, Plan


def note(plan: Plan, kind: EventKind, by: Any, *, via: str = "page", **detail: Any) -> Event:
    """Add one event: what happened, who did it, and its details as JSON values."""
    return Event.objects.create(plan=plan, kind=kind, person=by, via=via, detail=detail)
