"""What is being asked at the moment, for whatever is logged meanwhile. Loaded before there are models."""

import contextvars
from typing import Any

from django.http import HttpRequest
from django.utils.functional import LazyObject, empty

# The request that this thread answers.
current: contextvars.ContextVar[HttpRequest | None] = contextvars.ContextVar("current", default=None)


def view_of(request: HttpRequest) -> str:
    """Return the name of the view, with its namespace; "none" where there is no such address."""
    match = request.resolver_match
    return "none" if match is None else match.view_name or "unnamed"


def about(request: HttpRequest) -> dict[str, Any]:
    """Return the view, and the year and department that the address names."""
    match = request.resolver_match
    named = {} if match is None else match.captured_kwargs or match.kwargs
    return {"view": view_of(request)} | {name: str(named[name]) for name in ("cycle", "department") if name in named}


def person_of(request: HttpRequest) -> int | None:
    """Return who asks, if that is known already: nothing is looked up for the log."""
    person = request.__dict__.get("user")
    if isinstance(person, LazyObject) and person.__dict__.get("_wrapped", empty) is empty:
        return None
    return getattr(person, "pk", None)
