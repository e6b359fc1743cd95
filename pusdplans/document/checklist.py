"""What is missing in a plan document: the list before submitting, and the marks of the parts.

One principle (form.md, "Blank is not empty text"): a box of the form left empty **blocks**; something that hangs loose
inside a filled box **warns**. Organizational chart and budget were blank on the form the district accepted: they warn,
and still they are not done while they are blank.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from plans.rich_text import shorten, to_plain
from pusdplans.document import schema

PARTS = ("contacts", "purpose", "services", "theory-of-action", "goals", "actions", "organizational-chart", "budget")


@dataclass(frozen=True)
class Gap:
    """One thing missing. `part`: the slug of the page; `anchor`: the element on it that fills the gap.

    `kind`: what is missing, in a word, as `gap_words` names it, or "" for what another gap says already. `item`: the id
    of the metric, target or action that a gap of a goal stands at.
    """

    part: str
    blocking: bool
    message: str
    anchor: str = ""
    kind: str = ""
    item: UUID | None = None


def check(document: schema.PlanDocument) -> list[Gap]:
    """Return all gaps, the blocking ones first, each group in the form's order."""
    gaps = [
        *_contacts(document),
        *_purpose(document),
        *_services(document),
        *_theory_of_action(document),
        *_goals(document),
        *_actions(document),
        *_org_chart(document),
        *_budget(document),
        *_unplaced(document),
    ]
    return sorted(gaps, key=lambda gap: not gap.blocking)


def progress(document: schema.PlanDocument) -> dict[str, Any]:
    """Return what the rail and the home page show, as JSON values.

    `parts`: by slug, how many gaps block and how many warn; `done` and `of`: parts that hold something and that nothing
    blocks, of all parts; `next`: the first gap's message, part and anchor, or None; `unplaced`: how many texts of a Word
    form have no place yet; `kinds`: how many gaps of each kind there are.
    """
    gaps = check(document)
    blank = {"organizational-chart": has_no_chart(document), "budget": has_no_budget(document.budget)}
    parts = {slug: {"blocking": 0, "warning": 0} for slug in PARTS}
    for gap in gaps:
        if gap.part in parts:
            parts[gap.part]["blocking" if gap.blocking else "warning"] += 1
    first = next(iter(gaps), None)
    return {
        "parts": parts,
        "done": sum(not counts["blocking"] and not blank.get(slug) for slug, counts in parts.items()),
        "of": len(PARTS),
        "blocking": sum(counts["blocking"] for counts in parts.values()),
        "warning": sum(counts["warning"] for counts in parts.values()),
        "unplaced": len(document.unplaced),
        "next": first and {"message": first.message, "part": first.part, "anchor": first.anchor},
        "kinds": dict(Counter(gap.kind for gap in gaps if gap.kind)),
    }


def has_no_chart(document: schema.PlanDocument) -> bool:
    """Whether the organizational chart is wholly blank: no file, and no position with a word or a number in it."""
    rows = ((each.name, each.title, each.position_number, each.fte) for each in document.positions)
    return not document.org_chart_files and not any(_holds_something(row) for row in rows)


def has_no_budget(budget: schema.Budget) -> bool:
    """Whether the budget is wholly blank: no note, no file, and no line with a word or a number in it."""
    rows = ((each.fund, each.resource, each.object, each.description, each.amount, each.fte) for each in budget.lines)
    return not budget.note and not budget.files and not any(_holds_something(row) for row in rows)


def _holds_something(values: tuple[Any, ...]) -> bool:
    return any(value not in (None, "") for value in values)


def field(item: schema.Item, name: str) -> str:
    """Return the id of the element that edits a field of an item."""
    return f"{name}-{item.id}"


def _contacts(document: schema.PlanDocument) -> Iterator[Gap]:
    if not document.contacts:
        yield Gap("contacts", True, _("Nobody is named as contact."), "add-contact", "contact")
    for contact in document.contacts:
        if not contact.name:
            yield Gap("contacts", True, _("A contact has no name."), field(contact, "name"), "contact-name")
        elif not contact.phone and not contact.email:
            message = _("%(name)s has neither telephone nor e-mail.") % {"name": contact.name}
            yield Gap("contacts", True, message, field(contact, "phone"), "contact-reach")


def _purpose(document: schema.PlanDocument) -> Iterator[Gap]:
    if not document.purpose:
        yield Gap("purpose", True, _("The statement of purpose (A) is blank."), "purpose", "purpose")


def _services(document: schema.PlanDocument) -> Iterator[Gap]:
    lines = [item for _level, item in schema.walk(document.services)]
    if not any(line.text for line in lines):
        anchor = field(lines[0], "text") if lines else "add-service"
        yield Gap("services", True, _("No service is listed."), anchor, "services")
        return
    for line in lines:
        if not line.text:
            yield Gap(
                "services", False, _("A line in the list of services is blank."), field(line, "text"), "service-line"
            )


def _theory_of_action(document: schema.PlanDocument) -> Iterator[Gap]:
    theory = document.theory_of_action
    if theory.prose:
        return
    kinds = {clause.kind for clause in theory.clauses if clause.text}
    if not kinds:
        yield Gap("theory-of-action", True, _("The theory of action is blank."), "add-clause", "theory")
    elif "if" not in kinds:
        yield Gap("theory-of-action", True, _("The theory of action has no IF."), "add-clause", "theory-if")
    elif "then" not in kinds:
        yield Gap("theory-of-action", True, _("The theory of action has no THEN."), "add-clause", "theory-then")
    for clause in theory.clauses:
        if kinds and not clause.text:
            message = _("The theory of action has a blank %(kind)s.") % {"kind": clause.kind.upper()}
            yield Gap("theory-of-action", False, message, field(clause, "text"), "clause")


def _goals(document: schema.PlanDocument) -> Iterator[Gap]:
    if not document.goals:
        yield Gap("goals", True, _("There is no goal yet (B)."), "add-goal", "goals")
    for number, goal in enumerate(document.goals, 1):
        yield from of_goal(number, goal)


def _actions(document: schema.PlanDocument) -> Iterator[Gap]:
    if not document.goals:
        yield Gap("actions", True, _("Actions (E) belong to goals, and there is no goal yet."), "no-goal")
    for number, goal in enumerate(document.goals, 1):
        yield from of_actions(number, goal)


def of_goal(number: int, goal: schema.Goal) -> Iterator[Gap]:
    """Yield what a goal lacks in parts B, C and D. `number`: its number on the form."""
    about = {"number": number}
    if not goal.statement:
        message = _("Goal %(number)s has no statement (B).") % about
        yield Gap("goals", True, message, field(goal, "statement"), "statement")
    if not goal.outcomes:
        message = _("Goal %(number)s names no outcomes (B).") % about
        yield Gap("goals", True, message, field(goal, "outcomes"), "outcomes")
    if not goal.audience:
        message = _("Goal %(number)s is for nobody yet: name its audience (B).") % about
        yield Gap("goals", True, message, field(goal, "audience"), "audience")
    if not any(metric.text for metric in goal.metrics):
        message = _("Goal %(number)s has no metric (C).") % about
        yield Gap("goals", True, message, _first_blank(goal.metrics) or f"add-metric-{goal.id}", "metric")
    if not any(target.text for target in goal.targets):
        message = _("Goal %(number)s has no target (D).") % about
        yield Gap("goals", True, message, _first_blank(goal.targets) or f"add-target-{goal.id}", "target")
    yield from _loose_ends(number, goal)
    if not goal.alignments:
        message = _("Goal %(number)s is not aligned to any plan of the district.") % about
        yield Gap("goals", False, message, f"alignment-{goal.id}", "alignment")
    if not goal.services:
        message = _("Goal %(number)s names no service that carries it.") % about
        yield Gap("goals", False, message, f"service-{goal.id}", "service")


def _first_blank(rows: tuple[schema.Metric, ...] | tuple[schema.Target, ...]) -> str:
    return field(rows[0], "text") if rows else ""


def _loose_ends(number: int, goal: schema.Goal) -> Iterator[Gap]:
    for target in goal.targets:
        if target.text and not target.baseline:
            about = {"number": number, "text": shorten(target.text)}
            message = _("A target of goal %(number)s has no baseline (D): “%(text)s”") % about
            yield Gap("goals", False, message, field(target, "baseline"), "baseline", target.id)
    named = {target.metric for target in goal.targets}
    # A target that names no metric yet is where one can be named; without it, a target is added.
    free = next((field(target, "metric") for target in goal.targets if not target.metric), f"add-target-{goal.id}")
    for metric in goal.metrics:
        if metric.text and metric.id not in named:
            about = {"number": number, "text": shorten(metric.text)}
            message = _("No target of goal %(number)s names the metric “%(text)s”") % about
            yield Gap("goals", False, message, free, "unmeasured", metric.id)


def of_actions(number: int, goal: schema.Goal) -> Iterator[Gap]:
    """Yield what a goal's actions lack (part E). `number`: the goal's number on the form."""
    lines = [item for _level, item in schema.walk(goal.actions)]
    if not any(line.text for line in lines):
        message = _("Goal %(number)s has no action (E).") % {"number": number}
        anchor = field(lines[0], "text") if lines else f"add-action-{goal.id}"
        yield Gap("actions", True, message, anchor, "action")
        return
    for line in lines:
        if not to_plain(line.text):
            message = _("An action of goal %(number)s is blank (E).") % {"number": number}
            yield Gap("actions", False, message, field(line, "text"), "blank", line.id)
        elif isinstance(line, schema.Action):
            yield from _resources(number, line)


def _resources(number: int, action: schema.Action) -> Iterator[Gap]:
    about = {"number": number, "text": shorten(action.text)}
    if action.additional_resources is None:
        message = _("Goal %(number)s, “%(text)s”: does it take additional resources next year?") % about
        yield Gap("actions", False, message, field(action, "additional_resources"), "resources", action.id)
    elif action.additional_resources and action.estimated_cost is None and action.estimated_fte is None:
        message = _("Goal %(number)s, “%(text)s” takes additional resources: estimate dollars or FTE.") % about
        yield Gap("actions", False, message, field(action, "estimated_cost"), "estimate", action.id)


def _org_chart(document: schema.PlanDocument) -> Iterator[Gap]:
    if not document.positions and not document.org_chart_files:
        yield Gap(
            "organizational-chart",
            False,
            _("There is no organizational chart: list the positions, or attach a file."),
            "add-position",
            "org-chart",
        )
    for position in document.positions:
        if not position.title:
            name = position.name or _("a vacant position")
            message = _("%(name)s has no title.") % {"name": name}
            yield Gap("organizational-chart", False, message, field(position, "title"), "position-title")


def _budget(document: schema.PlanDocument) -> Iterator[Gap]:
    budget = document.budget
    if not budget.lines and not budget.note and not budget.files:
        yield Gap("budget", False, _("The budget is blank: add lines, a note, or a file."), "add-budget-line", "budget")
    for line in budget.lines:
        if line.amount is None:
            name = line.description or line.object or _("A line")
            message = _("%(name)s of the budget has no amount.") % {"name": name}
            yield Gap("budget", False, message, field(line, "amount"), "amount")


def _unplaced(document: schema.PlanDocument) -> Iterator[Gap]:
    for text in document.unplaced:
        message = _("A text of the Word form has no place yet: “%(text)s”") % {"text": shorten(text.text)}
        yield Gap("unplaced", False, message, field(text, "text"))
