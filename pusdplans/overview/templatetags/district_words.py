"""Words and cells of the cabinet's page for templates."""

import functools
from collections.abc import Iterator

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Status
from pusdplans.overview.departments import Line
from pusdplans.overview.strip import Segment

register = template.Library()

_NONE = mark_safe('<td class="number is-none">0</td>')


@register.filter
def number_cells(numbers: list[int]) -> SafeString:
    """Write a row of numbers as cells: there are as many as departments times entries, too many for a loop."""
    return mark_safe("".join(f'<td class="number">{each}</td>' if each else _NONE for each in numbers))


@register.filter
def lateness(line: Line) -> str:
    """Say how late a plan is: "3 days late", "handed in 3 days late", or nothing."""
    if not line.is_late:
        return ""
    if line.is_owed:
        return ngettext("%(days)s day late", "%(days)s days late", line.days_late) % {"days": line.days_late}
    words = ngettext("handed in %(days)s day late", "handed in %(days)s days late", line.days_late)
    return words % {"days": line.days_late}


@register.filter
def in_words(line: Line) -> str:
    """Say a department's place in the picture: "Payroll: Returned, 3 days late"."""
    words = ", ".join(filter(None, (str(line.status.label), lateness(line))))
    return _("%(department)s: %(words)s") % {"department": line.name, "words": words}


@register.filter
def piece_in_words(piece: Segment) -> SafeString:
    """Say a piece of a division's bar: "12 Submitted, late"."""
    words = _("%(status)s, late") if piece.late else _("%(status)s")
    return format_html("{} {}", piece.plans, words % {"status": piece.status.label})


@register.filter
def with_words(lines: list[Line]) -> Iterator[tuple[Line, dict[str, str]]]:
    """Give each line with its words; what many lines share is said once, since there can be hundreds."""
    labels = {status: str(status.label) for status in Status}
    nobody, parts = _("nobody yet"), _("%(done)s of %(of)s")
    days = functools.cache(lambda day: date_format(day, "M j"))
    for line in lines:
        yield (
            line,
            {
                "slug": line.status.value,
                "status": labels[line.status],
                "due": days(line.due),
                "late": lateness(line),
                "waiting_for": "" if line.status == Status.APPROVED else line.waiting_for or nobody,
                "since": _since(line.days_waiting),
                "parts": parts % {"done": line.done, "of": line.of} if line.of else "",
            },
        )


def _since(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days} if days else _("since today")
