"""What a goal is linked to: the framework entries it is aligned to, the services that carry it. Set in place, one by one.

A link is there or not, so that setting it twice is no conflict, and the goal's own text keeps its revision.
"""

import enum
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from goals.models import Alignment, FrameworkGoal, Goal, GoalService
from plans import row_changes, trail
from plans.models import EventKind, Plan, PlanningCycle, Service
from plans.rich_text import shorten, to_plain
from plans.rows.saving import UnknownRow, hold_open
from pusdplans.prepared import Prepared

INDENT = "\u2003"


class Link(enum.StrEnum):
    """What a goal can be linked to."""

    ALIGNMENT = "alignment"
    SERVICE = "service"


def entries_in_force(year: int) -> QuerySet[FrameworkGoal]:
    """Return the framework entries a goal can be aligned to in the school year that begins in `year`."""
    begun = Q(framework__first_year=None) | Q(framework__first_year__lte=year)
    not_over = Q(framework__last_year=None) | Q(framework__last_year__gte=year)
    return FrameworkGoal.objects.filter(begun, not_over)


_ENTRIES = Prepared(
    FrameworkGoal, lambda year: entries_in_force(year).values_list("pk", "framework__name", "code", "text")
)
_SERVICES = Prepared(
    Service, lambda plan: Service.objects.live().filter(plan=plan).exclude(text="").values_list("pk", "level", "text")
)
_ALIGNMENTS = Prepared(
    Alignment,
    lambda plan: Alignment.objects.filter(goal__plan=plan).values_list(
        "goal_id",
        "framework_goal_id",
        "framework_goal__framework__name",
        "framework_goal__code",
        "framework_goal__text",
    ),
)
_CARRIED = Prepared(
    GoalService,
    lambda plan: GoalService.objects.filter(goal__plan=plan, service__deleted_at=None).values_list(
        "goal_id", "service_id", "service__text"
    ),
)


def entry_options(cycle: PlanningCycle) -> SafeString:
    """Return the options of "aligned to", drawn once for all goals."""
    return _options(
        (key, f"{framework} {code} · {shorten(text)}" if text else f"{framework} {code}")
        for key, framework, code, text in _ENTRIES.tuples(cycle.first_year)
    )


def service_options(plan: Plan) -> SafeString:
    """Return the options of "carried by", drawn once for all goals, indented like the list of services."""
    return _options((key, INDENT * level + shorten(text)) for key, level, text in _SERVICES.tuples(plan.pk))


class Chip(NamedTuple):
    """A link as its goal shows it: `other` is the key of the other end, `meaning` its wording in full."""

    goal_id: uuid.UUID
    kind: Link
    other: Any
    label: str
    meaning: str


def alignments_of(plan_id: int) -> list[Chip]:
    """Return what the goals of a plan are aligned to, in order."""
    return [
        Chip(goal, Link.ALIGNMENT, other, f"{framework} {code}", text)
        for goal, other, framework, code, text in _ALIGNMENTS.tuples(plan_id)
    ]


def services_of(plan_id: int) -> list[Chip]:
    """Return the services that carry the goals of a plan, in order."""
    return [
        Chip(goal, Link.SERVICE, other, shorten(text), to_plain(text)) for goal, other, text in _CARRIED.tuples(plan_id)
    ]


@transaction.atomic
def set_link(plan: Plan, goal_id: uuid.UUID, link: Link, key: str, *, on: bool, by: Any) -> Goal:
    """Link a goal to an entry or a service, or take the link away; as it is already is fine too. Returns the goal.

    Raises NotEditable; UnknownRow for a goal, an entry or a service there is not.
    """
    hold_open(plan, by=by)
    goal = Goal.objects.live().filter(plan=plan, id=goal_id).first()
    if goal is None:
        raise UnknownRow(_("This goal is not in the plan any more. Reload the page to see the plan as it is."))
    links, field, choices = _table(plan, link)
    mine = links.filter(goal=goal)
    if not on:
        for each in mine.filter(**{field: _as_key(choices, key)}).select_related(field):
            gone = row_changes.removed(each)
            each.delete()
            _note(plan, EventKind.UNLINKED, by, goal, gone, getattr(each, field))
        return goal
    other = choices.filter(pk=_as_key(choices, key)).first()
    if other is None:
        raise UnknownRow(_("Choose what to add first: the list has what can be linked."))
    last = mine.aggregate(last=Max("position"))["last"]
    made, is_new = links.get_or_create(
        goal=goal, **{field: other}, defaults={"position": 0 if last is None else last + 1}
    )
    if is_new:
        _note(plan, EventKind.LINKED, by, goal, row_changes.added(made), other)
    return goal


def _note(plan: Plan, kind: EventKind, by: Any, goal: Goal, change: row_changes.RowChange, other: Any) -> None:
    """Note a link: what it is that was linked is told as it is called now."""
    to = row_changes.title(other) if isinstance(other, Service) else str(other)
    trail.note(plan, kind, by, rows=[change], parts=["goals"], of=change["of"], title=row_changes.title(goal), to=to)


def _table(plan: Plan, link: Link) -> tuple[Any, str, QuerySet]:
    if link == Link.ALIGNMENT:
        return Alignment.objects, "framework_goal", entries_in_force(plan.cycle.first_year)
    return GoalService.objects, "service", Service.objects.live().filter(plan=plan)


def _as_key(choices: QuerySet, key: str) -> Any:
    """Return the key as the table has it, or one that nothing has."""
    try:
        value = choices.model._meta.pk.to_python(key)
    except ValidationError:
        return None
    return None if isinstance(value, int) and not 0 < value < 2**63 else value


def _options(choices: Iterable[tuple[Any, Any]]) -> SafeString:
    return mark_safe("".join(f'<option value="{key}">{escape(label)}</option>' for key, label in choices))
