"""What stands in the Excel file: its sheets, their columns, and the rows a plan gives each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.rich_text import to_lines
from pusdplans.document.numbering import numbered
from pusdplans.document.schema import Action, OutlineItem, PlanDocument, walk
from pusdplans.exports.edition import Edition

Row = tuple[Any, ...]


class Kind(Enum):
    """What a column holds, which decides how its cells are written."""

    TEXT = "text"
    OUTLINE = "outline"  # a text with its level, the outermost 0: (level, text)
    MEASURE = "measure"  # what somebody typed, which is a number where it is nothing but a number
    WHOLE = "whole"
    DOLLARS = "dollars"
    FTE = "fte"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column. width: in characters. prompt: the key of the form's own wording, which goes before `title`."""

    title: str | Promise
    width: int
    kind: Kind = Kind.TEXT
    prompt: str = ""
    has_total: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet; `rows` gives its cells to the right of the columns that say which plan a row is of."""

    title: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[PlanDocument, Edition], Iterator[Row]]


def place(document: PlanDocument, edition: Edition) -> Row:
    """Return the cells of PLACE: which plan a row is of."""
    version = _("draft") if edition.version is None else str(edition.version)
    return document.division, document.department, document.cycle, edition.status, version


def _text(html: str | None) -> str | None:
    return "\n".join(to_lines(html)) if html else None


def _total(values: Iterator[Decimal | None]) -> Decimal | None:
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known else None


def _plan_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    actions = [action for goal in document.goals for action in goal.actions]
    contacts = (", ".join(filter(None, (each.name, each.phone, each.email))) for each in document.contacts)
    yield (
        edition.approved_on,
        "\n".join(contacts),
        _text(document.purpose),
        len(document.goals),
        sum(each.additional_resources is True for each in actions),
        _total(each.estimated_cost for each in actions),
        _total(each.estimated_fte for each in actions),
        _total(each.amount for each in document.budget.lines),
        _total(each.fte for each in document.budget.lines),
        _text(document.budget.note),
        _total(each.fte for each in document.positions),
    )


def _goal_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    services = {item.id: _text(item.text) or "" for _level, item in walk(document.services) if item.id}
    for number, goal in enumerate(document.goals, 1):
        alignments = (f"{each.framework} {each.code}: {each.text or ''}".rstrip(": ") for each in goal.alignments)
        yield (
            number,
            goal.focus,
            _text(goal.statement),
            _text(goal.outcomes),
            _text(goal.audience),
            "\n".join(alignments),
            "\n".join(services[each] for each in goal.services if each in services),
        )


def _metric_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    for number, goal in enumerate(document.goals, 1):
        for place, metric in enumerate(goal.metrics, 1):
            yield number, goal.focus, place, _text(metric.text), metric.source, metric.unit


def _target_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    for number, goal in enumerate(document.goals, 1):
        metrics = {metric.id: _text(metric.text) for metric in goal.metrics if metric.id}
        for place, target in enumerate(goal.targets, 1):
            metric = metrics.get(target.metric) if target.metric else None
            yield number, goal.focus, place, _text(target.text), metric, target.baseline, target.value, target.due


def _action_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    for place, goal in enumerate(document.goals, 1):
        for number, level, item in numbered(goal.actions, str(place)):
            yield place, goal.focus, number, level + 1, (level, _text(item.text)), *_request(item)


def _request(item: OutlineItem) -> Row:
    """Return what a first-level action asks for next year; the question is not asked of the lines beneath it."""
    if not isinstance(item, Action):
        return None, None, None, None
    answer = {True: _("Yes"), False: _("No"), None: None}[item.additional_resources]
    return answer, item.estimated_cost, item.estimated_fte, item.resource_note


def _budget_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    for each in document.budget.lines:
        yield each.fund, each.resource, each.object, each.description, each.amount, each.fte


def _position_rows(document: PlanDocument, edition: Edition) -> Iterator[Row]:
    names = {each.id: ", ".join(filter(None, (each.name, each.title))) for each in document.positions if each.id}
    for each in document.positions:
        head = names.get(each.reports_to) if each.reports_to else None
        yield each.name or _("Vacant"), each.title, each.position_number, each.fte, head


PLACE = (
    Column(gettext_lazy("Division"), 16),
    Column(gettext_lazy("Department"), 22),
    Column(gettext_lazy("School year"), 9),
    Column(gettext_lazy("Status"), 12),
    Column(gettext_lazy("Version"), 9),
)
_GOAL = (Column(gettext_lazy("Goal"), 7, Kind.WHOLE), Column(gettext_lazy("Focus"), 26))

SHEETS = (
    Sheet(
        gettext_lazy("Plans"),
        (
            Column(gettext_lazy("Approved on"), 13, Kind.DATE),
            Column(gettext_lazy("Department contact"), 34, prompt="contact"),
            Column(gettext_lazy("Department statement of purpose"), 60, prompt="purpose"),
            Column(gettext_lazy("Goals"), 8, Kind.WHOLE, has_total=True),
            Column(gettext_lazy("Actions that take additional resources"), 13, Kind.WHOLE, has_total=True),
            Column(gettext_lazy("Estimated dollars"), 16, Kind.DOLLARS, has_total=True),
            Column(gettext_lazy("Estimated FTE"), 11, Kind.FTE, has_total=True),
            Column(gettext_lazy("Budget"), 16, Kind.DOLLARS, has_total=True),
            Column(gettext_lazy("Budget FTE"), 9, Kind.FTE, has_total=True),
            Column(gettext_lazy("Budget note"), 40),
            Column(gettext_lazy("FTE of positions"), 11, Kind.FTE, has_total=True),
        ),
        _plan_rows,
    ),
    Sheet(
        gettext_lazy("Goals"),
        (
            *_GOAL,
            Column(gettext_lazy("Goal"), 60, prompt="goals"),
            Column(gettext_lazy("Outcomes"), 48, prompt="outcomes"),
            Column(gettext_lazy("Targeted Audience"), 36, prompt="audience"),
            Column(gettext_lazy("Aligned to"), 36),
            Column(gettext_lazy("Services"), 36, prompt="services"),
        ),
        _goal_rows,
    ),
    Sheet(
        gettext_lazy("Metrics"),
        (
            *_GOAL,
            Column(gettext_lazy("Metric"), 7, Kind.WHOLE),
            Column(gettext_lazy("Metrics"), 60, prompt="metrics"),
            Column(gettext_lazy("Source"), 28),
            Column(gettext_lazy("Unit"), 16),
        ),
        _metric_rows,
    ),
    Sheet(
        gettext_lazy("Targets"),
        (
            *_GOAL,
            Column(gettext_lazy("Target"), 7, Kind.WHOLE),
            Column(gettext_lazy("Targets"), 60, prompt="targets"),
            Column(gettext_lazy("Metric"), 40),
            Column(gettext_lazy("Baseline"), 20, Kind.MEASURE),
            Column(gettext_lazy("Value"), 20, Kind.MEASURE),
            Column(gettext_lazy("Due"), 13, Kind.DATE),
        ),
        _target_rows,
    ),
    Sheet(
        gettext_lazy("Actions"),
        (
            *_GOAL,
            Column(gettext_lazy("Action"), 10),
            Column(gettext_lazy("Level"), 7, Kind.WHOLE),
            Column(gettext_lazy("Actions"), 70, Kind.OUTLINE, prompt="actions"),
            Column(gettext_lazy("Additional resources"), 18, prompt="resources"),
            Column(gettext_lazy("Estimated dollars"), 16, Kind.DOLLARS, has_total=True),
            Column(gettext_lazy("Estimated FTE"), 11, Kind.FTE, has_total=True),
            Column(gettext_lazy("Note"), 36),
        ),
        _action_rows,
    ),
    Sheet(
        gettext_lazy("Budget lines"),
        (
            Column(gettext_lazy("Fund"), 10),
            Column(gettext_lazy("Resource"), 12),
            Column(gettext_lazy("Object"), 10),
            Column(gettext_lazy("Description"), 50),
            Column(gettext_lazy("Amount"), 16, Kind.DOLLARS, has_total=True),
            Column(gettext_lazy("FTE"), 9, Kind.FTE, has_total=True),
        ),
        _budget_rows,
    ),
    Sheet(
        gettext_lazy("Positions"),
        (
            Column(gettext_lazy("Staff member"), 28),
            Column(gettext_lazy("Title"), 34),
            Column(gettext_lazy("Position number"), 14),
            Column(gettext_lazy("FTE"), 9, Kind.FTE, has_total=True),
            Column(gettext_lazy("Reports to"), 40),
        ),
        _position_rows,
    ),
)
