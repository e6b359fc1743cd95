"""Rows in tables -> the plan document, in a number of statements that does not grow with the rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, IntegerField, Q, TextField, UUIDField, Value
from django.db.models.functions import Cast

from goals.models import Action, Alignment, Goal, GoalService
from metrics.models import Metric, Target
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
    ReviewerAssignment,
    Row,
    Service,
    TheoryOfAction,
    UnplacedText,
)
from plans.rows.outline import settled
from pusdplans.document import schema


def collect(plan: Plan) -> schema.PlanDocument:
    """Return the plan as it stands in the tables. `plan` should come `with_place()`; 11 statements, whatever the rows."""
    texts = _texts(plan)
    once = {each.label: each.text or None for each in texts[PlanText]}
    files = defaultdict(list)
    for file in AttachedFile.objects.live().filter(plan=plan):
        files[file.part].append(_file(file))
    return schema.PlanDocument.model_construct(
        format=schema.FORMAT,
        cycle=plan.cycle.label,
        division=plan.department.division.name,
        department=plan.department.name,
        purpose=once.get(PlanPart.PURPOSE),
        theory_of_action=schema.TheoryOfAction.model_construct(
            clauses=tuple(
                schema.Clause.model_construct(id=each.id, kind=each.label, text=each.text) for each in texts[Clause]
            ),
            prose=next((each.text or None for each in texts[TheoryOfAction]), None),
        ),
        contacts=tuple(
            schema.Contact.model_construct(
                id=each.id, name=each.name, phone=each.phone or None, email=each.email or None
            )
            for each in Contact.objects.live().filter(plan=plan)
        ),
        services=_tree(texts[Service], _item),
        goals=_goals(plan, {service.id for service in texts[Service]}),
        positions=_positions(plan),
        org_chart_files=tuple(files[FilePart.ORG_CHART]),
        budget=schema.Budget.model_construct(
            lines=tuple(_budget_line(line) for line in BudgetLine.objects.live().filter(plan=plan)),
            note=once.get(PlanPart.BUDGET_NOTE),
            files=tuple(files[FilePart.BUDGET]),
        ),
        review=schema.Review.model_construct(reviewer=reviewer_name(plan), due=plan.due_date),
        unplaced=tuple(
            schema.Unplaced.model_construct(id=each.id, where=each.label, text=each.text)
            for each in texts[UnplacedText]
        ),
    )


class _Text(NamedTuple):
    """A row that is a text with a label: `label` is its part, kind, place or level."""

    table: int
    position: int
    id: UUID
    label: str
    text: str

    @property
    def level(self) -> int:
        """The level of a line of an outline."""
        return int(self.label)


# What is no more than a labelled text, with the column of the label and that of the text: read in one statement.
_TEXTS: tuple[tuple[type[Any], Any, str], ...] = (
    (PlanText, F("part"), "text"),
    (TheoryOfAction, Value("prose"), "prose"),
    (Clause, F("kind"), "text"),
    (Service, F("level"), "text"),
    (UnplacedText, F("where"), "text"),
)


def _texts(plan: Plan) -> dict[type[Row], list[_Text]]:
    """Return the living rows of all tables of `_TEXTS`, each in order."""
    parts = [
        model.objects.live()
        .filter(plan=plan)
        .order_by()
        .values_list(
            Value(index, output_field=IntegerField()),
            "position",
            "id",
            Cast(label, TextField()),
            Cast(text, TextField()),
        )
        for index, (model, label, text) in enumerate(_TEXTS)
    ]
    found: dict[type[Row], list[_Text]] = {model: [] for model, _label, _text in _TEXTS}
    for row in sorted(_Text(*values) for values in parts[0].union(*parts[1:], all=True)):
        found[_TEXTS[row.table][0]].append(row)
    return found


def reviewer_name(plan: Plan) -> str | None:
    """Return who the plan is returned to: the department's own reviewer before the one of all departments."""
    of_plan = Q(department=None) | Q(department=plan.department_id)
    mine = list(ReviewerAssignment.objects.filter(of_plan, cycle=plan.cycle_id).select_related("person"))
    mine.sort(key=lambda each: (each.department_id is None, each.id))
    return mine[0].person.name if mine else None


def _goals(plan: Plan, services: set[Any]) -> tuple[schema.Goal, ...]:
    goals = list(Goal.objects.live().filter(plan=plan))
    links = _by_goal(_links(plan))
    metrics = _by_goal(Metric.objects.live().filter(goal__in=goals))
    targets = _by_goal(Target.objects.live().filter(goal__in=goals))
    actions = _by_goal(Action.objects.live().filter(goal__in=goals))
    return tuple(
        schema.Goal.model_construct(
            id=goal.id,
            focus=goal.focus or None,
            statement=goal.statement or None,
            outcomes=goal.outcomes or None,
            audience=goal.audience or None,
            alignments=tuple(_alignment(each) for each in links[goal.id] if each.framework),
            services=tuple(each.service_id for each in links[goal.id] if each.service_id in services),
            metrics=tuple(_metric(each) for each in metrics[goal.id]),
            targets=_targets(targets[goal.id], {metric.id for metric in metrics[goal.id]}),
            actions=_tree(actions[goal.id], _action),
        )
        for goal in goals
    )


def _by_goal(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.goal_id].append(row)
    return grouped


def _tree(rows: Sequence[Any], make: Any) -> tuple[Any, ...]:
    """Nest rows by their levels; `make(row, items, level)` makes each item."""
    levels = settled([row.level for row in rows])

    def below(start: int, level: int) -> tuple[tuple[Any, ...], int]:
        items, index = [], start
        while index < len(rows) and levels[index] == level:
            children, after = below(index + 1, level + 1)
            items.append(make(rows[index], children, level))
            index = after
        return tuple(items), index

    return below(0, 0)[0]


def _item(row: Any, items: tuple[Any, ...], level: int) -> schema.OutlineItem:
    return schema.OutlineItem.model_construct(id=row.id, text=row.text, items=items)


def _action(row: Action, items: tuple[Any, ...], level: int) -> schema.OutlineItem:
    if level > 0:
        return _item(row, items, level)
    return schema.Action.model_construct(
        id=row.id,
        text=row.text,
        items=items,
        additional_resources=row.additional_resources,
        resource_note=row.resource_note or None,
        estimated_cost=row.estimated_cost,
        estimated_fte=row.estimated_fte,
    )


class _Link(NamedTuple):
    """What a goal is linked to: an entry of a framework, or a service."""

    position: int
    id: int
    goal_id: UUID
    service_id: UUID | None
    framework: str
    code: str
    text: str


def _links(plan: Plan) -> list[_Link]:
    """Return the links of all goals, in order, in one statement."""
    services = (
        GoalService.objects.filter(goal__plan=plan)
        .order_by()
        .values_list(
            "position", "id", "goal_id", "service_id", *(Value("", output_field=TextField()) for _column in range(3))
        )
    )
    entries = (
        Alignment.objects.filter(goal__plan=plan)
        .order_by()
        .values_list(
            "position",
            "id",
            "goal_id",
            Value(None, output_field=UUIDField()),
            *(Cast(f"framework_goal__{name}", TextField()) for name in ("framework__name", "code", "text")),
        )
    )
    return sorted((_Link(*values) for values in services.union(entries, all=True)), key=lambda link: link[:2])


def _alignment(link: _Link) -> schema.Alignment:
    return schema.Alignment.model_construct(framework=link.framework, code=link.code, text=link.text or None)


def _metric(row: Metric) -> schema.Metric:
    return schema.Metric.model_construct(id=row.id, text=row.text, source=row.source or None, unit=row.unit or None)


def _targets(rows: list[Target], metrics: set[Any]) -> tuple[schema.Target, ...]:
    return tuple(
        schema.Target.model_construct(
            id=row.id,
            text=row.text,
            metric=row.metric_id if row.metric_id in metrics else None,
            baseline=row.baseline or None,
            value=row.value or None,
            due=row.due,
        )
        for row in rows
    )


def _positions(plan: Plan) -> tuple[schema.Position, ...]:
    rows = list(Position.objects.live().filter(plan=plan))
    here = {row.id for row in rows}
    return tuple(
        schema.Position.model_construct(
            id=row.id,
            name=row.staff_member or None,
            title=row.title or None,
            position_number=row.position_number or None,
            fte=row.fte,
            reports_to=row.reports_to_id if row.reports_to_id in here else None,
        )
        for row in rows
    )


def _budget_line(row: BudgetLine) -> schema.BudgetLine:
    return schema.BudgetLine.model_construct(
        id=row.id,
        fund=row.fund or None,
        resource=row.resource or None,
        object=row.object or None,
        description=row.description or None,
        amount=row.amount,
        fte=row.fte,
    )


def _file(row: AttachedFile) -> schema.AttachedFile:
    return schema.AttachedFile.model_construct(
        id=row.id, name=row.name, content_type=row.content_type, size=row.size, sha256=row.sha256
    )
