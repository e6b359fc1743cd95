"""What the numbers of the cabinet's page open: the goals and actions that ask for resources, the plans with a gap."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, QuerySet, Sum, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from goals.models import Action, Goal
from plans.models import Plan, Status
from plans.querysets import Asked, Listed
from plans.rich_text import shorten
from pusdplans.document.gap_words import GapKind
from pusdplans.overview.figures import NO_ENTRY, SETTLED

PAGE_SIZE = 50
# A goal's number on the form.
NUMBER = (
    "(SELECT COUNT(*) FROM goals_goal AS other WHERE other.plan_id = {0} AND other.deleted_at IS NULL"
    " AND (other.position < {1} OR other.position = {2} AND other.id <= {3}))"
)

# The entries a goal is aligned to, and the name of one entry.
ALIGNED = (
    "(SELECT GROUP_CONCAT(name, ', ') FROM (SELECT framework.name || ' ' || entry.code AS name FROM goals_alignment AS link"
    " JOIN goals_frameworkgoal AS entry ON entry.id = link.framework_goal_id"
    " JOIN goals_framework AS framework ON framework.id = entry.framework_id"
    " WHERE link.goal_id = {0} ORDER BY link.position, link.id) AS entries)"
)
ENTRY = (
    "(SELECT framework.name || ' ' || entry.code FROM goals_frameworkgoal AS entry"
    " JOIN goals_framework AS framework ON framework.id = entry.framework_id WHERE entry.id = {0})"
)


@dataclass(frozen=True)
class Request:
    """Which requests: also of plans not submitted; of a department (its slug), a division, an entry (0: of none)."""

    drafts: bool
    department: str = ""
    division: int | None = None
    entry: int | None = None


@dataclass
class Page:
    """A page of things, `number` of them in all; `here` counts from 1, `more`: there is another page."""

    things: list[Any]
    number: int
    here: int
    more: bool
    title: str = ""
    cost: Decimal | None = None
    fte: Decimal | None = None


@dataclass
class Asking:
    """A goal whose actions ask for resources."""

    goal: Any
    actions: list[Action] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The goal in a few words."""
        return self.goal.focus or shorten(self.goal.statement)

    @property
    def cost(self) -> Decimal:
        """The dollars its actions ask for."""
        return sum((each.estimated_cost or Decimal(0) for each in self.actions), Decimal(0))

    @property
    def fte(self) -> Decimal:
        """The FTE its actions ask for."""
        return sum((each.estimated_fte or Decimal(0) for each in self.actions), Decimal(0))


def asking_actions() -> QuerySet[Action]:
    """Return the first-level actions that answer with Yes."""
    return Action.objects.live().filter(level=0, additional_resources=True)


def requests_page(plans: QuerySet[Plan], asked: Request, here: int) -> Page:
    """Return a page of goals with the actions that ask for resources, by department and in the form's order."""
    goals = _goals(plans, asked).filter(Exists(asking_actions().filter(goal=OuterRef("pk"))))
    total = asking_actions().filter(goal__in=goals.order_by().values("pk"))
    sums = total.aggregate(number=Count("pk"), cost=Sum("estimated_cost"), fte=Sum("estimated_fte"))
    number = Asked(NUMBER, F("plan_id"), F("position"), F("position"), F("pk"), output_field=IntegerField())
    first = (here - 1) * PAGE_SIZE
    aligned = Listed(ALIGNED, F("pk"), output_field=CharField(null=True))
    entry = Asked(ENTRY, Value(asked.entry or NO_ENTRY), output_field=CharField(null=True))
    shown = goals.annotate(number=number, aligned=aligned, entry=entry).select_related("plan__department__division")
    found = list(shown.order_by("plan__department__name", "position", "pk")[first : first + PAGE_SIZE + 1])
    actions: dict[Any, list[Action]] = defaultdict(list)
    for action in asking_actions().filter(goal__in=[goal.pk for goal in found[:PAGE_SIZE]]):
        actions[action.goal_id].append(action)
    things = [Asking(goal, actions[goal.pk]) for goal in found[:PAGE_SIZE]]
    return Page(things, sums["number"], here, len(found) > PAGE_SIZE, _title(things, asked), sums["cost"], sums["fte"])


def _goals(plans: QuerySet[Plan], asked: Request) -> QuerySet[Goal]:
    goals = Goal.objects.live()
    if not asked.drafts:
        plans = plans.filter(status__in=SETTLED)
    if asked.department:
        plans = plans.filter(department__slug=asked.department)
    if asked.division is not None:
        plans = plans.filter(department__division=asked.division)
    if asked.entry == NO_ENTRY:
        goals = goals.filter(alignment_links=None)
    elif asked.entry is not None:
        goals = goals.filter(alignment_links__framework_goal=asked.entry)
    return goals.filter(plan__in=plans.order_by().values("pk"))


def _title(things: list[Asking], asked: Request) -> str:
    """Return the name of what the requests were narrowed to, "" for all or for goals aligned to nothing."""
    if not things:
        return ""
    goal = things[0].goal
    if asked.department:
        return str(goal.plan.department)
    if asked.entry:
        return goal.entry
    return str(goal.plan.department.division) if asked.division is not None else ""


def plans_with_gap(plans: QuerySet[Plan], kind: GapKind, here: int) -> Page:
    """Return a page of the plans with a kind of gap (`gaps`: how many), those with most first."""
    gaps = Cast(KeyTextTransform(kind.slug, KeyTransform("kinds", "progress")), IntegerField())
    found = plans.exclude(status=Status.NOT_STARTED).annotate(gaps=gaps).filter(gaps__gt=0)
    number = found.aggregate(number=Sum("gaps"))["number"] or 0
    first = (here - 1) * PAGE_SIZE
    ordered = found.select_related("department__division").order_by("-gaps", "department__name")
    shown = list(ordered[first : first + PAGE_SIZE + 1])
    return Page(shown[:PAGE_SIZE], number, here, len(shown) > PAGE_SIZE)
