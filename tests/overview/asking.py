"""Plans that ask for resources, and what the cabinet's page says of them."""

from decimal import Decimal
from typing import Any

from django.test import Client

from goals.models import Action, Alignment, FrameworkGoal, Goal
from plans.models import Plan
from pusdplans.overview.cabinet import Cabinet


def page(client: Client, query: str = "") -> Cabinet:
    """Return what the page shows."""
    return client.get(f"/district/2020-21/?{query}").context["cabinet"]


def goal(plan: Plan, *codes: str, **values: Any) -> Goal:
    """Add a goal that is aligned to entries of LCAP."""
    made = Goal.objects.create(plan=plan, focus="Equity", position=plan.goals.count(), **values)
    for code in codes:
        Alignment.objects.create(goal=made, framework_goal=FrameworkGoal.objects.get(code=code))
    return made


def ask(of: Goal, cost: str | None, fte: str | None = None, **values: Any) -> Action:
    """Add a first-level action that asks for resources."""
    amounts = {"estimated_cost": cost and Decimal(cost), "estimated_fte": fte and Decimal(fte)}
    return Action.objects.create(goal=of, **{"text": "Train", "additional_resources": True, **amounts, **values})


def sums(made: Cabinet) -> dict[str, Any]:
    """Return what is asked for: in all, by department, by entry."""
    return {
        "all": (made.total.actions, made.total.dollars, made.total.fte),
        "departments": [(place.name, each.dollars) for place, each in made.requests],
        "entries": [(entry and entry.name, each.dollars, each.fte) for entry, each in made.requests_of_entries],
    }
