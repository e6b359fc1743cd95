"""What stands beside a row that was carried from an earlier year, or came after: "carried from 2020-21", "changed", "new"."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goals.models import Action, Goal
from metrics.models import Metric, Target
from plans.models import Plan
from pusdplans.document.origin import State, carried, says_nothing, state
from pusdplans.document.schema import CarriedFrom

# What is there even when nobody wrote it: blank, it is not new.
ONCE = ("text", "theory")
Origins = Callable[[str, Any], SafeString]
# The rows that a part's page brings without where they come from.
_APART: dict[str, tuple[type[Any], ...]] = {"goals": (Goal, Metric, Target), "actions": (Action,)}


def origins_of(plan: Plan, part: str = "") -> Origins | None:
    """Return what says of a row, or of an item of the document, where it comes from; None where nothing was carried.

    part: the slug of the part whose rows are drawn. At most one statement, and none for a plan that began blank.
    """
    if not plan.carried_from:
        return None
    apart = _apart(plan, _APART[part]) if part in _APART else {}

    def words(kind: str, row: Any) -> SafeString:
        origin = row.carried_from if hasattr(row, "carried_from") else apart.get(row.id)
        came_from = origin if isinstance(origin, CarriedFrom) else carried(origin)
        if came_from is None and kind in ONCE and says_nothing(kind, row):
            return SafeString("")
        return origin_words(state(kind, row, came_from), came_from)

    # A template that asks whether there is such a function must not call it.
    words.do_not_call_in_templates = True  # type: ignore[attr-defined]
    return words


def origin_words(found: State, origin: CarriedFrom | None) -> SafeString:
    """Return the words for what became of a row."""
    if origin is None:
        said = _("new")
    elif origin.kind:
        said = _("proposed from an action of %(year)s") % {"year": origin.cycle}
    else:
        said = _("carried from %(year)s") % {"year": origin.cycle}
    if found == State.CHANGED:
        said = _("%(origin)s, changed") % {"origin": said}
    return format_html('<span class="origin is-{}">{}</span>', found, said)


def _apart(plan: Plan, models: tuple[type[Any], ...]) -> dict[UUID, dict[str, Any]]:
    parts = []
    for model in models:
        to_plan = "plan" if model is Goal else "goal__plan"
        rows = model.objects.live().filter(**{to_plan: plan, "carried_from__isnull": False})
        parts.append(rows.order_by().values_list("id", "carried_from"))
    return dict(parts[0].union(*parts[1:], all=True))
