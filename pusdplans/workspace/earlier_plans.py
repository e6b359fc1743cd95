"""Starting from an earlier year's plan: which plans there are to start from, and what was measured since."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import Measurement
from plans import trail
from plans.models import EventKind, FormReading, Plan, ReadingState, Submission, SubmissionState, Succession
from pusdplans.document import schema
from pusdplans.document.carry_forward import Measured, carry_forward, is_offered_only
from pusdplans.workspace.form_readings import set_aside


@dataclass(frozen=True)
class Source:
    """An earlier plan to start from: its last approved version, or else the last one that was handed in."""

    submission: int
    year: str
    department: str
    slug: str
    number: int
    state: str

    @property
    def is_approved(self) -> bool:
        """Whether it is the approved version."""
        return self.state == SubmissionState.APPROVED

    @property
    def name(self) -> str:
        """What it is called: "Instructional Services 2020-21"."""
        return f"{self.department} {self.year}"


def sources_of(plans: Collection[Plan]) -> dict[int, list[Source]]:
    """Return what each plan can start from, by the plan's key: its department's own plan first. Two statements at most.

    The department gives its newest earlier plan, and so does each whose history it carries on since then.
    """
    if not plans:
        return {}
    lineage = Succession.objects.lineage()
    behind = {plan.pk: lineage.behind([plan.department_id]) for plan in plans}
    wanted = {plan.department_id for plan in plans}.union(*behind.values())
    names = ("pk", "plan__cycle__label", "plan__department__name", "plan__department__slug", "number", "state")
    rows = Submission.objects.filter(plan__department__in=wanted).order_by("-plan__cycle__label", "-number")
    found: dict[int, list[Source]] = {}
    for department, *values in rows.values_list("plan__department_id", *names):
        found.setdefault(department, []).append(Source(*values))
    return {plan.pk: list(_of_plan(plan, found, behind[plan.pk])) for plan in plans}


def _of_plan(plan: Plan, found: Mapping[int, list[Source]], behind: Mapping[int, str]) -> Iterator[Source]:
    own = _newest(found.get(plan.department_id, []), plan.cycle.label)
    if own:
        yield own
    for department, until in behind.items():
        source = _newest(found.get(department, []), min(until, plan.cycle.label))
        # What it handed down before the department's own last plan is in that plan already.
        if source and (own is None or until > own.year):
            yield source


def _newest(sources: Iterable[Source], before: str) -> Source | None:
    """Return the newest year's: what was approved of it, or else what was handed in last."""
    earlier = [each for each in sources if each.year < before]
    newest = [each for each in earlier if each.year == earlier[0].year]
    return next((each for each in newest if each.is_approved), newest[0] if newest else None)


def waiting_of(plan: Plan, by: Any) -> dict[int, FormReading]:
    """Return what the person is taking over at the moment, by the submission it comes from."""
    mine = FormReading.objects.filter(plan=plan, person=by, state=ReadingState.WAITING, source__isnull=False)
    return {each.source_id: each for each in mine.only("pk", "source_id", "plan_id")}


@transaction.atomic
def begin(plan: Plan, source: Source, *, by: Any) -> FormReading:
    """Lay an earlier plan out to be taken over row by row; what this person is checking otherwise is set aside."""
    submission = Submission.objects.get(pk=source.submission)
    last = schema.frozen(submission.document)
    measured = measured_of(last)
    document = carry_forward(last, cycle=plan.cycle.label, department=source.slug, measured=measured)
    data = schema.to_json(document)
    set_aside(plan, by=by)
    reading = FormReading.objects.create(
        plan=plan,
        person=by,
        file_name=source.name,
        source=submission,
        document=data,
        certainty=notes_of(last, data, measured),
    )
    trail.note(plan, EventKind.LAID_OUT, by, file=reading.file_name)
    return reading


def measured_of(last: schema.PlanDocument) -> dict[UUID, Measured]:
    """Return the last measured value of each metric of a plan: of all students, or else of a group. One statement."""
    ids = [metric.id for goal in last.goals for metric in goal.metrics if metric.id]
    rows = Measurement.objects.filter(metric__in=ids).order_by("measured_on", "id")
    found: dict[UUID, Measured] = {}
    for of_all in (False, True):
        found |= {
            row.metric_id: Measured(row.value, row.measured_on) for row in rows if (not row.student_group) == of_all
        }
    return found


def notes_of(
    last: schema.PlanDocument, document: dict[str, Any], measured: Mapping[UUID, Measured]
) -> dict[str, list[str]]:
    """Return what the program did with an item, or why it stays behind, by the path of the item."""
    year, notes = {"year": last.cycle}, {}
    for g, goal in enumerate(last.goals):
        for t, target in enumerate(goal.targets):
            if target.metric in measured:
                notes[f"goals[{g}].targets[{t}]"] = _("The value measured last is its new baseline.")
            elif target.baseline:
                notes[f"goals[{g}].targets[{t}]"] = _("Nothing was measured: the baseline of %(year)s stays.") % year
    for b, line in enumerate(document["budget"]["lines"]):
        words = (
            _("A line of %(year)s itself: take it if it goes on.")
            if is_offered_only(line)
            else _("An action of %(year)s asked for it.")
        )
        notes[f"budget.lines[{b}]"] = words % year
    return {path: ["", words] for path, words in notes.items()}
