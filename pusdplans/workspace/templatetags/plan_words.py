"""Words about plans for templates."""

import datetime
import functools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from plans.file_kinds import KINDS, size_words
from plans.models import Plan, Status
from plans.rows.stencil import Hole
from plans.templatetags.row_drawing import waits
from pusdplans.document import schema
from pusdplans.document.origin import state_of_text
from pusdplans.document.totals import Line, Totals, budget_totals
from pusdplans.workspace.origins import origin_words

register = template.Library()

SOON_DAYS = 7


@register.simple_tag
def due_words(plan: Plan) -> dict[str, Any]:
    """Say when the plan is due: {"words": "Due Monday, October 5, in 6 days", "css": "is-soon"}."""
    return due(plan, timezone.localdate())


def due(plan: Plan, today: datetime.date) -> dict[str, Any]:
    """Say when the plan is due, as seen on the local day `today`."""
    day = _day(plan.due_date, "l, F j" if plan.due_date.year == today.year else "l, F j, Y", get_language())
    left = (plan.due_date - today).days
    if plan.status in (Status.SUBMITTED, Status.APPROVED):
        return {"words": _("Due %(day)s") % {"day": day}, "css": "is-met", "days": left}
    if left > 1:
        words = ngettext("Due %(day)s, in %(days)s day", "Due %(day)s, in %(days)s days", left)
    elif left == 1:
        words = _("Due %(day)s, tomorrow")
    elif left == 0:
        words = _("Due %(day)s, today until midnight")
    else:
        words = ngettext("Was due %(day)s, %(days)s day late", "Was due %(day)s, %(days)s days late", -left)
    css = "is-late" if left < 0 else "is-soon" if left <= SOON_DAYS else ""
    return {"words": words % {"day": day, "days": abs(left)}, "css": css, "days": left}


@register.filter
@waits
def dollars(amount: Decimal | None) -> str:
    """Write an amount as the district does: "$40,000.00"; blank stays blank."""
    return "" if amount is None else f"${amount:,.2f}"


@register.filter
@waits
def fte(number: Decimal | None) -> str:
    """Write FTE with two decimals, so that they align; blank stays blank."""
    return "" if number is None else f"{number:.2f}"


@register.filter
def totals(lines: Iterable[Line]) -> Totals:
    """Sum the lines of a budget."""
    return budget_totals(lines)


@register.filter
def about(file: Any) -> str:
    """Say what a document's file is: "PDF, 240 KB"."""
    kind = KINDS.get(file.content_type)
    return f"{kind.name}, {size_words(file.size)}" if kind else size_words(file.size)


@functools.lru_cache(maxsize=1_000)
def _day(day: datetime.date, style: str, language: str | None) -> str:
    """Most plans of a page are due on the same day."""
    return formats.date_format(day, style)


@register.filter
@waits
def outlined(items: Sequence[schema.OutlineItem], style: str) -> SafeString:
    """Draw the lines of an outline as nested lists; `style` is the class of each. Their text was sanitised when saved."""
    return mark_safe(_lines(items, style))


def _lines(items: Sequence[schema.OutlineItem], style: str) -> str:
    if not items:
        return ""
    # The id is where a comment's link lands; the row is what words that are selected belong to.
    lines = (
        f'<li id="row-{each.id}" data-row="{each.id}">{each.text}{_lines(each.items, style)}</li>' for each in items
    )
    return f'<ol class="{style}">{"".join(lines)}</ol>'


@register.simple_tag(takes_context=True)
def outline_with_origins(context: Context, items: Any, style: str, kind: str) -> SafeString:
    """Draw the lines of an outline like `outlined`, each with where it comes from, where the page knows that."""
    if not isinstance(items, Hole):
        return _with_origins(items, style, context.get("origins"), kind)
    return items.holding(lambda page: lambda each: _with_origins(each, style, page.get("origins"), kind))


def _with_origins(items: Sequence[schema.OutlineItem], style: str, origins: Any, kind: str) -> SafeString:
    if not origins:
        return mark_safe(_lines(items, style))
    lines = (
        f'<li id="row-{each.id}" data-row="{each.id}">{each.text} {origins(kind, each)}'
        f"{_with_origins(each.items, style, origins, kind)}</li>"
        for each in items
    )
    return mark_safe(f'<ol class="{style}">{"".join(lines)}</ol>' if items else "")


@register.simple_tag
def origin_of_text(text: str, came_from: schema.CarriedFrom | None) -> SafeString:
    """Say where a text that stands once comes from."""
    return origin_words(state_of_text(text, came_from), came_from)


@register.filter
@waits
def anchor(row: Any, kind: str) -> SafeString:
    """Name a row of a document for links to it, `id="goal-…"`; one that has no key yet has no name."""
    return mark_safe(f' id="{kind}-{row.id}"' if row.id else "")


@register.filter
@waits
def pointed(row: Any) -> SafeString:
    """Say which row words that are selected belong to."""
    return mark_safe(f' data-row="{row.id}"' if row.id else "")


@register.filter
@waits
def aligned(entries: Sequence[schema.Alignment]) -> SafeString:
    """Say which framework entries a goal is aligned to; none is blank."""
    if not entries:
        return mark_safe("")
    names = ", ".join(f"{each.framework} {each.code}" for each in entries)
    return format_html("<p>{}: {}</p>", _("Aligned to"), names)


@register.filter
@waits
def aims(target: schema.Target) -> SafeString:
    """Say from where to where a target goes."""
    named = ((_("Baseline"), target.baseline), (_("Target"), target.value))
    return format_html_join("", "<p>{}: {}</p>", ((name, value) for name, value in named if value))


@register.filter
@waits
def answer(action: schema.Action) -> SafeString:
    """Say what an action takes next year: "Yes, $40,000.00, 0.50 FTE" with its note; blank where nobody answered."""
    said = {True: _("Yes"), False: _("No"), None: ""}[action.additional_resources]
    if action.additional_resources:
        if action.estimated_cost is not None:
            said += f", ${action.estimated_cost:,.2f}"
        if action.estimated_fte is not None:
            said += f", {action.estimated_fte} {_('FTE')}"
    note = f"<p>{escape(action.resource_note)}</p>" if action.resource_note else ""
    return mark_safe(escape(said) + note)
