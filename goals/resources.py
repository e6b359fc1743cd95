"""Frameworks, goals and actions as sheets."""

from typing import Any

from import_export import fields

from goals.models import Action, Framework, FrameworkGoal, Goal
from plans.resources import RowResource, SheetResource
from plans.sheet_columns import ByName, PlanWidget, RowWidget


class FrameworkResource(SheetResource):
    """Frameworks, by name."""

    class Meta(SheetResource.Meta):
        model = Framework
        fields = ["name", "first_year", "last_year"]
        import_id_fields = ["name"]


class FrameworkGoalResource(SheetResource):
    """Entries of frameworks, by framework and number."""

    framework = fields.Field("framework", "framework", ByName(Framework, "name"))

    class Meta(SheetResource.Meta):
        model = FrameworkGoal
        fields = ["framework", "code", "text"]
        import_id_fields = ["framework", "code"]


class GoalResource(RowResource):
    """Goals."""

    plan = fields.Field("plan", "plan", PlanWidget())
    rich = ("statement", "outcomes", "audience")

    class Meta(RowResource.Meta):
        model = Goal
        fields = ["id", "plan", "focus", "statement", "outcomes", "audience"]


class ActionResource(RowResource):
    """Actions under goals."""

    goal = fields.Field("goal", "goal", RowWidget(Goal, "plan"))
    inline = ("text",)
    parent_name = "goal"

    class Meta(RowResource.Meta):
        model = Action
        fields: list[Any] = [
            "id",
            "goal",
            "level",
            "text",
            "additional_resources",
            "estimated_cost",
            "estimated_fte",
            "resource_note",
        ]
