"""The lines of the queue as their template shows them: every word worked out, so that fifty lines are drawn quickly."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Plan, PlanningCycle, Status
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


def queue_rows(
    page: Page, cycle: PlanningCycle, for_all: list[tuple[int, str]], person: Any, today: datetime.date
) -> Iterator[QueueRow]:
    """Yield the lines of a page as `person` sees them on the local day `today`; `for_all` review every department."""
    # Composing an address takes longer than the rest of a line, and they differ in one word.
    before, after = reverse("read", args=[cycle.label, ANY]).split(f"/{ANY}/")
    status_names = {value: str(name) for value, name in Status.choices}
    others = _names(for_all, person)
    for plan in page.plans:
        yield QueueRow(
            # The plan's own page leads who reviews a resubmitted plan to what changed.
            address=f"{before}/{plan.slug}/{'' if plan.status == Status.SUBMITTED else after}",
            department=plan.department_name,
            division=plan.division_name,
            status=plan.status,
            status_name=status_names[plan.status],
            note=_note(plan, today),
            due=due(plan, today),
            late=_marked('<br><span class="due is-late">', _("handed in late"), "</span>") if came_late(plan) else "",
            reviewers=_names(plan.own_reviewers, person) if plan.own_reviewers else others,
        )


def _note(plan: Plan, today: datetime.date) -> str:
    """Return how long a plan has waited for its reviewer, or how far a plan under way has come."""
    waiting = days_waiting(plan, today)
    if waiting == 0:
        return _marked("<br><small>", _("since today"), "</small>")
    if waiting is not None:
        words = ngettext("waiting %(days)s day", "waiting %(days)s days", waiting) % {"days": waiting}
        return _marked("<br><small>", words, "</small>")
    if plan.is_editable and plan.progress.get("of"):
        return _marked('<br><small class="text-muted">', _("%(done)s of %(of)s parts") % plan.progress, "</small>")
    return ""


def _names(people: list[tuple[int, str]], person: Any) -> str:
    if not people:
        return _marked('<span class="text-muted">', _("nobody yet"), "</span>")
    mine = _marked("<strong>", _("me"), "</strong>")
    return mark_safe(", ".join(mine if key == person.pk else escape(name) for key, name in people))


def _marked(before: str, words: str, after: str) -> SafeString:
    """Return words within markup of ours."""
    return mark_safe(f"{before}{escape(words)}{after}")
