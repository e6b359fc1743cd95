"""Opening a planning cycle: its reviewers, its departments and what became of them, and every department's plan.

What the last cycle had is proposed, with its years moved on; whoever opens the new one decides.
"""

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from plans.lifecycle import NotPossible, start_plans
from plans.models import (
    Department,
    Membership,
    PlanningCycle,
    ReviewerAssignment,
    Role,
    Succession,
    SuccessionKind,
)

# Stronger first.
_ROLES = [Role.LEAD, Role.CONTRIBUTOR, Role.VIEWER]
# "2020-21", "2020 - 2021" and "20-21": two years that follow each other, written in the same way.
_YEARS = re.compile(r"(?<![\d-])(\d{4}|\d{2})(\s*[-–/]\s*)(\d{4}|\d{2})(?![\d-])")


@dataclass(frozen=True)
class Change:
    """What becomes of a department: `into` names those that carry it on, its own name among them if it stays too."""

    kind: SuccessionKind
    into: tuple[str, ...] = ()

    def keeps(self, department: Department) -> bool:
        """Whether the department itself is among those that carry it on, in whatever letters its name is written."""
        return department.name.casefold() in {name.casefold() for name in self.into}


class ChangeNotPossible(NotPossible):
    """What is said of one department does not hold; `department` is its key."""

    def __init__(self, department: Department, message: str) -> None:
        self.department = department.pk
        super().__init__(message)


@transaction.atomic
def open_cycle(
    cycle: PlanningCycle,
    *,
    reviewers: Iterable[ReviewerAssignment] = (),
    changes: Mapping[Department, Change] | None = None,
    by: Any,
) -> PlanningCycle:
    """Open a cycle that is not saved yet, and start its plans.

    reviewers: assignments of an earlier cycle to go on; those of a department go to whoever carries it on. changes: the
    departments that do not stay as they are. People of a department belong to those that carry it on as well; they keep
    their place in the old one, whose plans stay as they are. Raises NotPossible, ChangeNotPossible.
    """
    try:
        cycle.full_clean()
        cycle.save(force_insert=True)
    except (ValidationError, IntegrityError) as error:
        raise NotPossible(
            _("This school year cannot be opened: it is there already, or its dates are wrong.")
        ) from error
    heirs = _Reorganizing(cycle, changes or {}).heirs()
    _hand_on_people(heirs)
    _hand_on_reviews(cycle, reviewers, heirs)
    names = {
        after.pk: sorted(each.name for each in heirs if after in heirs[each])
        for afters in heirs.values()
        for after in afters
    }
    start_plans(cycle, by=by, carries_on=names)
    return cycle


@dataclass
class _Reorganizing:
    """The departments of one year becoming those of the next."""

    cycle: PlanningCycle
    changes: Mapping[Department, Change]
    named: dict[str, Department] = field(default_factory=dict)
    ending: set[int] = field(default_factory=set)

    def heirs(self) -> dict[Department, list[Department]]:
        """Make what is new, close what ends, and return who carries on what; who stays as it is, is not in it."""
        for department, change in self.changes.items():
            self.check(department, change)
        self.ending = {each.pk for each, change in self.changes.items() if not change.keeps(each)}
        Department.objects.filter(pk__in=self.ending).update(is_active=False)
        for department in self.changes:
            department.is_active = department.pk not in self.ending
        heirs = {
            each: [self.heir(each, name) for name in change.into if name.casefold() != each.name.casefold()]
            for each, change in self.changes.items()
        }
        for department, afters in heirs.items():
            kind = self.changes[department].kind
            for after in afters or [None]:
                Succession.objects.create(before=department, kind=kind, after=after, cycle=self.cycle)
        return heirs

    def check(self, department: Department, change: Change) -> None:
        """Raise ChangeNotPossible for what does not fit."""
        count = len({name.casefold() for name in change.into})
        wrong = {
            SuccessionKind.RENAMED: count != 1 and _("Write the one new name."),
            SuccessionKind.MERGED: count != 1 and _("Write the one department it is merged into."),
            SuccessionKind.SPLIT: count < 2 and _("Write at least two departments, with a semicolon between them."),
            SuccessionKind.CLOSED: count and _("A department that is closed is carried on by none."),
        }[change.kind]
        if not wrong and change.kind in (SuccessionKind.RENAMED, SuccessionKind.MERGED) and change.keeps(department):
            wrong = _("This is its own name: how it is spelled is changed on the department's own page.")
        if not wrong and any(not name or len(name) > 200 for name in change.into):
            wrong = _("A name has at most 200 characters.")
        if wrong:
            raise ChangeNotPossible(department, str(wrong))

    def heir(self, before: Department, name: str) -> Department:
        """Return the department of this name: one that goes on, one of old that comes back, or a new one.

        A new one is in the division of `before`.
        """
        if name.casefold() in self.named:
            return self.named[name.casefold()]
        there = Department.objects.filter(name__iexact=name).first()
        if there is None:
            there = Department.objects.create(division=before.division, name=name, slug=_free_slug(name))
        elif there.pk in self.ending:
            raise ChangeNotPossible(before, _("“%(name)s” does not go on in this year itself.") % {"name": there.name})
        elif there.is_active and self.changes[before].kind == SuccessionKind.RENAMED:
            raise ChangeNotPossible(before, _("“%(name)s” is there already: say “merged into”.") % {"name": there.name})
        elif not there.is_active:
            there.is_active = True
            there.save(update_fields=["is_active"])
        self.named[name.casefold()] = there
        return there


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "department"
    taken = set(Department.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)


def _hand_on_people(heirs: Mapping[Department, list[Department]]) -> None:
    """Let the people of a department belong to those that carry it on; who is there already keeps the stronger role."""
    for before, afters in heirs.items():
        for membership in before.memberships.all():
            for after in afters:
                there, made = Membership.objects.get_or_create(
                    person=membership.person, department=after, defaults={"role": membership.role}
                )
                if not made and _ROLES.index(Role(membership.role)) < _ROLES.index(Role(there.role)):
                    there.role = membership.role
                    there.save(update_fields=["role"])


def _hand_on_reviews(
    cycle: PlanningCycle, reviewers: Iterable[ReviewerAssignment], heirs: Mapping[Department, list[Department]]
) -> None:
    for each in reviewers:
        departments: list[Department | None] = [each.department]
        if each.department in heirs:
            departments = [*heirs[each.department], *([each.department] if each.department.is_active else [])]
        for department in departments:
            ReviewerAssignment.objects.get_or_create(cycle=cycle, person=each.person, department=department)


def next_label(last: PlanningCycle) -> str:
    """Return the school year after a cycle's."""
    first = last.first_year + 1
    return f"{first}-{(first + 1) % 100:02d}"


def same_day_next_year(day: datetime.date) -> datetime.date:
    """Return the day of the next year that is the same weekday of its month: the first Monday of October again."""
    place, weekday = (day.day - 1) // 7, day.weekday()
    weeks = calendar.Calendar().monthdatescalendar(day.year + 1, day.month)
    days = [each for week in weeks for each in week if each.month == day.month and each.weekday() == weekday]
    return days[min(place, len(days) - 1)]


def years_moved(text: str, years: int = 1) -> str:
    """Return a wording with the school years typed in it moved on: "2020-21", "2020 - 2021", "20-21"."""

    def moved(found: re.Match[str]) -> str:
        first, between, second = found.groups()
        if (int(first) + 1) % 100 != int(second) % 100 or len(second) > len(first):
            return found.group()
        return "".join(
            (
                f"{int(first) + years:0{len(first)}d}"[-len(first) :],
                between,
                f"{int(second) + years:0{len(second)}d}"[-len(second) :],
            )
        )

    return _YEARS.sub(moved, text)


def proposed(last: PlanningCycle) -> PlanningCycle:
    """Return the cycle after `last`, as it is proposed; it is not saved."""
    return PlanningCycle(
        label=next_label(last),
        opens=same_day_next_year(last.opens),
        due_date=same_day_next_year(last.due_date),
        late_allowed=last.late_allowed,
        reminder_days=last.reminder_days,
        late_every=last.late_every,
        archive_folder=years_moved(last.archive_folder),
        wording={key: years_moved(text) for key, text in last.wording.items()},
    )
