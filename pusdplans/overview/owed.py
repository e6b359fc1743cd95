"""Who owes what: each plan that is not approved, how late it is, and who must do the next step, to be printed."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from plans.models import EDITABLE, Plan, PlanningCycle, Status
from pusdplans.mail.owing import Reviewers, writers
from pusdplans.overview.departments import Line, line, lines_of
from pusdplans.overview.figures import with_lateness

PAGE_SIZE = 250


@dataclass(frozen=True)
class Owed:
    """A plan that waits for somebody: its line, and the people who must do the next step."""

    line: Line
    people: list[Any]


@dataclass
class OwedPage:
    """A page of the list. `counts`: plans by status; `late`: not handed in, and late; `here` counts from 1."""

    owed: list[Owed]
    here: int
    more: bool
    counts: dict[str, int] = field(default_factory=dict)
    late: int = 0

    @property
    def of_departments(self) -> list[Owed]:
        """What departments must submit."""
        return [each for each in self.owed if each.line.is_owed]

    @property
    def of_reviewers(self) -> list[Owed]:
        """What reviewers must decide about."""
        return [each for each in self.owed if not each.line.is_owed]

    @property
    def to_submit(self) -> int:
        """How many plans departments must submit."""
        return sum(self.counts.get(status, 0) for status in EDITABLE)

    @property
    def total(self) -> int:
        """How many plans there are."""
        return sum(self.counts.values())


def owed_page(plans: QuerySet[Plan], cycle: PlanningCycle, today: datetime.date, here: int = 1) -> OwedPage:
    """Return a page of what is owed of some plans of a cycle: with departments first, by due date, in four statements."""
    counts: dict[str, int] = defaultdict(int)
    late = 0
    grouped = with_lateness(plans, cycle).order_by().values_list("status", "late").annotate(number=Count("pk"))
    for status, is_late, number in grouped:
        counts[status] += number
        late += number if is_late and status in EDITABLE else 0
    with_reviewer = Case(When(status=Status.SUBMITTED, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = lines_of(plans.exclude(status=Status.APPROVED), cycle).order_by(with_reviewer, "due", "department__name")
    first = (here - 1) * PAGE_SIZE
    lines = [line(values, today) for values in found[first : first + PAGE_SIZE + 1]]
    return OwedPage(_with_people(lines[:PAGE_SIZE], cycle), here, len(lines) > PAGE_SIZE, dict(counts), late)


def _with_people(lines: list[Line], cycle: PlanningCycle) -> list[Owed]:
    members: dict[int, list[Any]] = defaultdict(list)
    owing = writers().filter(department__in=[each.department for each in lines if each.is_owed])
    for each in owing.select_related("person").order_by("person__name"):
        members[each.department_id].append(each.person)
    reviewers = Reviewers(cycle)
    return [Owed(each, members[each.department] if each.is_owed else reviewers.of(each.department)) for each in lines]
