"""The cabinet's page put together: a cycle's plans with what they ask for, serve and lack, in at most three statements.

Up to LARGE plans everything is said by department and is as of this moment. Above that it is said by division, the
departments come a page at a time, and the sums over all plans of the cycle are kept for a while.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from plans.models import Department, Plan, PlanningCycle
from pusdplans.document.gap_words import GAP_KINDS, GapKind
from pusdplans.overview import strip
from pusdplans.overview.departments import Line, by_urgency, line, lines_of, overseen_plans
from pusdplans.overview.figures import DEPARTMENT, DIVISION, NO_ENTRY, Entry, Figures, Sum, rows_of
from pusdplans.overview.models import DistrictFigures

LARGE = 200
PAGE_SIZE = 50
KEPT = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Choice:
    """What is asked for. drafts: count plans not submitted yet too. division, after: which departments of many."""

    drafts: bool = False
    division: int | None = None
    after: str = ""

    @property
    def is_of_many(self) -> bool:
        """Whether only the page of a large cycle leads here."""
        return self.division is not None or bool(self.after)


@dataclass(frozen=True)
class Place:
    """A department or a division as a row of the sums: `key` is the department's slug or the division's id."""

    id: int
    name: str
    key: str


@dataclass
class Cabinet:
    """What the page shows. `is_large`: places are divisions, `lines` one page of departments, `following` the next's."""

    figures: Figures
    made_at: datetime.datetime
    choice: Choice
    lines: list[Line]
    is_large: bool = False
    following: str = ""

    @property
    def places(self) -> list[Place]:
        """The departments, or divisions, in the order of their names."""
        if self.is_large:
            names = {each.division: each.name for each in self.figures.standings}
            return sorted((Place(key, name, str(key)) for key, name in names.items()), key=lambda each: each.name)
        return sorted((Place(each.department, each.name, each.slug) for each in self.lines), key=lambda each: each.name)

    @property
    def late(self) -> int:
        """How many plans are late, or were handed in late."""
        return sum(each.plans for each in self.figures.standings if each.late)

    @property
    def counted(self) -> int:
        """How many plans the sums are about."""
        settled = ("submitted", "approved")
        return sum(each.plans for each in self.figures.standings if self.choice.drafts or each.status in settled)

    @property
    def groups(self) -> list[strip.Group]:
        """The picture of the departments."""
        return [] if self.is_large else strip.groups(self.lines)

    @property
    def bars(self) -> list[strip.Bar]:
        """The picture of the divisions."""
        return strip.bars(self.figures.standings) if self.is_large else []

    @property
    def total(self) -> Sum:
        """What all ask for, each action counted once."""
        return self.figures.request_of_all(drafts=self.choice.drafts)

    @property
    def requests(self) -> list[tuple[Place, Sum]]:
        """What each place asks for, the places that ask for nothing left out, the largest first."""
        sums = [(place, self.figures.request_of(place.id, drafts=self.choice.drafts)) for place in self.places]
        return sorted(
            (each for each in sums if each[1].actions), key=lambda each: (-each[1].cents, -each[1].hundredths)
        )

    @property
    def requests_of_entries(self) -> list[tuple[Entry | None, Sum]]:
        """What the goals of each entry ask for, None for those aligned to nothing, in the frameworks' order."""
        found: list[tuple[Entry | None, Sum]] = []
        for entry in (*self.figures.entries, None):
            asked = self.figures.request_of_entry(entry.id if entry else NO_ENTRY, drafts=self.choice.drafts)
            if asked.actions:
                found.append((entry, asked))
        return found

    @property
    def alignment(self) -> list[tuple[Place, list[int]]]:
        """For each place how many goals serve each entry, in the order of `figures.entries`."""
        served = self.figures.served(drafts=self.choice.drafts)
        return [(place, [served[place.id][entry.id] for entry in self.figures.entries]) for place in self.places]

    @property
    def served(self) -> list[tuple[Entry, int]]:
        """Each entry with the number of goals that serve it."""
        served = self.figures.served(drafts=self.choice.drafts)
        return [(entry, sum(each[entry.id] for each in served.values())) for entry in self.figures.entries]

    @property
    def unserved(self) -> list[Entry]:
        """The entries that no goal serves."""
        return [entry for entry, goals in self.served if not goals]

    @property
    def gaps(self) -> list[tuple[GapKind, str, int]]:
        """Each kind of gap there is, in a sentence with its number, and how many plans have it; blocking first."""
        there = ((kind, *self.figures.gaps.get(slug, (0, 0))) for slug, kind in GAP_KINDS.items())
        return [(kind, kind.of(number), plans) for kind, number, plans in there if number]


def cabinet(person: Any, cycle: PlanningCycle, choice: Choice) -> Cabinet:
    """Return the page of a cycle from `overseen_by`, with its kept figures (`figures`) fetched along."""
    plans = overseen_plans(person, cycle)
    oversees_all = bool(person.is_staff or cycle.oversight == 2)
    kept = Sums.kept_of(cycle) if oversees_all else None
    sums = kept if kept and is_fresh(kept.made_at, timezone.now()) else None
    is_large = bool(kept)
    if sums is None and (kept or choice.is_of_many):
        sums = Sums.of(plans, cycle)
        is_large = sums.figures.plans > LARGE
    shown = _one_page(plans, choice) if is_large else plans
    today = timezone.localdate()
    lines = [line(values, today) for values in lines_of(shown, cycle)[: LARGE + 1]]
    if not is_large and len(lines) <= LARGE:
        figures = Figures.of(rows_of(plans, cycle, place=DEPARTMENT))
        return Cabinet(figures, timezone.now(), choice, sorted(lines, key=by_urgency))
    sums = sums or Sums.of(plans, cycle)
    if oversees_all and sums is not kept:
        keep(cycle, sums)
    following = lines[PAGE_SIZE - 1].name if len(lines) > PAGE_SIZE else ""
    return Cabinet(sums.figures, sums.made_at, choice, lines[:PAGE_SIZE], True, following)


@dataclass(frozen=True)
class Sums:
    """The figures of many plans, by division, and when they were summed up."""

    rows: list[Any]
    figures: Figures
    made_at: datetime.datetime

    @classmethod
    def of(cls, plans: QuerySet[Plan], cycle: PlanningCycle) -> "Sums":
        """Sum up plans of a cycle now."""
        now = timezone.now()
        rows = rows_of(plans, cycle, place=DIVISION)
        return cls(rows, Figures.of(rows), now)

    @classmethod
    def kept_of(cls, cycle: PlanningCycle) -> "Sums | None":
        """Return what is kept of all plans of a cycle, if they are many."""
        stored = getattr(cycle, "figures", None)
        found = cls(stored.rows, Figures.of(stored.rows), stored.made_at) if stored else None
        return found if found and found.figures.plans > LARGE else None


def _one_page(plans: QuerySet[Plan], choice: Choice) -> QuerySet[Plan]:
    """Return the plans of one page of departments, and the first of the next.

    Departments are gone through by name until there are enough, where sorting the plans would take them all.
    """
    departments = Department.objects.filter(Exists(plans.order_by().filter(department=OuterRef("pk"))))
    if choice.division is not None:
        departments = departments.filter(division=choice.division)
    if choice.after:
        departments = departments.filter(name__gt=choice.after)
    return plans.filter(department__in=departments.order_by("name").values("pk")[: PAGE_SIZE + 1])


def is_fresh(made_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether kept figures still stand: some minutes, and never past midnight, when plans become late."""
    return timezone.localdate(made_at) == timezone.localdate(now) and made_at + KEPT > now


def keep(cycle: PlanningCycle, sums: Sums) -> None:
    """Keep the sums of all plans of a cycle, in place of older ones."""
    rows = [list(each) for each in sums.rows]
    DistrictFigures.objects.bulk_create(
        [DistrictFigures(cycle=cycle, made_at=sums.made_at, rows=rows)],
        update_conflicts=True,
        unique_fields=["cycle"],
        update_fields=["made_at", "rows"],
    )


def renew(cycle: PlanningCycle) -> None:
    """Sum up all plans of a cycle now, and keep that."""
    keep(cycle, Sums.of(Plan.objects.in_cycle(cycle), cycle))
