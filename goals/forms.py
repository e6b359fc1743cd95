"""The row forms of goals and actions."""

from goals.models import Action, Goal
from plans.rows.forms import RowForm


class GoalForm(RowForm):
    """A goal: focus, statement, outcomes, targeted audience."""

    rich_fields = ("statement", "outcomes", "audience")

    class Meta:
        model = Goal
        fields = ["focus", "statement", "outcomes", "audience"]


class ActionForm(RowForm):
    """A line of the actions; a first-level one answers the question about next year's resources."""

    inline_fields = ("text",)

    class Meta:
        model = Action
        fields = ["text", "additional_resources", "estimated_cost", "estimated_fte", "resource_note"]
