"""Rows of several tables, alike in what is read of them, read in one statement."""

import json
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, IntegerField, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast

from goals.models import Alignment, GoalService
from plans.models import Clause, Plan, PlanText, Row, Service, TheoryOfAction, UnplacedText
from pusdplans.document.origin import carried
from pusdplans.document.schema import CarriedFrom
from pusdplans.prepared import Prepared


class LabelledText(NamedTuple):
    """A row that is a text with a label: `label` is its part, kind, place or level; `came_from` is JSON, or None."""

    table: int
    position: int
    id: UUID
    label: str
    text: str
    came_from: str | None

    @property
    def origin(self) -> CarriedFrom | None:
        """The row of an earlier year's plan it comes from."""
        return carried(json.loads(self.came_from)) if self.came_from else None

    @property
    def level(self) -> int:
        """The level of a line of an outline."""
        return int(self.label)


# What is no more than a labelled text, with the column of the label and that of the text: read in one statement.
_TEXTS: tuple[tuple[type[Any], Any, str], ...] = (
    (PlanText, F("part"), "text"),
    (TheoryOfAction, Value("prose"), "prose"),
    (Clause, F("kind"), "text"),
    (Service, F("level"), "text"),
    (UnplacedText, F("where"), "text"),
)


def _texts(plan: int) -> QuerySet:
    parts: list[Any] = [
        model.objects.live()
        .filter(plan=plan)
        .order_by()
        .values_list(
            Value(index, output_field=IntegerField()),
            "position",
            "id",
            Cast(label, TextField()),
            Cast(text, TextField()),
            Cast("carried_from", TextField()),
        )
        for index, (model, label, text) in enumerate(_TEXTS)
    ]
    return parts[0].union(*parts[1:], all=True)


_ASK_TEXTS = Prepared(PlanText, _texts)


def texts_of(plan: Plan) -> dict[type[Row], list[LabelledText]]:
    """Return the living rows of all tables of `_TEXTS`, each in order, in one statement."""
    found: dict[type[Row], list[LabelledText]] = {model: [] for model, _label, _column in _TEXTS}
    for row in sorted(LabelledText(*values) for values in _ASK_TEXTS.tuples(plan.pk)):
        found[_TEXTS[row.table][0]].append(row)
    return found


class Link(NamedTuple):
    """What a goal is linked to: an entry of a framework, or a service."""

    position: int
    id: int
    goal_id: UUID
    service_id: UUID | None
    framework: str
    code: str
    text: str


def _links(plan: int) -> QuerySet:
    services = (
        GoalService.objects.filter(goal__plan=plan)
        .order_by()
        .values_list(
            "position", "id", "goal_id", "service_id", *(Value("", output_field=TextField()) for _column in range(3))
        )
    )
    entries = (
        Alignment.objects.filter(goal__plan=plan)
        .order_by()
        .values_list(
            "position",
            "id",
            "goal_id",
            Value(None, output_field=UUIDField()),
            *(Cast(f"framework_goal__{name}", TextField()) for name in ("framework__name", "code", "text")),
        )
    )
    return services.union(entries, all=True)


_ASK_LINKS = Prepared(GoalService, _links)


def links_of(plan: Plan) -> list[Link]:
    """Return the links of all goals, in order, in one statement."""
    return sorted((Link(*values) for values in _ASK_LINKS.tuples(plan.pk)), key=lambda link: link[:2])
