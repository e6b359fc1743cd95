"""A plan's rows as they stand in the tables, all of them with all that an event tells of a row, in one statement."""

from typing import Any

from django.db.models import F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from goals.models import Action, Alignment, Goal, GoalService
from metrics.models import Measurement, Metric, Target
from plans import row_changes, trail
from plans.models import (
    AttachedFile,
    BudgetLine,
    Clause,
    Contact,
    Event,
    EventKind,
    Plan,
    PlanText,
    Position,
    Service,
    TheoryOfAction,
    UnplacedText,
)
from plans.row_changes import Rows
from plans.rows.kind import parts_of
from pusdplans.prepared import Prepared

# Every table whose rows make up a plan, in the form's order, with the way to the plan. Deleted rows stand in them too.
TABLES: tuple[tuple[type[Any], str], ...] = (
    (Contact, "plan"),
    (PlanText, "plan"),
    (Service, "plan"),
    (TheoryOfAction, "plan"),
    (Clause, "plan"),
    (Goal, "plan"),
    (Alignment, "goal__plan"),
    (GoalService, "goal__plan"),
    (Metric, "goal__plan"),
    (Measurement, "metric__goal__plan"),
    (Target, "goal__plan"),
    (Action, "goal__plan"),
    (Position, "plan"),
    (BudgetLine, "plan"),
    (AttachedFile, "plan"),
    (UnplacedText, "plan"),
)


def _all_rows(plan: int) -> QuerySet:
    parts = [
        model.objects.filter(**{to_plan: plan})
        .order_by()
        .values_list(
            Value(index, output_field=IntegerField()),
            Cast("pk", TextField()),
            JSONObject(**{name: F(name) for name in row_changes.columns(model)}),
        )
        for index, (model, to_plan) in enumerate(TABLES)
    ]
    return parts[0].union(*parts[1:], all=True)


_ALL = Prepared(Plan, _all_rows)


def rows_of(plan: Plan) -> Rows:
    """Return the rows of a plan, the deleted ones too, by table and key; those of a table in their order."""
    found = sorted(_ALL.tuples(plan.pk), key=lambda row: (row[0], row[2].get("position") or 0, row[1]))
    rows = {}
    for index, key, values in found:
        model = TABLES[index][0]
        fields = row_changes.columns(model)
        told = {name: row_changes.as_json(field, values[name]) for name, field in fields.items()}
        rows[row_changes.label_of(model), str(model._meta.pk.to_python(key))] = told
    return rows


def note_difference(
    plan: Plan,
    kind: EventKind,
    by: Any,
    before: Rows,
    *,
    via: str | None = None,
    even_none: bool = False,
    **detail: Any,
) -> Event | None:
    """Note what became of all rows of a plan since they were `before`; nothing if nothing did, unless `even_none`."""
    after = rows_of(plan)
    changes = row_changes.between(before, after)
    if not changes and not even_none:
        return None
    parts = parts_of(changes, {**before, **after})
    return trail.note(plan, kind, by, via=via, rows=changes, parts=parts, **detail)


def living(rows: Rows, model: type[Any]) -> list[Any]:
    """Return the rows of a table that are not deleted, in their order, to be read."""
    of = row_changes.label_of(model)
    found = [row_changes.as_row(of, key, values) for (table, key), values in rows.items() if table == of]
    return sorted(
        (row for row in found if getattr(row, "deleted_at", None) is None), key=lambda row: (row.position, row.pk)
    )
