"""How a plan hangs together: for each goal who it is for, the outcomes, services and actions, metrics and targets.

The form says what for: "... linking together who they serve, desired outcomes, services/strategies/actions they take,
and how they know if desired outcomes are being achieved." What is missing is said by the check list and by nothing else;
here each gap gets its place in the chain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from plans.rich_text import to_plain
from pusdplans.document import checklist, schema
from pusdplans.document.checklist import Gap

COLUMNS = ("audience", "outcomes", "work", "metrics", "targets")
# In which column a gap stands that is of the goal as a whole; alignment and statement stand at its head.
_PLACES = {
    "audience": "audience",
    "outcomes": "outcomes",
    "service": "work",
    "action": "work",
    "metric": "metrics",
    "target": "targets",
}


@dataclass(frozen=True)
class Link:
    """One thing of the chain. kind: "audience", "outcomes", "service", "action", "metric" or "target"; `gaps`: what it
    lacks; `metric`: the words of the metric a target names. A link that is missing altogether has no text, and the gap that says so."""

    kind: str
    text: str = ""
    id: UUID | None = None
    gaps: tuple[Gap, ...] = ()
    metric: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether nothing stands here yet."""
        return not self.text


@dataclass(frozen=True)
class Chain:
    """One goal and what hangs on it, in columns in the form's order.

    aligned: the framework entries it serves, in words. pairs: (metric, target) ids of targets that name their metric;
    a target in none of them hangs on the goal itself. gaps: all that is missing, as the check list says it.
    """

    number: int
    id: UUID | None
    title: str
    aligned: str
    columns: dict[str, tuple[Link, ...]]
    pairs: tuple[tuple[UUID, UUID], ...]
    gaps: tuple[Gap, ...] = ()
    head_gaps: tuple[Gap, ...] = field(default=())


def connections(document: schema.PlanDocument) -> tuple[Chain, ...]:
    """Return the chain of every goal, in the form's order."""
    services = {item.id: to_plain(item.text) for _level, item in schema.walk(document.services)}
    return tuple(_chain(number, goal, services) for number, goal in enumerate(document.goals, 1))


def _chain(number: int, goal: schema.Goal, services: dict[UUID | None, str]) -> Chain:
    gaps = (*checklist.of_goal(number, goal), *checklist.of_actions(number, goal))
    missing: dict[str, list[Link]] = {_PLACES[gap.kind]: [] for gap in gaps if gap.kind in _PLACES}
    for gap in gaps:
        if gap.kind in _PLACES:
            missing[_PLACES[gap.kind]].append(Link(gap.kind, gaps=(gap,)))
    columns = {
        name: (*(link for link in _links(goal, services, gaps) if _column(link) == name), *missing.get(name, ()))
        for name in COLUMNS
    }
    metrics = {link.id for link in columns["metrics"]}
    pairs = [(each.metric, each.id) for each in goal.targets if each.text and each.metric in metrics]
    return Chain(
        number=number,
        id=goal.id,
        title=to_plain(goal.statement or ""),
        aligned=", ".join(f"{each.framework} {each.code}" for each in goal.alignments),
        columns=columns,
        pairs=tuple((metric, target) for metric, target in pairs if metric and target),
        gaps=gaps,
        head_gaps=tuple(gap for gap in gaps if gap.kind in ("statement", "alignment")),
    )


def _links(goal: schema.Goal, services: dict[UUID | None, str], gaps: tuple[Gap, ...]) -> Iterator[Link]:
    """Yield what the goal has, each with its own gaps; blank rows are no link."""

    def link(kind: str, text: str | None, item: Any = None, metric: str = "") -> Iterator[Link]:
        words = to_plain(text or "")
        if words:
            own = tuple(gap for gap in gaps if gap.item == item and gap.item is not None)
            yield Link(kind, words, item, own, metric)

    yield from link("audience", goal.audience)
    yield from link("outcomes", goal.outcomes)
    for service in goal.services:
        yield from link("service", services.get(service), service)
    for action in goal.actions:
        yield from link("action", action.text, action.id)
    for metric in goal.metrics:
        yield from link("metric", metric.text, metric.id)
    measures = {metric.id: to_plain(metric.text) for metric in goal.metrics}
    order = [metric.id for metric in goal.metrics]
    # Targets stand in the order of the metrics they name, so that lines do not cross; free ones come last.
    for target in sorted(
        goal.targets, key=lambda each: order.index(each.metric) if each.metric in order else len(order)
    ):
        yield from link("target", _target(target), target.id, measures.get(target.metric, ""))


def _target(target: schema.Target) -> str:
    """Return a target as one rich text: its text, then where it starts and what is to be reached, which are plain."""
    if not target.text:
        return ""
    said = [target.text]
    if target.value:
        said.append(_("Target: %(value)s.") % {"value": escape(target.value)})
    if target.baseline:
        said.append(_("Baseline: %(baseline)s.") % {"baseline": escape(target.baseline)})
    return " ".join(said)


def _column(link: Link) -> str:
    return {"service": "work", "action": "work", "metric": "metrics", "target": "targets"}.get(link.kind, link.kind)
