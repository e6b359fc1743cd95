"""Words and cells of the cabinet's page for templates."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
def reads(person_names: Any) -> str:
    """Return names, or who is meant when there are none."""
    return person_names or _("nobody yet")
