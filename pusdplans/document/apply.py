"""The plan document -> rows in tables, all or nothing."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.utils.functional import cached_property

from goals.models import Action, Alignment, FrameworkGoal, Goal, GoalService
from metrics.models import Metric, Target
from plans.attachments import forget
from plans.models import (
    AttachedFile,
    BudgetLine,
    Clause,
    Contact,
    Event,
    EventKind,
    FilePart,
    Plan,
    PlanPart,
    PlanText,
    Position,
    Row,
    Service,
    TheoryOfAction,
    UnplacedText,
)
from plans.rows.saving import hold_open
from pusdplans.document import schema
from pusdplans.document.submitting import named_files

# Children before what they hang from, so that deleting in this order breaks no link.
_TABLES: tuple[tuple[type[Row], str], ...] = (
    (Target, "goal__plan"),
    (Metric, "goal__plan"),
    (Action, "goal__plan"),
    (Goal, "plan"),
    (Service, "plan"),
    (Clause, "plan"),
    (TheoryOfAction, "plan"),
    (Contact, "plan"),
    (Position, "plan"),
    (BudgetLine, "plan"),
    (PlanText, "plan"),
    (UnplacedText, "plan"),
)


@transaction.atomic
def apply(plan: Plan, document: schema.PlanDocument, *, by: Any = None, via: str = "command") -> None:
    """Make the plan's rows what `document` says; `cycle`, `division`, `department` and `review` stay the plan's own.

    Ids are kept where they are free or this plan's own, else made anew (links follow). Raises NotEditable if the plan
    is submitted or approved, and DocumentError for a framework entry or a file the district does not have.
    """
    hold_open(plan)
    writer = _Writer(plan, by)
    writer.clear()
    writer.write(document)
    Event.objects.create(plan=plan, kind=EventKind.LOADED, person=by, via=via)


def fill_new(pairs: Iterable[tuple[Plan, schema.PlanDocument]], *, at: datetime) -> None:
    """Write the rows of plans that have none yet, each table in one go. The documents' ids must be theirs alone."""
    pairs = list(pairs)
    gatherer = _Gatherer(_entries(goal for _plan, document in pairs for goal in document.goals))
    for plan, document in pairs:
        gatherer.gather(plan, document)
    for model, rows in gatherer.rows.items():
        for row in rows:
            if isinstance(row, Row):
                row.updated_at = at
        model._default_manager.bulk_create(rows, batch_size=500)


class _Writer:
    """One application of one document to one plan."""

    def __init__(self, plan: Plan, by: Any) -> None:
        self.plan = plan
        self.by = by
        self.ids: dict[UUID, UUID] = {}
        # Above every revision there was, so that a page still open on an older one meets a conflict.
        self.revision = int(time.time())

    def clear(self) -> None:
        """Delete what the plan holds, except its files, which the document can only name."""
        union = None
        for index, (model, to_plan) in enumerate(_TABLES):
            found = model.objects.filter(**{to_plan: self.plan}).order_by().values_list("id", _constant(index))
            union = found if union is None else union.union(found, all=True)
        assert union is not None
        full: dict[int, list[UUID]] = {}
        for row_id, index in union:
            full.setdefault(index, []).append(row_id)
        if 3 in full:
            Alignment.objects.filter(goal__plan=self.plan)._raw_delete(Alignment.objects.db)
            GoalService.objects.filter(goal__plan=self.plan)._raw_delete(GoalService.objects.db)
        for index in sorted(full):
            model, to_plan = _TABLES[index]
            rows = model.objects.filter(**{to_plan: self.plan})
            rows._raw_delete(rows.db)
        self.own = {row_id for ids in full.values() for row_id in ids}

    def write(self, document: schema.PlanDocument) -> None:
        """Write every part."""
        self.claim(document)
        self.put(PlanText, self.texts(document))
        theory = {"plan": self.plan, "prose": document.theory_of_action.prose or ""}
        self.put(TheoryOfAction, [theory])
        self.put(
            Clause, ({"item": each, "kind": each.kind, "text": each.text} for each in document.theory_of_action.clauses)
        )
        self.put(Contact, (_contact(each) for each in document.contacts))
        self.put(Service, (_line(level, each) for level, each in schema.walk(document.services)))
        self.put(Position, (self.position(each) for each in document.positions))
        self.put(BudgetLine, (_budget_line(each) for each in document.budget.lines))
        self.put(UnplacedText, ({"item": each, "where": each.where, "text": each.text} for each in document.unplaced))
        self.files(FilePart.ORG_CHART, "org_chart_files", document.org_chart_files)
        self.files(FilePart.BUDGET, "budget.files", document.budget.files)
        self.goals(document.goals)

    @cached_property
    def stored(self) -> list[AttachedFile]:
        """The files the plan has."""
        return list(AttachedFile.objects.filter(plan=self.plan))

    def claim(self, document: schema.PlanDocument) -> None:
        """Decide each item's id: its own where no other plan has it, a new one otherwise."""
        wanted = [each for _path, each in schema._identified(document)]
        free = [each for each in wanted if each not in self.own]
        taken: set[UUID] = set()
        if free:
            union = None
            for model, _to_plan in _TABLES:
                found = model.objects.filter(id__in=free).order_by().values_list("id", flat=True)
                union = found if union is None else union.union(found, all=True)
            assert union is not None
            taken = set(union)
        self.ids = {each: uuid4() if each in taken else each for each in wanted}

    def id_of(self, item: schema.Item) -> UUID:
        """Return the id to write for an item."""
        return self.ids[item.id] if item.id is not None else uuid4()

    def put(self, model: type[Row], rows: Iterable[dict[str, Any]], **parent: Any) -> list[Any]:
        """Write rows of one kind, in their order, in one statement."""
        parent = parent or {"plan": self.plan}
        made = []
        for position, values in enumerate(rows):
            item = values.pop("item", None)
            values.setdefault("position", position)
            values.setdefault("id", self.id_of(item) if item is not None else uuid4())
            made.append(model(**{**parent, **values}, revision=self.revision, updated_by=self.by))
        if made:
            self.store(model, made)
        return made

    def store(self, model: type[Model], rows: list[Any]) -> None:
        """Write rows of one kind."""
        model._default_manager.bulk_create(rows, batch_size=500)

    def texts(self, document: schema.PlanDocument) -> list[dict[str, Any]]:
        """The texts that stand once; the rows are there even when blank, so that they can be typed into."""
        return [
            {"part": PlanPart.PURPOSE, "text": document.purpose or ""},
            {"part": PlanPart.BUDGET_NOTE, "text": document.budget.note or ""},
        ]

    def position(self, item: schema.Position) -> dict[str, Any]:
        """One position of the roster."""
        return {
            "item": item,
            "staff_member": item.name or "",
            "title": item.title or "",
            "position_number": item.position_number or "",
            "fte": item.fte,
            "reports_to_id": self.ids[item.reports_to] if item.reports_to else None,
        }

    def goals(self, goals: tuple[schema.Goal, ...]) -> None:
        """Goals and everything under them, each table in one statement."""
        entries = self.entries(goals)
        made = self.put(Goal, (_goal(each) for each in goals))
        metrics, targets, actions, alignments, links = [], [], [], [], []
        for row, goal in zip(made, goals, strict=True):
            under = {"goal": row}
            metrics += [{**under, "position": place, **_metric(each)} for place, each in enumerate(goal.metrics)]
            targets += [
                {
                    **under,
                    "position": place,
                    **_target(each),
                    "metric_id": self.ids[each.metric] if each.metric else None,
                }
                for place, each in enumerate(goal.targets)
            ]
            outline = enumerate(schema.walk(goal.actions))
            actions += [{**under, "position": place, **_action(level, each)} for place, (level, each) in outline]
            alignments += [
                Alignment(goal=row, framework_goal_id=entries[each.framework, each.code], position=place)
                for place, each in enumerate(goal.alignments)
            ]
            links += [
                GoalService(goal=row, service_id=self.ids[each], position=place)
                for place, each in enumerate(goal.services)
            ]
        self.put(Metric, metrics, goal=None)
        self.put(Target, targets, goal=None)
        self.put(Action, actions, goal=None)
        if alignments:
            self.store(Alignment, alignments)
        if links:
            self.store(GoalService, links)

    def entries(self, goals: tuple[schema.Goal, ...]) -> dict[tuple[str, str], int]:
        """Find the framework entries the goals are aligned to. Raises DocumentError for one the district lacks."""
        return _entries(goals)

    def files(self, part: str, path: str, files: tuple[schema.AttachedFile, ...]) -> None:
        """Keep the plan's files that the document names; take those that are stored for another plan; refuse others."""
        old = {file.id: file for file in self.stored if file.part == part}
        kept = []
        for position, each in enumerate(files):
            row = old.get(each.id) if each.id else None
            if row is None or row.sha256 != each.sha256:
                # Held until this is committed, so that the stored file does not go with its other row meanwhile.
                stored = AttachedFile.objects.filter(sha256=each.sha256).select_for_update().first()
                if stored is None:
                    message = f"“{each.name}” is not on this server: attach the file on the plan's page"
                    raise schema.DocumentError([(f"{path}[{position}]", message)])
                row = AttachedFile(plan=self.plan, part=part, file=stored.file.name, sha256=each.sha256)
            row.position, row.name, row.content_type, row.size = position, each.name, each.content_type, each.size
            row.deleted_at, row.updated_by = None, self.by
            row.save()
            kept.append(row.id)
        if len(old) > len(kept) or set(old) - set(kept):
            left = AttachedFile.objects.filter(plan=self.plan, part=part).exclude(id__in=kept)
            forget(left, keep=named_files(self.plan))


class _Gatherer(_Writer):
    """Gathers the rows of many new plans, to be written together."""

    def __init__(self, entries: dict[tuple[str, str], int]) -> None:
        self.known = entries
        self.rows: dict[type[Model], list[Any]] = {}

    def gather(self, plan: Plan, document: schema.PlanDocument) -> None:
        """Add one plan's rows."""
        super().__init__(plan, None)
        self.write(document)

    def claim(self, document: schema.PlanDocument) -> None:
        """Keep every id."""
        self.ids = {each: each for _path, each in schema._identified(document)}

    def store(self, model: type[Model], rows: list[Any]) -> None:
        """Keep the rows for later."""
        self.rows.setdefault(model, []).extend(rows)

    def entries(self, goals: tuple[schema.Goal, ...]) -> dict[tuple[str, str], int]:
        """The framework entries, found once for all plans."""
        return self.known

    def files(self, part: str, path: str, files: tuple[schema.AttachedFile, ...]) -> None:
        """A new plan has no files to look for."""


def _entries(goals: Iterable[schema.Goal]) -> dict[tuple[str, str], int]:
    goals = list(goals)
    named = {(each.framework, each.code) for goal in goals for each in goal.alignments}
    if not named:
        return {}
    known = FrameworkGoal.objects.filter(framework__name__in={framework for framework, _code in named})
    found = {(name, code): pk for pk, name, code in known.values_list("pk", "framework__name", "code")}
    problems = [
        (f"goals[{g}].alignments[{a}]", f"the district has no framework entry “{each.framework} {each.code}”")
        for g, goal in enumerate(goals)
        for a, each in enumerate(goal.alignments)
        if (each.framework, each.code) not in found
    ]
    if problems:
        raise schema.DocumentError(problems)
    return found


def _constant(value: int) -> Any:
    from django.db.models import IntegerField, Value

    return Value(value, output_field=IntegerField())


def _contact(item: schema.Contact) -> dict[str, Any]:
    return {"item": item, "name": item.name, "phone": item.phone or "", "email": item.email or ""}


def _line(level: int, item: schema.OutlineItem) -> dict[str, Any]:
    return {"item": item, "level": level, "text": item.text}


def _budget_line(item: schema.BudgetLine) -> dict[str, Any]:
    return {
        "item": item,
        "fund": item.fund or "",
        "resource": item.resource or "",
        "object": item.object or "",
        "description": item.description or "",
        "amount": item.amount,
        "fte": item.fte,
    }


def _goal(item: schema.Goal) -> dict[str, Any]:
    return {
        "item": item,
        "focus": item.focus or "",
        "statement": item.statement or "",
        "outcomes": item.outcomes or "",
        "audience": item.audience or "",
    }


def _metric(item: schema.Metric) -> dict[str, Any]:
    return {"item": item, "text": item.text, "source": item.source or "", "unit": item.unit or ""}


def _target(item: schema.Target) -> dict[str, Any]:
    return {
        "item": item,
        "text": item.text,
        "baseline": item.baseline or "",
        "value": item.value or "",
        "due": item.due,
    }


def _action(level: int, item: schema.OutlineItem) -> dict[str, Any]:
    values = _line(level, item)
    if isinstance(item, schema.Action):
        values |= {
            "additional_resources": item.additional_resources,
            "resource_note": item.resource_note or "",
            "estimated_cost": item.estimated_cost,
            "estimated_fte": item.estimated_fte,
        }
    return values
