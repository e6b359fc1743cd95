"""Last year's plan -> what next year's can start from, as a document with fresh ids that remembers where each item was.

Everything a lead may want is in it; what a plan starts from unless they say otherwise leaves last year's own budget out
(`is_offered_only`). A pure function: the same plan carried into the same year gives the same document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.rich_text import to_plain
from pusdplans.document.origin import said, said_by_text
from pusdplans.document.schema import (
    Action,
    Budget,
    BudgetLine,
    CarriedFrom,
    Goal,
    OutlineItem,
    PlanDocument,
    Target,
    TheoryOfAction,
    parse,
    to_json,
)

_NAMESPACE = UUID("0f0d6f4c-5f43-5c0f-8a37-0a2b9f6a51d2")
LONGEST_BASELINE, LONGEST_DESCRIPTION = 300, 1000
ACTION = "action"


@dataclass(frozen=True)
class Measured:
    """A measured value of a metric, and the day."""

    value: Decimal
    on: date


def carry_forward(
    last: PlanDocument, *, cycle: str, department: str, measured: Mapping[UUID, Measured]
) -> PlanDocument:
    """Return what the plan of `cycle` can start from.

    last: the earlier plan. department: its name in addresses. measured: the last value of each metric, by its id.
    A target begins at the value last measured of its metric; else its baseline stays, with the year it is of. An action
    that asked for additional resources comes up as a proposed budget line, and is asked again. Days that are over by
    then, files, and what had no place stay behind.
    """
    carrying = _Carrying(last, cycle, department, measured)
    return parse(to_json(carrying.document()))


def is_offered_only(line: Mapping[str, Any]) -> bool:
    """Whether a budget line (JSON) is last year's own, not what an action asked for: it comes along only if wanted."""
    return (line.get("carried_from") or {}).get("kind") != ACTION


class _Carrying:
    """One plan on its way into one year."""

    def __init__(self, last: PlanDocument, cycle: str, department: str, measured: Mapping[UUID, Measured]) -> None:
        self.last, self.cycle, self.department, self.measured = last, cycle, department, measured
        self.without_id = 0

    def fresh(self, old: UUID | None, what: str = "") -> UUID:
        """Return the new id of what had the id `old`; `what` tells apart two things made of one."""
        if old is None:
            self.without_id += 1
        name = old or self.without_id
        return uuid5(_NAMESPACE, f"{self.cycle} {self.last.cycle} {self.department} {what}{name}")

    def fresh_link(self, old: UUID | None) -> UUID | None:
        """Return what a link to `old` names now."""
        return None if old is None else self.fresh(old)

    def item(self, kind: str, old: Any, **changed: Any) -> Any:
        """Return an item under its new id, with where it comes from."""
        new = old.model_copy(update={"id": self.fresh(old.id), **changed})
        return new.model_copy(update={"carried_from": self.origin(said(kind, new), old.id)})

    def origin(self, said: str, row: UUID | None = None, kind: str | None = None) -> CarriedFrom:
        """Return where something comes from."""
        return CarriedFrom.model_construct(
            cycle=self.last.cycle, department=self.department, row=row, said=said, kind=kind
        )

    def origin_of_text(self, text: str | None) -> CarriedFrom | None:
        """Return where a text that stands once comes from."""
        return self.origin(said_by_text(text)) if text else None

    def document(self) -> PlanDocument:
        """Return the whole."""
        last, theory = self.last, self.last.theory_of_action
        return PlanDocument.model_construct(
            cycle=self.cycle,
            division=last.division,
            department=last.department,
            purpose=last.purpose,
            purpose_carried_from=self.origin_of_text(last.purpose),
            theory_of_action=TheoryOfAction.model_construct(
                clauses=tuple(self.item("clause", each) for each in theory.clauses),
                prose=theory.prose,
                prose_carried_from=self.origin_of_text(theory.prose),
            ),
            contacts=tuple(self.item("contact", each) for each in last.contacts),
            services=tuple(self.line("service", each) for each in last.services),
            goals=tuple(self.goal(each) for each in last.goals),
            positions=tuple(
                self.item("position", each, reports_to=self.fresh_link(each.reports_to)) for each in last.positions
            ),
            budget=Budget.model_construct(
                lines=(*self.proposed(), *(self.item("budget-line", each) for each in last.budget.lines)),
                note=last.budget.note,
                note_carried_from=self.origin_of_text(last.budget.note),
            ),
        )

    def line(self, kind: str, old: OutlineItem) -> OutlineItem:
        """Return a line of an outline with those beneath it; an action's answer about resources is asked again."""
        beneath = tuple(self.line(kind, each) for each in old.items)
        answer = {}
        if isinstance(old, Action):
            names = ("additional_resources", "resource_note", "estimated_cost", "estimated_fte")
            answer = dict.fromkeys(names)
        return self.item(kind, old, items=beneath, **answer)  # type: ignore[no-any-return]

    def goal(self, old: Goal) -> Goal:
        """Return a goal with all that stands under it."""
        units = {each.id: each.unit for each in old.metrics}
        return self.item(  # type: ignore[no-any-return]
            "goal",
            old,
            services=tuple(self.fresh(each) for each in old.services),
            metrics=tuple(self.item("metric", each) for each in old.metrics),
            targets=tuple(self.target(each, units.get(each.metric) or "") for each in old.targets),
            actions=tuple(self.line("action", each) for each in old.actions),
        )

    def target(self, old: Target, unit: str) -> Target:
        """Return a target with its new baseline."""
        found = self.measured.get(old.metric) if old.metric else None
        baseline = old.baseline
        if found:
            baseline = measured_words(found, unit)[:LONGEST_BASELINE]
        elif baseline:
            baseline = _of_year(baseline, self.last.cycle)
        due = old.due if old.due and old.due >= date(int(self.cycle[:4]), 7, 1) else None
        metric = self.fresh_link(old.metric)
        return self.item("target", old, metric=metric, baseline=baseline, due=due)  # type: ignore[no-any-return]

    def proposed(self) -> list[BudgetLine]:
        """Return a budget line for each action that asked for additional resources in this year."""
        asked = [each for goal in self.last.goals for each in goal.actions if each.additional_resources]
        return [self.proposal(each) for each in asked]

    def proposal(self, action: Action) -> BudgetLine:
        """Return the budget line of what an action asked for."""
        words = ": ".join(filter(None, (to_plain(action.text).strip(), action.resource_note)))
        line = BudgetLine(
            id=self.fresh(action.id, "for "),
            description=" ".join(words.split())[:LONGEST_DESCRIPTION] or None,
            amount=action.estimated_cost,
            fte=action.estimated_fte,
        )
        return line.model_copy(update={"carried_from": self.origin(said("budget-line", line), action.id, ACTION)})


def measured_words(found: Measured, unit: str) -> str:
    """Return a measured value as a baseline says it: "3.1% (May 3, 2026)"."""
    value = f"{found.value.normalize():f}"
    space = " " if unit[:1].isalnum() else ""
    return f"{value}{space}{unit} ({date_format(found.on, 'M j, Y')})"


def _of_year(baseline: str, year: str) -> str:
    """Return a baseline with the year it is of, unless it says one that was added like this before."""
    added = _("%(baseline)s (baseline of %(year)s)")
    before, after = (added % {"baseline": "\0", "year": "\1"}).split("\0")
    start, end = after.split("\1")
    marked = baseline.startswith(before) and start in baseline and baseline.endswith(end)
    words = added % {"baseline": baseline, "year": year}
    return baseline if marked or len(words) > LONGEST_BASELINE else words
