"""The cabinet's page as values for its Excel and PDF files."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.models import Plan, PlanningCycle, Status
from plans.rich_text import to_plain
from pusdplans.exports.report import Report, Table
from pusdplans.exports.sheets import Column, Kind, Row
from pusdplans.overview.cabinet import Cabinet, Choice, cabinet
from pusdplans.overview.departments import Line, line, lines_of, overseen_plans
from pusdplans.overview.drill_down import asking_actions
from pusdplans.overview.figures import SETTLED, Sum


def next_year(cycle: PlanningCycle) -> str:
    """Return the school year after a cycle's: the one that requests are for."""
    first = cycle.first_year + 1
    return f"{first}-{(first + 1) % 100:02d}"


def full_report(person: Any, cycle: PlanningCycle, *, drafts: bool) -> Report:
    """Return everything: also each department of many, and each action that asks for resources."""
    made = cabinet(person, cycle, Choice(drafts))
    plans = overseen_plans(person, cycle)
    today = timezone.localdate()
    lines = (line(values, today) for values in lines_of(plans, cycle).iterator()) if made.is_large else made.lines
    tables = (_departments(lines), *_sums(made), _actions(plans, drafts=drafts), _alignment(made), _gaps(made))
    return _report(cycle, made, tables)


def short_report(person: Any, cycle: PlanningCycle, *, drafts: bool) -> Report:
    """Return what the page shows; of many departments only the divisions."""
    made = cabinet(person, cycle, Choice(drafts))
    standing = _divisions(made) if made.is_large else _departments(made.lines)
    return _report(cycle, made, (standing, *_sums(made), _alignment(made), _gaps(made)))


def _report(cycle: PlanningCycle, made: Cabinet, tables: tuple[Table, ...]) -> Report:
    counted = _("all plans") if made.choice.drafts else _("submitted and approved plans")
    when = date_format(timezone.localtime(made.made_at), "M j, Y, G:i")
    return Report(
        _("The district %(year)s") % {"year": cycle.label},
        settings.DISTRICT_NAME,
        _("As of %(when)s. Sums and goals count %(counted)s.") % {"when": when, "counted": counted},
        made.made_at,
        tables,
    )


def _departments(lines: Any) -> Table:
    def row(each: Line) -> Row:
        late = each.days_late or None
        parts = (each.done, each.of) if each.of else (None, None)
        place = (each.name, each.division, str(each.status.label), each.due, late)
        return *place, each.waiting_for or None, each.days_waiting, *parts

    columns = (
        Column(_("Department"), 32),
        Column(_("Division"), 22),
        Column(_("Status"), 14),
        Column(_("Due"), 14, Kind.DATE),
        Column(_("Days late"), 10, Kind.WHOLE),
        Column(_("Waiting for"), 28),
        Column(_("Days waiting"), 10, Kind.WHOLE),
        Column(_("Parts done"), 10, Kind.WHOLE),
        Column(_("Parts"), 8, Kind.WHOLE),
    )
    return Table(_("Departments"), columns, (row(each) for each in lines))


def _divisions(made: Cabinet) -> Table:
    numbers = [Column(str(name), 14, Kind.WHOLE) for name in (*Status.labels, _("Late"), _("Plans"))]
    rows = []
    for bar in made.bars:
        by_status = [sum(each.plans for each in bar.segments if each.status == status) for status in Status]
        rows.append((bar.name, *by_status, bar.late, bar.plans))
    return Table(_("Divisions"), (Column(_("Division"), 32), *numbers), rows)


def _asked(title: str, name: str, rows: list[tuple[str, Sum]], total: Sum, note: str = "") -> Table:
    columns = (
        Column(name, 50),
        Column(_("Actions"), 10, Kind.WHOLE),
        Column(_("Dollars"), 18, Kind.DOLLARS),
        Column(_("FTE"), 12, Kind.FTE),
    )

    def cells(name: str, each: Sum) -> Row:
        return name, each.actions, each.dollars, each.fte

    return Table(title, columns, [cells(*each) for each in rows], cells(_("All"), total), note)


def _sums(made: Cabinet) -> tuple[Table, Table]:
    of = _("Division") if made.is_large else _("Department")
    by = _("Requests by division") if made.is_large else _("Requests by department")
    places = [(place.name, each) for place, each in made.requests]
    entries = [(entry.name if entry else _("Aligned to nothing"), each) for entry, each in made.requests_of_entries]
    note = _("An action counts in full under each entry its goal is aligned to; the total counts each action once.")
    return (
        _asked(by, of, places, made.total),
        _asked(_("Requests by district goal"), _("Aligned to"), entries, made.total, note),
    )


def _actions(plans: QuerySet[Plan], *, drafts: bool) -> Table:
    wanted = plans if drafts else plans.filter(status__in=SETTLED)
    actions = asking_actions().filter(goal__deleted_at=None, goal__plan__in=wanted.order_by().values("pk"))
    actions = actions.order_by("goal__plan__department__name", "goal__position", "goal_id", "position")
    values = actions.values_list(
        F("goal__plan__department__name"), "goal__focus", "goal__statement", "text", "estimated_cost", "estimated_fte",
        "resource_note",
    )  # fmt: skip

    def rows() -> Iterator[Row]:
        for department, focus, statement, text, cost, fte, note in values.iterator():
            yield department, focus or to_plain(statement), to_plain(text), cost, fte, note or None

    columns = (
        Column(_("Department"), 32),
        Column(_("Goal"), 40),
        Column(_("Action"), 60),
        Column(_("Dollars"), 18, Kind.DOLLARS),
        Column(_("FTE"), 10, Kind.FTE),
        Column(_("Note"), 40),
    )
    return Table(_("Requests by action"), columns, rows())


def _alignment(made: Cabinet) -> Table:
    first = Column(_("Division") if made.is_large else _("Department"), 32)
    columns = (first, *(Column(entry.name, 6, Kind.WHOLE) for entry in made.figures.entries))
    rows = [(place.name, *(number or None for number in numbers)) for place, numbers in made.alignment]
    alone = ", ".join(entry.name for entry in made.unserved)
    note = _("Nobody serves: %(entries)s.") % {"entries": alone} if alone else ""
    total = (_("Goals in all"), *(goals for _entry, goals in made.served))
    return Table(_("Goals by district goal"), columns, rows, total, note, 1)


def _gaps(made: Cabinet) -> Table:
    columns = (
        Column(_("What is missing"), 70),
        Column(_("Blocks submitting"), 18),
        Column(_("Plans"), 10, Kind.WHOLE),
    )
    rows = [(sentence, _("Yes") if kind.blocking else None, plans) for kind, sentence, plans in made.gaps]
    return Table(_("What is missing"), columns, rows)
