"""Marked rows of parts B to E -> goals with their metrics, targets and actions."""

from typing import Any
from uuid import uuid4

from pusdplans.document import word_form as form
from pusdplans.imports.word import reasons
from pusdplans.imports.word.answers import answers_in
from pusdplans.imports.word.blocks import Block, Paragraph, Run
from pusdplans.imports.word.dates import date_of
from pusdplans.imports.word.draft import PLACES, Draft, new_goal, text_of
from pusdplans.imports.word.marked_text import Group, groups, outline, own, plain, rich, spoken
from pusdplans.imports.word.tables import amount_of, fte_of

_METRIC_FACTS = {form.SOURCE: "source", form.UNIT: "unit"}
_TARGET_FACTS = {form.BASELINE: "baseline", form.GOAL_VALUE: "value", form.BY: "due", form.OF_METRIC: "metric"}
_GOAL = (form.STATEMENT, form.OUTCOMES, form.AUDIENCE, form.FACT)
_FIRST_LEVEL = 1  # a, b, c: the goal above them is level 0


def read_goal(draft: Draft, services: dict[str, dict[str, Any]], cells: dict[str, list[Block]]) -> None:
    """Take a row of the goals table. `services` are the lines of the list of services by bookmark."""
    goal = new_goal()
    draft.goals.append(goal)
    path = f"goals[{len(draft.goals) - 1}]"
    where = f"{PLACES['goals']}, goal {len(draft.goals)}"
    found = groups(draft, where, cells.get("goals", []), _GOAL)
    statement = _joined([each for each in found if each.style == form.STATEMENT])
    goal["statement"] = rich(statement) if statement else None
    goal["focus"] = first_bold(statement)
    for each in found:
        name = own(draft, each.first)
        if each.style in (form.OUTCOMES, form.AUDIENCE):
            key = "outcomes" if each.style == form.OUTCOMES else "audience"
            if goal[key] is None:
                goal[key] = rich(each)
            else:
                draft.leave(where, list(each.all))
        elif each.style == form.FACT:
            _goal_fact(draft, goal, services, each, name, where)
    goal["metrics"] = _with_facts(draft, cells.get("metrics", []), form.METRIC, _METRIC_FACTS, "metrics")
    goal["targets"] = _with_facts(draft, cells.get("targets", []), form.TARGET, _TARGET_FACTS, "targets")
    for each in goal["targets"]:
        _link_metric(draft, goal, each)
    for key in ("statement", "outcomes", "audience", "metrics", "targets"):
        if goal[key]:
            draft.sure(f"{path}.{key}", reasons.MARKED)


def first_bold(statement: Group | None) -> str | None:
    """Return the words of the first bold run of a statement."""
    bold = ""
    for each in statement.all if statement else ():
        for run in spoken(each):
            if run.bold:
                bold += run.text
            elif bold:
                break
        if bold:
            break
    return " ".join(bold.split()) or None


def _joined(found: list[Group]) -> Group | None:
    """Return statements as one: Enter inside a statement, in Word, begins a paragraph of the same style."""
    if not found:
        return None
    return Group(found[0].first, found[0].style, [p for each in found for p in each.all][1:])


def _goal_fact(
    draft: Draft, goal: dict[str, Any], services: dict[str, dict[str, Any]], fact: Group, name: str, where: str
) -> None:
    runs = spoken(fact.first)
    more: list[Block] = list(fact.more)
    if name == form.FOCUS:
        goal["focus"] = plain(runs)
    elif name == form.ALIGNED:
        goal["alignments"].append(_alignment(fact.first))
    elif name == form.SERVICE_OF and runs and (runs[0].href or "").removeprefix("#") in services:
        service = services[(runs[0].href or "").removeprefix("#")]
        service.setdefault("id", str(uuid4()))
        if service["id"] not in goal["services"]:
            goal["services"].append(service["id"])
        draft.form(fact.first.text)
    else:
        more = list(fact.all)
    if more:
        draft.leave(where, more)


def _alignment(paragraph: Paragraph) -> dict[str, Any]:
    """Return "Aligned to: LCAP 2 (the entry)": framework, code and text stand between the form's own space and brackets."""
    parts = [""]
    for each in paragraph.runs[1:]:
        if each.own:
            parts.append("")
        else:
            parts[-1] += each.text
    framework = parts[0].removeprefix(" ")
    code = parts[1] if len(parts) > 1 else ""
    return {"framework": framework, "code": code, "text": parts[2] if len(parts) > 2 else None}


def _with_facts(
    draft: Draft, blocks: list[Block], style: str, facts: dict[str, str], kind: str
) -> list[dict[str, Any]]:
    """Return metrics or targets: each text with the facts under it."""
    found: list[dict[str, Any]] = []
    where = f"{PLACES[kind]}, goal {len(draft.goals)}"
    for each in groups(draft, where, blocks, (style, form.FACT)):
        if each.style == style:
            text = rich(each)
            if text is not None or each.first.is_listed:
                found.append({"text": text or "", **dict.fromkeys(facts.values())})
            continue
        key = facts.get(own(draft, each.first))
        value = plain(spoken(each.first))
        if key == "due" and value is not None:
            draft.read(value)
            value = date_of(value)
        if not found or key is None or value is None or found[-1][key] is not None:
            draft.leave(where, list(each.all))
        else:
            found[-1][key] = value
            if each.more:
                draft.leave(where, list(each.more))
    return found


def _link_metric(draft: Draft, goal: dict[str, Any], target: dict[str, Any]) -> None:
    """Replace the number of a metric by its id."""
    number = target["metric"]
    if number is None:
        return
    draft.read(number)
    place = int(number) - 1 if number.strip().isdigit() else -1
    if 0 <= place < len(goal["metrics"]):
        target["metric"] = goal["metrics"][place].setdefault("id", str(uuid4()))
    else:
        target["metric"] = None
        draft.leave(f"{PLACES['targets']}, goal {len(draft.goals)}", [Paragraph([Run(f"{form.OF_METRIC}: {number}")])])


def read_actions(draft: Draft, place: int, cells: dict[str, list[Block]]) -> int:
    """Take a row of the actions table that comes under goal number `place` (from 0); return the goal the row is about."""
    blocks = cells.get("actions", [])
    where = f"{PLACES['actions']}, goal {place + 1}"
    found = groups(draft, where, blocks, (form.STATEMENT, form.ACTION))
    statement = _joined([each for each in found if each.style == form.STATEMENT])
    if statement:
        place += 1
        where = f"{PLACES['actions']}, goal {place + 1}"
        _statement_again(draft, place, statement, where)
    lines = [each for each in found if each.style == form.ACTION]
    items = outline([each.first for each in lines], _FIRST_LEVEL)
    for each in lines:
        if each.more:
            draft.leave(where, list(each.more))
    if items and place < 0:
        draft.leave(where, [p for each in lines for p in each.all])
    else:
        _answer(draft, place, items, cells.get("resources", []), where)
        if items:
            draft.goals[place]["actions"] += items
    return place


def _statement_again(draft: Draft, place: int, statement: Group, where: str) -> None:
    """Part B's wording is the goal's; where part E words it differently, E's is left over."""
    again = rich(statement)
    if place >= len(draft.goals):
        draft.goals.append(new_goal() | {"statement": again, "focus": first_bold(statement)})
        draft.sure(f"goals[{place}].statement", reasons.IN_ACTIONS_ONLY)
    elif again is None or again == draft.goals[place]["statement"]:
        for each in statement.all:
            draft.form(each.text)
    else:
        draft.leave(where, list(statement.all))


def _answer(draft: Draft, place: int, items: list[dict[str, Any]], blocks: list[Block], where: str) -> None:
    """Give what stands beside an action to it: with several actions in one row, or none, it belongs to nobody."""
    where = f"{PLACES['resources']}{where.removeprefix(PLACES['actions'])}"
    found = groups(draft, where, blocks, (form.ANSWER, form.FACT))
    if len(items) != 1:
        left = [p for each in found for p in each.all if not p.is_blank]
        if left:
            draft.leave(where, list(left))
            draft.answers.append({"goal": max(place, 0), "text": text_of(list(left))})
        return
    action = items[0]
    for each in found:
        more: list[Block] = list(each.more)
        text = plain(spoken(each.first)) or ""
        name = own(draft, each.first)
        value = {form.ESTIMATE: amount_of, form.FTE: fte_of}.get(name, lambda text: None)(text)
        if each.style == form.ANSWER:
            more = [] if _typed_answer(draft, action, each) else list(each.all)
        elif name == form.RESOURCE_NOTE and text and not action.get("resource_note"):
            action["resource_note"] = text
        elif value is not None:
            draft.read(text)
            action["estimated_cost" if name == form.ESTIMATE else "estimated_fte"] = value
        elif text:
            more = list(each.all)
        if more:
            draft.leave(where, more)


def _typed_answer(draft: Draft, action: dict[str, Any], group: Group) -> bool:
    """Take an answer as people type it ("Yes - $40K for subs"); return whether it was one answer."""
    found = answers_in(list(group.all))
    if len(found) > 1:
        return False
    for answer in found:
        draft.read("\n".join(each.text for each in group.all))
        action |= {
            "additional_resources": answer.value,
            "resource_note": answer.note,
            "estimated_cost": answer.cost,
            "estimated_fte": answer.fte,
        }
    return True
