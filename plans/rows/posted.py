"""What a request about rows holds, and how an answer writes values."""

import uuid
from typing import Any

from django.http import HttpRequest


def level_of(request: HttpRequest) -> int:
    """Return the level a new line is to have, 0 where none is said."""
    level = request.POST.get("level", "0")
    return min(int(level), 9) if level.isdecimal() and len(level) < 3 else 0


def id_in(request: HttpRequest, name: str) -> uuid.UUID | None:
    """Return the row that a field names."""
    try:
        return uuid.UUID(request.POST[name])
    except (KeyError, ValueError):
        return None


def as_text(value: Any) -> str:
    """Return a value as a field of a page holds it."""
    if value is None:
        return ""
    return str(value.pk) if hasattr(value, "pk") else str(value)


def as_sent(form: Any, name: str) -> str:
    """Return what was accepted of a field."""
    return as_text(form.cleaned_data[name])
