"""The parts of a plan as pages: each names its rows and brings them in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals.links import entry_options, service_options
from goals.models import Action, Goal
from metrics.sheets import by_goal, lay_out
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
)
from plans.row_kinds import heads
from pusdplans.document.collect import roster


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


def _goals(plan: Plan) -> dict[str, Any]:
    goals = list(Goal.objects.live().filter(plan=plan))
    lay_out(goals)
    return {"goals": goals, "entry_options": entry_options(plan.cycle), "service_options": service_options(plan)}


def _actions(plan: Plan) -> dict[str, Any]:
    goals = list(Goal.objects.live().filter(plan=plan))
    actions = by_goal(Action.objects.live().filter(goal__in=goals))
    for goal in goals:
        goal.outline = actions[goal.id]
    return {"goals": goals}


def _org_chart(plan: Plan) -> dict[str, Any]:
    positions = list(Position.objects.live().filter(plan=plan))
    files = AttachedFile.objects.live().filter(plan=plan, part=FilePart.ORG_CHART)
    return {
        "positions": positions,
        "roster": roster(positions),
        "heads": heads(positions),
        "files": files,
        "file_part": FilePart.ORG_CHART,
    }


def _budget(plan: Plan) -> dict[str, Any]:
    lines = list(BudgetLine.objects.live().filter(plan=plan))
    return {
        "lines": lines,
        "totals": budget_totals(lines),
        "text": _text(plan, PlanPart.BUDGET_NOTE),
        "files": AttachedFile.objects.live().filter(plan=plan, part=FilePart.BUDGET),
        "file_part": FilePart.BUDGET,
    }


def budget_totals(lines: Iterable[Any]) -> dict[str, Any]:
    """Sum budget lines: `amount` and `fte` of all, and amounts `by_fund` and `by_object` as (name, dollars) pairs."""
    amount, fte = Decimal(0), Decimal(0)
    by_fund: dict[str, Decimal] = defaultdict(Decimal)
    by_object: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        amount += line.amount or 0
        fte += line.fte or 0
        by_fund[line.fund or "–"] += line.amount or 0
        by_object[line.object or "–"] += line.amount or 0
    return {"amount": amount, "fte": fte, "by_fund": sorted(by_fund.items()), "by_object": sorted(by_object.items())}


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
    )
}
