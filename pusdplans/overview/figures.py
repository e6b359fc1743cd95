"""The figures of the cabinet's page: all plans of a cycle summed up by the database, in one statement.

Money and FTE are summed as whole cents and hundredths, so that no sum is off by a rounding, on either database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db import connections, router
from django.db.models import Case, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from plans.models import EDITABLE, Plan, PlanningCycle, Status

SETTLED = (Status.SUBMITTED, Status.APPROVED)
DEPARTMENT, DIVISION = "department", "division"
NO_ENTRY = 0


class Sum(NamedTuple):
    """What first-level actions answered with Yes ask for: how many they are, their dollars and FTE."""

    actions: int = 0
    cents: int = 0
    hundredths: int = 0

    @property
    def dollars(self) -> Decimal:
        """The estimated dollars."""
        return Decimal(self.cents) / 100

    @property
    def fte(self) -> Decimal:
        """The estimated FTE."""
        return Decimal(self.hundredths) / 100

    def plus(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(*(mine + its for mine, its in zip(self, other, strict=True)))


class Entry(NamedTuple):
    """An entry of a framework."""

    id: int
    framework: str
    code: str
    text: str

    @property
    def name(self) -> str:
        """The entry as people call it: "LCAP 2"."""
        return f"{self.framework} {self.code}"


class Standing(NamedTuple):
    """How many plans of a division have one status, late or not."""

    division: int
    name: str
    status: str
    late: bool
    plans: int


@dataclass
class Figures:
    """The figures of a cycle. A "place" is a department, or a division where there are too many departments.

    Each sum is there for submitted and approved plans (True) and for the others (False).
    """

    standings: list[Standing] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    requests: dict[tuple[int, bool], Sum] = field(default_factory=dict)
    by_entry: dict[tuple[int, bool], Sum] = field(default_factory=dict)
    goals: dict[tuple[int, int, bool], int] = field(default_factory=dict)
    gaps: dict[str, tuple[int, int]] = field(default_factory=dict)
    uncounted: int = 0

    @property
    def plans(self) -> int:
        """How many plans there are."""
        return sum(each.plans for each in self.standings)

    @classmethod
    def of(cls, rows: Iterable[Iterable[Any]]) -> Self:
        """Read the rows of `rows_of`, or the same from JSON."""
        found = cls()
        for what, place, entry, flag, number, plans, cents, hundredths, word, code, text in rows:
            if what == "standing":
                found.standings.append(Standing(place, code, word, bool(flag), number))
            elif what == "entry":
                found.entries.append(Entry(entry, word, code, text))
            elif what == "request":
                found.requests[place, bool(flag)] = Sum(number, cents, hundredths)
            elif what == "request of entry":
                found.by_entry[entry, bool(flag)] = Sum(number, cents, hundredths)
            elif what == "goals":
                found.goals[place, entry, bool(flag)] = number
            elif what == "gap":
                found.gaps[word] = (number, plans)
            elif what == "uncounted":
                found.uncounted = number
        found.entries.sort(key=lambda each: (each.framework, len(each.code), each.code))
        return found

    def request_of(self, place: int, *, drafts: bool) -> Sum:
        """Return what a place asks for; `drafts`: plans not submitted yet count too."""
        return _both(self.requests, place, drafts)

    def request_of_entry(self, entry: int, *, drafts: bool) -> Sum:
        """Return what the goals aligned to an entry ask for, or with NO_ENTRY those aligned to nothing."""
        return _both(self.by_entry, entry, drafts)

    def request_of_all(self, *, drafts: bool) -> Sum:
        """Return what all plans ask for, each action counted once."""
        total = Sum()
        for (_place, settled), each in self.requests.items():
            total = total.plus(each) if settled or drafts else total
        return total

    def served(self, *, drafts: bool) -> dict[int, dict[int, int]]:
        """Return by place, and in it by entry, how many goals serve the entry."""
        found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for (place, entry, settled), number in self.goals.items():
            if settled or drafts:
                found[place][entry] += number
        return found


def _both(sums: dict[tuple[int, bool], Sum], key: int, drafts: bool) -> Sum:
    settled = sums.get((key, True), Sum())
    return settled.plus(sums.get((key, False), Sum())) if drafts else settled


def with_lateness(plans: QuerySet[Plan], cycle: PlanningCycle) -> QuerySet[Plan]:
    """Note on each plan of a cycle `due`, its last day, and `late`: 1 if that passed before it was handed in, else 0."""
    due = Coalesce("extended_due_date", Value(cycle.due_date), output_field=DateField())
    not_yet = Q(status__in=EDITABLE, due__lt=timezone.localdate())
    after = Q(status__in=SETTLED, submitted_at__date__gt=F("due"))
    late = Case(When(not_yet | after, then=Value(1)), default=Value(0), output_field=IntegerField())
    return plans.alias(due=due).annotate(due=F("due"), late=late)


def rows_of(plans: QuerySet[Plan], cycle: PlanningCycle, *, place: str) -> list[tuple[Any, ...]]:
    """Return the figures of some plans of a cycle as rows for `Figures.of`, summed by place: DEPARTMENT or DIVISION."""
    settled = Case(When(status__in=SETTLED, then=Value(1)), default=Value(0), output_field=IntegerField())
    places = {DEPARTMENT: "department_id", DIVISION: "department__division_id"}
    mine = with_lateness(plans, cycle).annotate(settled=settled).order_by()
    mine = mine.values_list("pk", "department__division_id", places[place], "status", "late", "settled")
    sql, values = mine.query.sql_with_params()
    connection = connections[router.db_for_read(Plan)]
    gaps = _GAPS[connection.vendor]
    year = cycle.first_year
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH mine (plan, division, place, status, late, settled) AS ({sql}) {_SUMS} {gaps}", (*values, year, year)
        )
        return cursor.fetchall()


# Columns: what, place, entry, flag, number, plans, cents, hundredths, and three texts.
_SUMS = """,
asking AS (
    SELECT mine.place, mine.settled, goal.id AS goal, COUNT(*) AS actions,
        CAST(SUM(CAST(ROUND(COALESCE(action.estimated_cost, 0) * 100) AS bigint)) AS bigint) AS cents,
        CAST(SUM(CAST(ROUND(COALESCE(action.estimated_fte, 0) * 100) AS bigint)) AS bigint) AS hundredths
    FROM mine
    JOIN goals_goal AS goal ON goal.plan_id = mine.plan AND goal.deleted_at IS NULL
    JOIN goals_action AS action ON action.goal_id = goal.id
    WHERE action.deleted_at IS NULL AND action.level = 0 AND action.additional_resources
    GROUP BY mine.place, mine.settled, goal.id
),
serving AS (
    SELECT mine.place, mine.settled, link.framework_goal_id AS entry, COUNT(*) AS goals
    FROM mine
    JOIN goals_goal AS goal ON goal.plan_id = mine.plan AND goal.deleted_at IS NULL
    JOIN goals_alignment AS link ON link.goal_id = goal.id
    GROUP BY mine.place, mine.settled, link.framework_goal_id
)
SELECT 'standing', CAST(division.id AS bigint), CAST(NULL AS bigint), CAST(mine.late AS bigint), COUNT(*),
    CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint),
    CAST(mine.status AS text), CAST(division.name AS text), CAST(NULL AS text)
FROM mine JOIN plans_division AS division ON division.id = mine.division
GROUP BY division.id, division.name, mine.status, mine.late
UNION ALL
SELECT 'request', place, NULL, settled, CAST(SUM(actions) AS bigint), NULL, CAST(SUM(cents) AS bigint),
    CAST(SUM(hundredths) AS bigint), NULL, NULL, NULL
FROM asking GROUP BY place, settled
UNION ALL
SELECT 'request of entry', NULL, COALESCE(link.framework_goal_id, 0), settled, CAST(SUM(actions) AS bigint), NULL,
    CAST(SUM(cents) AS bigint), CAST(SUM(hundredths) AS bigint), NULL, NULL, NULL
FROM asking LEFT JOIN goals_alignment AS link ON link.goal_id = asking.goal
GROUP BY COALESCE(link.framework_goal_id, 0), settled
UNION ALL
SELECT 'goals', place, entry, settled, goals, NULL, NULL, NULL, NULL, NULL, NULL FROM serving
UNION ALL
SELECT 'entry', NULL, entry.id, NULL, NULL, NULL, NULL, NULL, framework.name, entry.code, entry.text
FROM goals_frameworkgoal AS entry JOIN goals_framework AS framework ON framework.id = entry.framework_id
WHERE (COALESCE(framework.first_year, 0) <= %s AND COALESCE(framework.last_year, 9999) >= %s)
    OR entry.id IN (SELECT entry FROM serving)
UNION ALL"""
# How a database reads the kinds of gaps that `checklist.progress` counted, and whether it counted them.
_COUNTED = """
SELECT 'gap', NULL, NULL, NULL, CAST(SUM(CAST(each.value AS integer)) AS bigint), COUNT(*), NULL, NULL, each.key, NULL,
    NULL
FROM mine JOIN plans_plan AS plan ON plan.id = mine.plan {each}
WHERE mine.status <> 'not-started' GROUP BY each.key
UNION ALL
SELECT 'uncounted', NULL, NULL, NULL, COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL
FROM mine JOIN plans_plan AS plan ON plan.id = mine.plan
WHERE mine.status <> 'not-started'
    AND (plan.progress_at IS NULL OR plan.progress_at < plan.changed_at OR {kinds} IS NULL)
"""
_GAPS = {
    "sqlite": _COUNTED.format(
        each="JOIN json_each(plan.progress, '$.kinds') AS each", kinds="json_extract(plan.progress, '$.kinds')"
    ),
    "postgresql": _COUNTED.format(
        each="CROSS JOIN LATERAL jsonb_each_text(plan.progress -> 'kinds') AS each", kinds="(plan.progress -> 'kinds')"
    ),
}
