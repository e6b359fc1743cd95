"""A plan as it stood at any time: the rows as they stand now, with what happened since undone, the last thing first."""

import datetime
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_date

from goals.models import Action, Alignment, Framework, FrameworkGoal, Goal, GoalService
from metrics.models import Metric, Target
from plans.models import (
    AttachedFile,
    BudgetLine,
    Clause,
    Contact,
    Department,
    Division,
    Event,
    EventKind,
    Plan,
    PlanningCycle,
    PlanText,
    Position,
    ReviewerAssignment,
    Row,
    Service,
    TheoryOfAction,
    UnplacedText,
)
from plans.row_changes import RowChange, Rows, Values, label_of, undo, values_of
from pusdplans.document import schema
from pusdplans.document.collect import Found, assemble
from pusdplans.document.standing import living, rows_of
from pusdplans.document.unions import LabelledText, Link

# The label and the text of what is no more than a labelled text, in the order of `unions`.
_TEXTS: tuple[tuple[type[Row], Any, str], ...] = (
    (PlanText, lambda row: row.part, "text"),
    (TheoryOfAction, lambda row: "prose", "prose"),
    (Clause, lambda row: row.kind, "text"),
    (Service, lambda row: str(row.level), "text"),
    (UnplacedText, lambda row: row.where, "text"),
)


def last_event_at(plan: Plan, at: datetime.datetime) -> Event | None:
    """Return the last event of a plan until a moment."""
    return plan.events.filter(happened_at__lte=at).order_by("-number").first()


def is_known(plan: Plan, event: Event) -> bool:
    """Whether the plan as it stood after an event can be told: every change since then must be an event."""
    later = plan.events.filter(number__gt=event.number)
    return not later.filter(kind=EventKind.BEGAN).exists()


def as_it_stood(plan: Plan, event: Event) -> schema.PlanDocument:
    """Return the plan as `collect` gave it just after one of its events. `plan` should come `with_place()`."""
    rows = rows_of(plan)
    rows[label_of(plan), str(plan.pk)] = values_of(plan)
    since = plan.events.filter(number__gt=event.number).order_by("-number")
    for changes in since.values_list("rows", flat=True).iterator(chunk_size=200):
        undo(rows, changes)
    return assemble(_found(plan, rows, _District(plan, event.happened_at)))


def _found(plan: Plan, rows: Rows, district: "_District") -> Found:
    texts: dict[type[Row], list[LabelledText]] = {}
    for index, (model, label, text) in enumerate(_TEXTS):
        texts[model] = [
            LabelledText(index, row.position, row.id, label(row), getattr(row, text), _came_from(row))
            for row in living(rows, model)
        ]
    return Found(
        cycle=district.cycle["label"],
        division=district.division["name"],
        department=district.department["name"],
        reviewer=district.reviewer(),
        due=_date(rows[label_of(plan), str(plan.pk)]["extended_due_date"] or district.cycle["due_date"]),
        texts=texts,
        links=list(_links(rows, district)),
        contacts=living(rows, Contact),
        goals=living(rows, Goal),
        metrics=living(rows, Metric),
        targets=living(rows, Target),
        actions=living(rows, Action),
        positions=living(rows, Position),
        budget_lines=living(rows, BudgetLine),
        files=living(rows, AttachedFile),
    )


def _came_from(row: Any) -> str | None:
    """Return where a row was carried from, as the tables hold it."""
    origin = getattr(row, "carried_from", None)
    return json.dumps(origin) if origin else None


def _date(text: str) -> datetime.date:
    found = parse_date(text)
    assert found is not None
    return found


def _links(rows: Rows, district: "_District") -> Iterable[Link]:
    links = [
        Link(each.position, each.pk, each.goal_id, None, *district.entry(str(each.framework_goal_id)))
        for each in living(rows, Alignment)
    ]
    links += [
        Link(each.position, each.pk, each.goal_id, each.service_id, "", "", "") for each in living(rows, GoalService)
    ]
    return sorted(links, key=lambda link: link[:2])


class _District:
    """What the district says of a plan, as it stood at a moment. Nothing is read twice that did not change since."""

    def __init__(self, plan: Plan, at: datetime.datetime) -> None:
        self.plan = plan
        # The chains of plan and district have no number in common, so that the clock puts them in one order.
        since = Event.objects.filter(plan=None, happened_at__gt=at).order_by("-number")
        self.since: Sequence[list[RowChange]] = list(since.values_list("rows", flat=True))
        self.cycle = self.then([plan.cycle])[label_of(PlanningCycle), str(plan.cycle_id)]
        self.department = self.then([plan.department])[label_of(Department), str(plan.department_id)]
        divisions = self.then(Division.objects.all() if self.since else [plan.department.division])
        self.division = divisions[label_of(Division), str(self.department["division_id"])]
        self.frameworks = self.then([*Framework.objects.all(), *FrameworkGoal.objects.all()])

    def then(self, rows: Iterable[Any]) -> Rows:
        """Return rows, with whatever else stood in their tables, as they were."""
        now: Rows = {(label_of(row), str(row.pk)): values_of(row) for row in rows}
        for changes in self.since:
            undo(now, changes)
        return now

    def entry(self, key: str) -> tuple[str, str, str]:
        """Return an entry's framework, number and text."""
        entry = self.frameworks[label_of(FrameworkGoal), key]
        return self.frameworks[label_of(Framework), str(entry["framework_id"])]["name"], entry["code"], entry["text"]

    def reviewer(self) -> str | None:
        """Return who the plan is returned to, as `collect.reviewer_name` does."""
        cycle, department = self.plan.cycle_id, self.plan.department_id
        rows = self.then(ReviewerAssignment.objects.filter(cycle=cycle))
        mine: list[tuple[bool, int, Values]] = sorted(
            (values["department_id"] is None, int(key), values)
            for (of, key), values in rows.items()
            if of == label_of(ReviewerAssignment)
            and values["cycle_id"] == cycle
            and values["department_id"] in (None, department)
        )
        if not mine:
            return None
        person = get_user_model().objects.get(pk=mine[0][2]["person_id"])
        return self.then([person])[label_of(person), str(person.pk)]["name"]
