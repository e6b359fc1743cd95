"""What changed, in words for templates: what rows and fields are called, how facts read, and marks that are spoken too."""

import datetime
from collections.abc import Callable
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans.rich_text import shorten
from pusdplans.document.compare import Counts, Field, Form, Linked, RowChange, State
from pusdplans.workspace.templatetags.plan_words import dollars, fte

register = template.Library()

UNDER_LENGTH = 36

KINDS: dict[str, Any] = {
    "contact": gettext_lazy("Contact"),
    "purpose": gettext_lazy("Department statement of purpose"),
    "service": gettext_lazy("Service"),
    "prose": gettext_lazy("Theory of action in prose"),
    "goal": gettext_lazy("Goal"),
    "metric": gettext_lazy("Metric"),
    "target": gettext_lazy("Target"),
    "goal_actions": gettext_lazy("Goal"),
    "action": gettext_lazy("Action"),
    "position": gettext_lazy("Position"),
    "org_chart_file": gettext_lazy("File"),
    "budget_line": gettext_lazy("Budget line"),
    "budget_note": gettext_lazy("Budget note"),
    "budget_file": gettext_lazy("File"),
    "unplaced": gettext_lazy("Unplaced text"),
}
# A field that is not here is the row's own text and needs no label.
LABELS: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "kind": gettext_lazy("Kind"),
    "focus": gettext_lazy("Focus"),
    "alignments": gettext_lazy("Aligned to"),
    "services": gettext_lazy("Services"),
    "source": gettext_lazy("Source"),
    "unit": gettext_lazy("Unit"),
    "metric": gettext_lazy("Metric"),
    "baseline": gettext_lazy("Baseline"),
    "value": gettext_lazy("Target value"),
    "due": gettext_lazy("By"),
    "estimated_cost": gettext_lazy("Estimate"),
    "estimated_fte": gettext_lazy("FTE"),
    "resource_note": gettext_lazy("Note"),
    "title": gettext_lazy("Title"),
    "position_number": gettext_lazy("Position number"),
    "fte": gettext_lazy("FTE"),
    "reports_to": gettext_lazy("Reports to"),
    "sha256": gettext_lazy("Content"),
    "fund": gettext_lazy("Fund"),
    "resource": gettext_lazy("Resource"),
    "object": gettext_lazy("Object"),
    "amount": gettext_lazy("Amount"),
    "where": gettext_lazy("Where it stood"),
}
# Fields the form itself has a wording for, by the key of their prompt.
PROMPTED = {"outcomes": "outcomes", "audience": "audience", "additional_resources": "resources"}
STATES = {
    State.CHANGED: gettext_lazy("Changed"),
    State.ADDED: gettext_lazy("Added"),
    State.REMOVED: gettext_lazy("Removed"),
}
FACTS: dict[str, Callable[[Any], str]] = {
    "additional_resources": lambda answer: _("Not answered") if answer is None else _("Yes") if answer else _("No"),
    "estimated_cost": dollars,
    "amount": dollars,
    "estimated_fte": fte,
    "fte": fte,
    "kind": lambda kind: (kind or "").upper(),
    "sha256": lambda digest: digest and _("file %(number)s…") % {"number": digest[:8]},
}


@register.filter
def called(row: RowChange) -> str:
    """Say what a row is: "Goal 2", "Action 2.b", "Metric"; a clause is its IF, AND or THEN."""
    if row.kind == "clause":
        kind = next(field for field in row.fields if field.name == "kind")
        return FACTS["kind"](kind.after or kind.before)
    return f"{KINDS[row.kind]} {row.number}".rstrip()


@register.filter
def label(field: Field, prompts: dict[str, str]) -> str:
    """Say what a field is called, in the form's words where it has some; blank for a row's own text."""
    return prompts[PROMPTED[field.name]] if field.name in PROMPTED else str(LABELS.get(field.name, ""))


@register.filter
def state_words(row: RowChange) -> str:
    """Say what became of a row, in a word; blank if it stayed as it was, or only heads others."""
    return "" if row.is_heading else str(STATES.get(row.state, ""))


@register.filter
def move_words(row: RowChange) -> str:
    """Say from where to where a row was moved: "moved from place 3 to 1", "moved from 4.b to 3.a"."""
    if row.move is None:
        return ""
    before, after = row.move.before, row.move.after
    if not row.move.is_elsewhere:
        return _("moved from place %(before)s to %(after)s") % {"before": before.place, "after": after.place}
    if before.number and after.number:
        return _("moved from %(before)s to %(after)s") % {"before": before.number, "after": after.number}
    if before.under and after.under:
        words = _("moved from under “%(before)s” to place %(place)s under “%(after)s”")
    elif after.under:
        words = _("moved from the outermost level to place %(place)s under “%(after)s”")
    else:
        words = _("moved from under “%(before)s” to place %(place)s of the outermost level")
    under = {"before": shorten(before.under, UNDER_LENGTH), "after": shorten(after.under, UNDER_LENGTH)}
    return words % {**under, "place": after.place}


@register.filter
def counts_words(counts: Counts) -> str:
    """Say how much changed: "4 rows changed, 2 added, 1 removed, 1 moved"."""
    words = (
        (counts.changed, ngettext("%(number)s row changed", "%(number)s rows changed", counts.changed)),
        (counts.added, _("%(number)s added")),
        (counts.removed, _("%(number)s removed")),
        (counts.moved, _("%(number)s moved")),
    )
    return ", ".join(text % {"number": number} for number, text in words if number)


@register.simple_tag
def shown(field: Field, row: RowChange) -> SafeString:
    """Show a field with its marks. In a row that was changed they are spoken too; else the row's own word says it."""
    if field.form in (Form.FACT, Form.LINK):
        return _fact(field, row)
    html = field.marked.replace("<ins></ins>", "").replace("<del></del>", "")
    if row.state == State.CHANGED:
        html = spoken(html)
    # Texts were sanitised when they were saved, and `marked` writes the tags of their subset only, with ins and del.
    return mark_safe(html)


def spoken(html: str) -> str:
    """Say in words too, for those who do not see it, which words of marked HTML were added and removed."""
    end = '<span class="visually-hidden">) </span>'
    for tag, words in (("ins", _("added:")), ("del", _("removed:"))):
        start = format_html('<{}><span class="visually-hidden"> ({} </span>', tag, words)
        html = html.replace(f"<{tag}>", start).replace(f"</{tag}>", f"{end}</{tag}>")
    return html


def _fact(field: Field, row: RowChange) -> SafeString:
    before, after = (fact_words(field.name, row.kind, each) for each in (field.before, field.after))
    if row.state == State.ADDED:
        return format_html("<ins>{}</ins>", after)
    if row.state == State.REMOVED:
        return format_html("<del>{}</del>", before)
    if not field.is_changed:
        return conditional_escape(after)
    if not (before and after):
        return mark_safe(spoken(format_html("<ins>{}</ins>" if after else "<del>{}</del>", after or before)))
    return format_html(
        '<span class="visually-hidden">{} </span><del>{}</del> <span aria-hidden="true">→</span>'
        '<span class="visually-hidden"> {}</span> <ins>{}</ins>',
        _("from"),
        before,
        _("to"),
        after,
    )


def fact_words(name: str, kind: str, value: Any) -> str:
    """Say a fact as a person would; blank stays blank, but for what the form asks."""
    if kind == "position" and name == "name" and not value:
        return _("Vacant")
    if name in FACTS:
        return FACTS[name](value) or ""
    if isinstance(value, Linked):
        return value.words or _("a row without words")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "M j, Y, H:i")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "M j, Y")
    return "" if value is None else str(value)
