"""Comments for templates: their words, and those that stand at a row."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from plans.commenting import name_pattern
from plans.conversation import Said

register = template.Library()


@register.filter
def words(said: Said) -> SafeString:
    """Show what was written, with the names of those it was sent to set apart."""
    html = linebreaks(escape(said.text))
    for name in said.mentions:
        named = re.compile(rf"(?<!\w)@{name_pattern(escape(name))}(?!\w)", re.I)
        html = named.sub(lambda match: f'<strong class="mention">{match[0]}</strong>', html)
    return mark_safe(html)  # the text and the names were escaped


@register.filter
def standing_at(placed: dict[Any, list[Any]], row: Any) -> Iterable[Any]:
    """Return the threads that stand at a row, or at a part as a whole, given by its slug."""
    if isinstance(row, str):
        return placed.get(row, [])
    return [each for each in placed.get(row.id, []) if each.thread.kind == row.kind] if row.id else []
