"""A cell of metrics or targets -> its entries, with the "Source: ..." and "Baseline: ..." lines under each."""

import re

from pusdplans.imports.word.blocks import Block, Paragraph, flattened
from pusdplans.imports.word.dates import date_of
from pusdplans.imports.word.draft import PLACES, Draft, marks_taken
from pusdplans.imports.word.lists import Mark, marks_of
from pusdplans.imports.word.rich import rich, words_in_html

_FACT = re.compile(r"^\s*(source|unit|baseline|target|by|due|metric)\s*:\s*", re.I)
_FACTS = {
    "metrics": {"source": "source", "unit": "unit"},
    "targets": {"baseline": "baseline", "target": "value", "by": "due", "due": "due"},
}
LONGEST = {"source": 300, "unit": 100, "baseline": 300, "value": 300}


def read_entries(draft: Draft, kind: str, blocks: list[Block], place: int, reason: tuple[str, str], title: str) -> None:
    """Add the metrics or targets of a cell to a goal, with their "Source: ..." and "Baseline: ..." lines."""
    goal = draft.goals[place]
    draft.at(f"{PLACES[kind]}, goal {place + 1}", blocks)
    entries: list[tuple[list[Block], dict[str, str]]] = []
    numbered = _is_numbered(draft, blocks)
    for each in flattened(blocks):
        fact = _FACT.match(each.text)
        key = _FACTS[kind].get(fact.group(1).lower()) if fact else None
        if fact and key and entries and _fact(draft, entries[-1][1], key, each.text, fact):
            continue
        if each.is_blank and not (each.is_listed and numbered):
            continue
        marks = marks_of(each.text) if draft.by_hand and not each.is_listed else []
        if _begins_entry(each, marks, numbered, entries):
            end = marks[0].end if marks else 0
            draft.form(each.text[:end])
            entries.append(([each.part(end).plain()], {}))
        else:
            entries[-1][0].append(each)
    for text, facts in entries:
        draft.sure(f"goals[{place}].{kind}[{len(goal[kind])}]", reason, label=title)
        html = rich(text, by_hand=draft.by_hand) or ""
        draft.form_words += marks_taken(text, words_in_html(html))
        goal[kind].append({"text": html, **facts})


def _is_numbered(draft: Draft, blocks: list[Block]) -> bool:
    """Whether the entries of a cell are numbered, by Word or by hand, from the first on."""
    first = next((each for each in flattened(blocks) if not each.is_blank or each.is_listed), None)
    if first is None:
        return False
    return first.is_listed or (draft.by_hand and bool(marks_of(first.text)))


def _begins_entry(
    each: Paragraph, marks: list[Mark], numbered: bool, entries: list[tuple[list[Block], dict[str, str]]]
) -> bool:
    """In a numbered cell each number or bullet of the first level begins one; else each paragraph that is not listed."""
    if not entries:
        return True
    if numbered:
        return each.level == 0 if each.is_listed else bool(marks)
    return not each.is_listed and not marks


def _fact(draft: Draft, facts: dict[str, str], key: str, text: str, found: re.Match[str]) -> bool:
    """Take a "Baseline: ..." line; whether it could be taken."""
    value: str | None = text[found.end() :].strip()
    if key == "due":
        value = date_of(value or "")
        if value:
            draft.read(text[found.end() :])
    if not value or key in facts or len(value) > LONGEST.get(key, 300):
        return False
    draft.form(found.group())
    facts[key] = value
    return True
