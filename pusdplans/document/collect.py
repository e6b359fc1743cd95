"""Rows in tables -> the plan document, in a number of statements that does not grow with the rows."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from goals.models import Action, Goal
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
from pusdplans.document.origin import carried
from pusdplans.document.unions import LabelledText, Link, links_of, texts_of
from pusdplans.prepared import Prepared


@dataclass(frozen=True)
class Found:
    """What a document is made of: living rows, each table's in their order, and what the district says of the plan."""

    cycle: str
    division: str
    department: str
    reviewer: str | None
    due: datetime.date
    texts: Mapping[type[Row], Sequence[LabelledText]]
    links: Sequence[Link]
    contacts: Iterable[Contact]
    goals: Iterable[Goal]
    metrics: Iterable[Metric]
    targets: Iterable[Target]
    actions: Iterable[Action]
    positions: Iterable[Position]
    budget_lines: Iterable[BudgetLine]
    files: Iterable[AttachedFile]


def collect(plan: Plan) -> schema.PlanDocument:
    """Return the plan as it stands in the tables. `plan` should come `with_place()`; 11 statements, whatever the rows."""
    return assemble(
        Found(
            cycle=plan.cycle.label,
            division=plan.department.division.name,
            department=plan.department.name,
            reviewer=reviewer_name(plan),
            due=plan.due_date,
            texts=texts_of(plan),
            links=links_of(plan),
            contacts=_rows(Contact, plan),
            goals=_rows(Goal, plan),
            metrics=_rows(Metric, plan),
            targets=_rows(Target, plan),
            actions=_rows(Action, plan),
            positions=_rows(Position, plan),
            budget_lines=_rows(BudgetLine, plan),
            files=_rows(AttachedFile, plan),
        )
    )


def _living(model: Any, to_plan: str) -> Prepared:
    return Prepared(model, lambda plan: model.objects.live().filter(**{to_plan: plan}))


_LIVING: dict[Any, Prepared] = {
    **{model: _living(model, "plan") for model in (Contact, Goal, Position, BudgetLine, AttachedFile)},
    **{model: _living(model, "goal__plan") for model in (Metric, Target, Action)},
}


def _rows(model: Any, plan: Plan) -> list[Any]:
    return _LIVING[model].objects(plan.pk)


def assemble(found: Found) -> schema.PlanDocument:
    """Return the document that rows make."""
    texts = found.texts
    once = {each.label: each.text or None for each in texts[PlanText]}
    origins = {each.label: each.origin for each in texts[PlanText]}
    files = defaultdict(list)
    for file in found.files:
        files[file.part].append(_file(file))
    return schema.PlanDocument.model_construct(
        format=schema.FORMAT,
        cycle=found.cycle,
        division=found.division,
        department=found.department,
        purpose=once.get(PlanPart.PURPOSE),
        purpose_carried_from=origins.get(PlanPart.PURPOSE),
        theory_of_action=schema.TheoryOfAction.model_construct(
            clauses=tuple(
                schema.Clause.model_construct(id=each.id, carried_from=each.origin, kind=each.label, text=each.text)
                for each in texts[Clause]
            ),
            prose=next((each.text or None for each in texts[TheoryOfAction]), None),
            prose_carried_from=next((each.origin for each in texts[TheoryOfAction]), None),
        ),
        contacts=tuple(map(_contact, found.contacts)),
        services=_tree(texts[Service], _line),
        goals=_goals(found, {service.id for service in texts[Service]}),
        positions=roster(found.positions),
        org_chart_files=tuple(files[FilePart.ORG_CHART]),
        budget=schema.Budget.model_construct(
            lines=tuple(map(_budget_line, found.budget_lines)),
            note=once.get(PlanPart.BUDGET_NOTE),
            note_carried_from=origins.get(PlanPart.BUDGET_NOTE),
            files=tuple(files[FilePart.BUDGET]),
        ),
        review=schema.Review.model_construct(reviewer=found.reviewer, due=found.due),
        unplaced=tuple(
            schema.Unplaced.model_construct(id=each.id, where=each.label, text=each.text)
            for each in texts[UnplacedText]
        ),
    )


def reviewer_name(plan: Plan) -> str | None:
    """Return who the plan is returned to: the department's own reviewer before the one of all departments."""
    mine = _REVIEWERS.tuples(plan.cycle_id, plan.department_id)
    return min(((department is None, id, name) for department, id, name in mine), default=(None,))[-1]


def _reviewers(cycle: int, department: int) -> QuerySet:
    of_plan = Q(department=None) | Q(department=department)
    assigned = ReviewerAssignment.objects.filter(of_plan, cycle=cycle, person__is_active=True)
    return assigned.values_list("department_id", "id", "person__name")


_REVIEWERS = Prepared(ReviewerAssignment, _reviewers)


def _goals(found: Found, services: set[Any]) -> tuple[schema.Goal, ...]:
    links = _by_goal(found.links)
    metrics = _by_goal(found.metrics)
    targets = _by_goal(found.targets)
    actions = _by_goal(found.actions)
    return tuple(
        schema.Goal.model_construct(
            id=goal.id,
            carried_from=carried(goal.carried_from),
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
        for goal in found.goals
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


def _line(row: Any, items: tuple[Any, ...], level: int) -> schema.OutlineItem:
    return schema.OutlineItem.model_construct(id=row.id, carried_from=row.origin, text=row.text, items=items)


def _action(row: Action, items: tuple[Any, ...], level: int) -> schema.OutlineItem:
    origin = carried(row.carried_from)
    if level > 0:
        return schema.OutlineItem.model_construct(id=row.id, carried_from=origin, text=row.text, items=items)
    return schema.Action.model_construct(
        id=row.id,
        carried_from=origin,
        text=row.text,
        items=items,
        additional_resources=row.additional_resources,
        resource_note=row.resource_note or None,
        estimated_cost=row.estimated_cost,
        estimated_fte=row.estimated_fte,
    )


def _contact(row: Contact) -> schema.Contact:
    return schema.Contact.model_construct(
        id=row.id,
        carried_from=carried(row.carried_from),
        name=row.name,
        phone=row.phone or None,
        email=row.email or None,
    )


def _alignment(link: Link) -> schema.Alignment:
    return schema.Alignment.model_construct(framework=link.framework, code=link.code, text=link.text or None)


def _metric(row: Metric) -> schema.Metric:
    return schema.Metric.model_construct(
        id=row.id,
        carried_from=carried(row.carried_from),
        text=row.text,
        source=row.source or None,
        unit=row.unit or None,
    )


def _targets(rows: list[Target], metrics: set[Any]) -> tuple[schema.Target, ...]:
    return tuple(
        schema.Target.model_construct(
            id=row.id,
            carried_from=carried(row.carried_from),
            text=row.text,
            metric=row.metric_id if row.metric_id in metrics else None,
            baseline=row.baseline or None,
            value=row.value or None,
            due=row.due,
        )
        for row in rows
    )


def roster(positions: Iterable[Position]) -> tuple[schema.Position, ...]:
    """Return a plan's positions as the document has them."""
    rows = list(positions)
    here = {row.id for row in rows}
    return tuple(
        schema.Position.model_construct(
            id=row.id,
            carried_from=carried(row.carried_from),
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
        carried_from=carried(row.carried_from),
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
