"""The lines of the queue as their template shows them: every word worked out, so that fifty lines are drawn quickly."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Plan, PlanningCycle
from pusdplans.overview.queries import Page, came_late, days_waiting
from pusdplans.workspace.templatetags.plan_words import due

ANY = "-"


@dataclass
class QueueRow:
    """One plan's line. `note` and `late` follow the status and the due date; `reviewers` names who reviews it."""

    address: str
    department: str
    division: str
    status: str
    status_name: str
    note: str
    due: dict[str, Any]
    late: str
    reviewers: str


def queue_rows(page: Page, cycle: PlanningCycle, person: Any, today: datetime.date) -> Iterator[QueueRow]:
    """Yield the lines of a page as `person` sees them on the local day `today`."""
    # Composing an address takes longer than the rest of a line, and they differ in one word.
    before, after = reverse("read", args=[cycle.label, ANY]).split(f"/{ANY}/")
    for plan in page.plans:
        yield QueueRow(
            address=f"{before}/{plan.department.slug}/{after}",
            department=plan.department.name,
            division=plan.department.division.name,
            status=plan.status,
            status_name=plan.get_status_display(),
            note=_note(plan, today),
            due=due(plan, today),
            late=format_html('<br><span class="due is-late">{}</span>', _("handed in late")) if came_late(plan) else "",
            reviewers=_names(page.reviewers.of_plan(plan), person),
        )


def _note(plan: Plan, today: datetime.date) -> str:
    """Return how long a plan has waited for its reviewer, or how far a plan under way has come."""
    waiting = days_waiting(plan, today)
    if waiting == 0:
        return format_html("<br><small>{}</small>", _("since today"))
    if waiting is not None:
        words = ngettext("waiting %(days)s day", "waiting %(days)s days", waiting) % {"days": waiting}
        return format_html("<br><small>{}</small>", words)
    if plan.is_editable and plan.progress.get("of"):
        return format_html('<br><small class="text-muted">{}</small>', _("%(done)s of %(of)s parts") % plan.progress)
    return ""


def _names(people: list[Any], person: Any) -> SafeString:
    if not people:
        return format_html('<span class="text-muted">{}</span>', _("nobody yet"))
    me = format_html("<strong>{}</strong>", _("me"))
    return format_html_join(", ", "{}", ((me if each == person else each,) for each in people))
