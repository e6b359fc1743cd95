"""Words about plans for templates."""

import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Plan, Status

register = template.Library()

SOON_DAYS = 7


@register.simple_tag
def due_words(plan: Plan) -> dict[str, Any]:
    """Say when the plan is due: {"words": "Due Monday, October 5, in 6 days", "css": "is-soon"}."""
    return due(plan, timezone.localdate())


def due(plan: Plan, today: datetime.date) -> dict[str, Any]:
    """Say when the plan is due, as seen on the local day `today`."""
    day = formats.date_format(plan.due_date, "l, F j" if plan.due_date.year == today.year else "l, F j, Y")
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
