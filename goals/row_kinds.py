"""The row kinds of goals and actions."""

from goals import forms, models
from plans.rows.kind import RowKind, register, stands_in

GOAL = register(RowKind("goal", models.Goal, forms.GoalForm, "rows/_goal.html", part="goals"))
ACTION = register(
    RowKind(
        "action",
        models.Action,
        forms.ActionForm,
        "rows/_action.html",
        part="actions",
        parent="goal",
        parent_model=models.Goal,
        outline=True,
    )
)
stands_in("goals", models.Alignment, models.GoalService)
