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
from plans import row_changes
from plans.attachments import forget
from plans.models import (
    AttachedFile,
    BudgetLine,
    Clause,
    Contact,
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
from pusdplans.document import columns, origin, schema
from pusdplans.document.standing import note_difference, rows_of
from pusdplans.document.submitting import named_files

# Children before what they hang from, so that deleting in this order breaks no link.
_TABLES: tuple[tuple[type[Any], str], ...] = (
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
# The links of goals, with the column that names their other end.
_LINKS: tuple[tuple[type[Any], str], ...] = ((Alignment, "framework_goal_id"), (GoalService, "service_id"))
# What stands once in a plan is known by its place, everything else by its id.
_KNOWN_BY: dict[type[Any], list[str]] = {PlanText: ["plan", "part"], TheoryOfAction: ["plan"]}


@transaction.atomic
def apply(
    plan: Plan,
    document: schema.PlanDocument,
    *,
    by: Any = None,
    via: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Make the plan's rows what `document` says; `cycle`, `division`, `department` and `review` stay the plan's own.

    Ids are kept where they are free or this plan's own, else made anew (links follow). Each table takes one statement,
    however many rows it has. `detail`: what the event says besides. Raises NotEditable if the plan is submitted or
    approved, and DocumentError for a framework entry or a file the district does not have.
    """
    hold_open(plan, by=by)
    writer = _Writer(plan, by)
    writer.look()
    writer.claim(document)
    writer.write(document)
    writer.clear()
    writer.note_origin(document)
    note_difference(plan, EventKind.LOADED, by, writer.before, via=via, even_none=True, **(detail or {}))


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
        self.written: dict[type[Any], set[UUID]] = {}
        # Above every revision there was, so that a page still open on an older one meets a conflict.
        self.revision = int(time.time())

    def look(self) -> None:
        """Find out, in one statement, which rows and links the plan has, the deleted rows too."""
        self.before = rows_of(self.plan)
        labels = {row_changes.label_of(model): model for model, _to_plan in (*_TABLES, *_LINKS)}
        self.own: dict[type[Any], set[UUID]] = {model: set() for model, _to_plan in _TABLES}
        self.links: dict[type[Any], set[tuple[UUID, str, int]]] = {model: set() for model, _other in _LINKS}
        others = dict(_LINKS)
        for (of, key), values in self.before.items():
            model = labels.get(of)
            if model in self.own:
                self.own[model].add(UUID(key))
            elif model in self.links:
                link = UUID(values["goal_id"]), str(values[others[model]]), values["position"]
                self.links[model].add(link)

    def clear(self) -> None:
        """Delete the rows that the document does not have."""
        for model, _to_plan in _TABLES:
            gone = self.own[model] - self.written.get(model, set())
            if gone and model not in _KNOWN_BY:
                rows = model.objects.filter(id__in=gone)
                rows._raw_delete(rows.db)

    def note_origin(self, document: schema.PlanDocument) -> None:
        """Note on the plan from which year its rows were carried, so that no page need look for such rows."""
        latest = origin.latest(document)
        if latest or self.plan.carried_from:
            Plan.objects.filter(pk=self.plan.pk).update(carried_from=latest)
            self.plan.carried_from = latest

    def write(self, document: schema.PlanDocument) -> None:
        """Write every part."""
        self.put(PlanText, self.texts(document))
        theory = document.theory_of_action
        came_from = origin.as_column(theory.prose_carried_from)
        self.put(TheoryOfAction, [{"prose": theory.prose or "", "carried_from": came_from}])
        self.put(
            Clause, ({"item": each, "kind": each.kind, "text": each.text} for each in document.theory_of_action.clauses)
        )
        self.put(Contact, (columns.contact(each) for each in document.contacts))
        self.put(Service, (columns.line(level, each) for level, each in schema.walk(document.services)))
        self.put(Position, (self.position(each) for each in document.positions))
        self.put(BudgetLine, (columns.budget_line(each) for each in document.budget.lines))
        self.put(UnplacedText, ({"item": each, "where": each.where, "text": each.text} for each in document.unplaced))
        self.files(FilePart.ORG_CHART, "org_chart_files", document.org_chart_files)
        self.files(FilePart.BUDGET, "budget.files", document.budget.files)
        self.goals(document.goals)

    @cached_property
    def stored(self) -> list[AttachedFile]:
        """The files the plan has; most plans have none."""
        of = row_changes.label_of(AttachedFile)
        has_any = any(table == of for table, _key in self.before)
        return list(AttachedFile.objects.filter(plan=self.plan)) if has_any else []

    def claim(self, document: schema.PlanDocument) -> None:
        """Decide each item's id: its own where no other plan has it, a new one otherwise."""
        wanted = [each for _path, each in schema._identified(document)]
        own = set().union(*self.own.values())
        free = [each for each in wanted if each not in own]
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
            if item is not None:
                values["carried_from"] = origin.as_column(item.carried_from)
            values.setdefault("position", position)
            values.setdefault("id", self.id_of(item) if item is not None else uuid4())
            made.append(model(**{**parent, **values}, revision=self.revision, updated_by=self.by))
        self.written[model] = {row.id for row in made}
        if made:
            self.store(model, made)
        return made

    def store(self, model: type[Model], rows: list[Any]) -> None:
        """Write rows of one kind, over those that are there already."""
        known_by = _KNOWN_BY.get(model, ["id"])
        fields = [field.name for field in model._meta.concrete_fields if field.name not in ("id", *known_by)]
        model._default_manager.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=known_by, update_fields=fields
        )

    def link(self, model: type[Any], links: list[Any]) -> None:
        """Write the links of goals, if they are not as they should be."""
        other = dict(_LINKS)[model]
        if {(each.goal_id, str(getattr(each, other)), each.position) for each in links} == self.links[model]:
            return
        old = model.objects.filter(goal__plan=self.plan)
        old._raw_delete(old.db)
        model.objects.bulk_create(links, batch_size=500)

    def texts(self, document: schema.PlanDocument) -> list[dict[str, Any]]:
        """The texts that stand once; the rows are there even when blank, so that they can be typed into."""
        texts = (
            (PlanPart.PURPOSE, document.purpose, document.purpose_carried_from),
            (PlanPart.BUDGET_NOTE, document.budget.note, document.budget.note_carried_from),
        )
        return [
            {"part": part, "text": text or "", "carried_from": origin.as_column(came_from)}
            for part, text, came_from in texts
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
        made = self.put(Goal, (columns.goal(each) for each in goals))
        metrics, targets, actions, alignments, links = [], [], [], [], []
        for row, goal in zip(made, goals, strict=True):
            under = {"goal": row}
            metrics += [{**under, "position": place, **columns.metric(each)} for place, each in enumerate(goal.metrics)]
            targets += [
                {
                    **under,
                    "position": place,
                    **columns.target(each),
                    "metric_id": self.ids[each.metric] if each.metric else None,
                }
                for place, each in enumerate(goal.targets)
            ]
            outline = enumerate(schema.walk(goal.actions))
            actions += [{**under, "position": place, **columns.action(level, each)} for place, (level, each) in outline]
            alignments += [
                Alignment(goal=row, framework_goal_id=entries[each.framework, each.code], position=place)
                for place, each in enumerate(goal.alignments)
            ]
            links += [
                GoalService(goal=row, service_id=self.ids[each], position=place)
                for place, each in enumerate(goal.services)
            ]
        self.make_room()
        self.put(Metric, metrics, goal=None)
        self.put(Target, targets, goal=None)
        self.put(Action, actions, goal=None)
        self.link(Alignment, alignments)
        self.link(GoalService, links)

    def make_room(self) -> None:
        """Take the targets away first: that a target's metric is of the same goal is watched row by row."""
        if self.own[Target]:
            rows = Target.objects.filter(id__in=self.own[Target])
            rows._raw_delete(rows.db)
            self.own[Target] = set()

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
        self.claim(document)
        self.write(document)

    def claim(self, document: schema.PlanDocument) -> None:
        """Keep every id."""
        self.own = {}
        self.ids = {each: each for _path, each in schema._identified(document)}

    def store(self, model: type[Model], rows: list[Any]) -> None:
        """Keep the rows for later."""
        self.rows.setdefault(model, []).extend(rows)

    def link(self, model: type[Any], links: list[Any]) -> None:
        """Keep the links for later."""
        self.store(model, links)

    def entries(self, goals: tuple[schema.Goal, ...]) -> dict[tuple[str, str], int]:
        """The framework entries, found once for all plans."""
        return self.known

    def make_room(self) -> None:
        """A new plan has nothing to take away."""

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
