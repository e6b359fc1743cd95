"""The planning form: "Department Annual Planning Form", parts A to E."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.rich_text import to_plain
from pusdplans.document.schema import Action, Goal, OutlineItem, PlanDocument, Target, Unplaced, walk
from pusdplans.exports.edition import Edition
from pusdplans.exports.pdf.budget import fte, money
from pusdplans.exports.pdf.cover import answer, theory
from pusdplans.exports.pdf.rich import (
    Block,
    bold,
    bullets,
    facts,
    group,
    inline,
    lines,
    numbered,
    paragraph,
    plain_block,
    rich,
)

# The form's numbering beneath a goal's own number, 4. b. ii. 1., which begins again below that.
_LEVELS = ("a.", "i.", "1.")
# How many characters a line of the narrowest column holds at the least, and how many lines a page holds in any case.
_NARROWEST = 18
_LINES_OF_A_ROW = 36


def planning(document: PlanDocument, edition: Edition) -> dict[str, Any]:
    """Return the values of the planning form."""
    words = edition.prompts
    services = {item.id: item.text for _level, item in walk(document.services) if item.id}
    return {
        "district": edition.district,
        "title": words["planning_title"],
        "help": words["planning_help"],
        "rows": [
            answer(f"{words['department_name']}:", plain_block(document.department)),
            answer(f"{words['purpose']} (A):", rich(document.purpose)),
            answer(words["services"], _services(document.services)),
            answer(f"{words['theory_of_action']}:", theory(document.theory_of_action)),
        ],
        "linking": words["linking"],
        "goals": {
            "heads": [
                {"label": f"1. {words['goals']} (B)", "help": words["goals_help"]},
                {"label": f"{words['metrics']} (C)", "help": words["metrics_help"]},
                {"label": f"{words['targets']} (D)", "help": words["targets_help"]},
            ],
            "rows": [
                _row(_goal(each, number, words, services), _metrics(each), _targets(each))
                for number, each in enumerate(document.goals, 1)
            ],
        },
        "actions": {
            "heads": [
                {"label": f"2. {words['actions']} (E)", "help": words["actions_help"]},
                {"label": words["resources"], "help": _("Yes/No")},
            ],
            "goals": [_actions(each, number) for number, each in enumerate(document.goals, 1)],
        },
        "unplaced": _unplaced(document.unplaced),
    }


def _row(*cells: list[Block]) -> dict[str, Any]:
    """Return a row of a table; one that surely fits a page is kept whole."""
    return {"cells": cells, "whole": max(lines(each, _NARROWEST) for each in cells) <= _LINES_OF_A_ROW}


def _services(services: tuple[OutlineItem, ...]) -> list[Block]:
    """Return the list of services: headed groups, bullets beneath."""
    blocks: list[Block] = []
    for group in services:
        blocks.append(paragraph(*inline(group.text)))
        if group.items:
            blocks.append(bullets([_service(each) for each in group.items]))
    return blocks


def _service(item: OutlineItem) -> list[Block]:
    within = [bullets([_service(each) for each in item.items])] if item.items else []
    return [paragraph(*inline(item.text)), *within]


def _goal(goal: Goal, number: int, words: Mapping[str, str], services: dict[UUID, str]) -> list[Block]:
    """Return a goal with its number: statement, "a. Outcomes", "b. Targeted Audience", and what it is linked to."""
    statement = rich(goal.statement)
    if goal.focus and goal.focus not in to_plain(goal.statement or ""):
        statement += facts((_("Focus"), goal.focus))
    parts = numbered(
        [
            _opened(f"{words['outcomes']}:", rich(goal.outcomes)),
            _opened(f"{words['audience']}:", rich(goal.audience)),
        ],
        style="a.",
    )
    links: list[Block] = []
    for entry in goal.alignments:
        wording = f": {entry.text}" if entry.text else ""
        links += facts((_("Aligned to"), f"{entry.framework} {entry.code}{wording}"))
    for each in goal.services:
        links += facts((_("Carried by the service"), to_plain(services[each])))
    return [numbered([[*statement, parts, *links]], start=number)]


def _opened(label: str, blocks: list[Block]) -> list[Block]:
    """Return blocks with a label before the first words, on the same line as the paper has it."""
    if blocks and blocks[0]["is"] == "paragraph":
        return [paragraph(bold(label), " ", *blocks[0]["runs"]), *blocks[1:]]
    return [paragraph(bold(label)), *blocks]


def _metrics(goal: Goal) -> list[Block]:
    """Return the metrics, numbered where a target names one of them."""
    metrics = [[*rich(each.text), *facts((_("Source"), each.source), (_("Unit"), each.unit))] for each in goal.metrics]
    if any(each.metric for each in goal.targets):
        return [numbered(metrics)]
    return [group(each) for each in metrics]


def _targets(goal: Goal) -> list[Block]:
    numbers = {each.id: number for number, each in enumerate(goal.metrics, 1)}
    return [group(_target(each, numbers)) for each in goal.targets]


def _target(target: Target, numbers: dict[UUID | None, int]) -> list[Block]:
    known = facts(
        (_("Baseline"), target.baseline),
        (_("Target"), target.value),
        (_("By"), date_format(target.due, "N j, Y") if target.due else None),
        (_("Metric"), str(numbers[target.metric]) if target.metric else None),
    )
    return [*rich(target.text), *known]


def _actions(goal: Goal, number: int) -> dict[str, Any]:
    """Return part E of a goal: its statement again, then a row for each first-level action."""
    statement = [numbered([rich(goal.statement)], start=number)]
    return {
        "statement": statement,
        "whole": lines(statement, 2 * _NARROWEST) <= _LINES_OF_A_ROW // 2,
        "rows": [
            _row([numbered([_step(action, 0)], style=_LEVELS[0], start=place)], _answered(action))
            for place, action in enumerate(goal.actions, 1)
        ],
    }


def _step(item: OutlineItem, level: int) -> list[Block]:
    below = (level + 1) % len(_LEVELS)
    within = [numbered([_step(each, below) for each in item.items], style=_LEVELS[below])] if item.items else []
    return [paragraph(*inline(item.text)), *within]


def _answered(action: Action) -> list[Block]:
    """Return Yes, No, or nothing where the question is not answered yet, then what a Yes asks for."""
    answers = {True: _("Yes"), False: _("No")}
    return [
        *([paragraph(bold(answers[action.additional_resources]))] if action.additional_resources is not None else []),
        *facts((_("Estimate"), money(action.estimated_cost)), (_("FTE"), fte(action.estimated_fte))),
        *plain_block(action.resource_note),
    ]


def _unplaced(unplaced: tuple[Unplaced, ...]) -> dict[str, Any] | None:
    """Return what was read from a Word form and has no part of the plan, so that no word is lost."""
    if not unplaced:
        return None
    entries = [block for each in unplaced for block in (paragraph(bold(each.where)), *rich(each.text))]
    return {"label": _("Text of the Word form without a part"), "blocks": entries}
