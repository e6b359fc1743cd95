"""The parts of a plan as pages: each names its rows and brings them in a fixed number of statements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals.links import entry_options, service_options
from goals.models import Action, Goal
from metrics.sheets import by_goal, lay_out
from plans.attachments import too_large
from plans.file_kinds import size_words
from plans.models import (
    AttachedFile,
    BudgetLine,
    Clause,
    Contact,
    FilePart,
    Plan,
    PlanPart,
    PlanText,
    Position,
    Service,
    TheoryOfAction,
    UnplacedText,
)
from plans.row_kinds import heads
from pusdplans.document.collect import roster
from pusdplans.document.totals import budget_totals
from pusdplans.prepared import Prepared

# What an imported form left over: no part of the form, so it is there only while there is such text.
UNPLACED = "unplaced"


@dataclass(frozen=True)
class Section:
    """A part of the plan: its slug in addresses, the letter people call it by, its name, and what fills its page."""

    slug: str
    letter: str
    name: str | Promise
    load: Callable[[Plan], dict[str, Any]]

    @property
    def template(self) -> str:
        """The page's template."""
        return f"workspace/parts/{self.slug.replace('-', '_')}.html"


def _contacts(plan: Plan) -> dict[str, Any]:
    return {"contacts": Contact.objects.live().filter(plan=plan)}


def _text(plan: Plan, part: str) -> PlanText:
    text = PlanText.objects.live().filter(plan=plan, part=part).first()
    return text or PlanText.objects.get_or_create(plan=plan, part=part)[0]


def _purpose(plan: Plan) -> dict[str, Any]:
    return {"text": _text(plan, PlanPart.PURPOSE)}


def _services(plan: Plan) -> dict[str, Any]:
    return {"services": Service.objects.live().filter(plan=plan)}


def _theory_of_action(plan: Plan) -> dict[str, Any]:
    theory = TheoryOfAction.objects.filter(plan=plan).first()
    theory = theory or TheoryOfAction.objects.get_or_create(plan=plan)[0]
    return {"theory": theory, "clauses": Clause.objects.live().filter(plan=plan)}


_GOALS = Prepared(
    Goal,
    lambda plan: (
        Goal.objects.live()
        .filter(plan=plan)
        .values_list("id", "plan_id", "revision", "focus", "statement", "outcomes", "audience")
    ),
)
_RESOURCES = ("additional_resources", "estimated_cost", "estimated_fte", "resource_note")
_ACTIONS = Prepared(
    Action,
    lambda plan: (
        Action.objects.live()
        .filter(goal__plan=plan)
        .values_list("id", "goal_id", "revision", "level", "text", *_RESOURCES)
    ),
)


def _goals(plan: Plan) -> dict[str, Any]:
    goals = _GOALS.rows(plan.pk)
    lay_out(goals)
    return {"goals": goals, "entry_options": entry_options(plan.cycle), "service_options": service_options(plan)}


def _actions(plan: Plan) -> dict[str, Any]:
    goals = _GOALS.rows(plan.pk)
    actions = by_goal(_ACTIONS.rows(plan.pk))
    for goal in goals:
        goal.outline = actions[goal.id]
    return {"goals": goals}


def _org_chart(plan: Plan) -> dict[str, Any]:
    positions = list(Position.objects.live().filter(plan=plan))
    drawn = {"positions": positions, "roster": roster(positions), "heads": heads(positions)}
    return drawn | _files(plan, FilePart.ORG_CHART)


def _budget(plan: Plan) -> dict[str, Any]:
    lines = list(BudgetLine.objects.live().filter(plan=plan))
    return {
        "lines": lines,
        "totals": budget_totals(lines),
        "text": _text(plan, PlanPart.BUDGET_NOTE),
    } | _files(plan, FilePart.BUDGET)


def _unplaced(plan: Plan) -> dict[str, Any]:
    return {"texts": UnplacedText.objects.live().filter(plan=plan)}


def _files(plan: Plan, part: FilePart) -> dict[str, Any]:
    return {
        "files": AttachedFile.objects.live().filter(plan=plan, part=part),
        "most_bytes": settings.ATTACHMENT_MAX_BYTES,
        "most_size": size_words(settings.ATTACHMENT_MAX_BYTES),
        "too_large": too_large(),
    }


SECTIONS: dict[str, Section] = {
    section.slug: section
    for section in (
        Section("contacts", "", _("Contacts"), _contacts),
        Section("purpose", "A", _("Purpose"), _purpose),
        Section("services", "", _("Services"), _services),
        Section("theory-of-action", "", _("Theory of action"), _theory_of_action),
        Section("goals", "B–D", _("Goals"), _goals),
        Section("actions", "E", _("Actions"), _actions),
        Section("organizational-chart", "", _("Organizational chart"), _org_chart),
        Section("budget", "", _("Budget"), _budget),
        Section(UNPLACED, "", _("Unplaced text"), _unplaced),
    )
}
