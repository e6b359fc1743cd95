"""Parts B, C and D: the rows of the goal table -> goals with their outcomes, audience, metrics and targets."""

import re
from dataclasses import dataclass, field
from typing import Any

from pusdplans.imports.word import reasons
from pusdplans.imports.word.blocks import Block, Paragraph, flattened
from pusdplans.imports.word.dates import date_of
from pusdplans.imports.word.draft import PLACES, Draft, marks_taken, new_goal, same_words, text_of
from pusdplans.imports.word.labels import Label
from pusdplans.imports.word.lists import marks_of
from pusdplans.imports.word.rich import rich, trimmed
from pusdplans.imports.word.sections import Row

_MARK = r"^\s*(?:\(?[a-z][.)]\s*)?"
_END = r"(?:\s*[:–—-]\s*|\s*$)"
_SUB_LABELS = {
    "outcomes": re.compile(_MARK + r"(?:desired\s+|expected\s+|intended\s+)?outcomes?(?:\(s\))?" + _END, re.I),
    "audience": re.compile(
        _MARK + r"(?:(?:target(?:ed)?|intended)\s+audience|audience|for\s+whom?\??)(?:\(s\))?" + _END, re.I
    ),
    "focus": re.compile(_MARK + r"focus" + _END, re.I),
    "alignments": re.compile(_MARK + r"align(?:ed|ment|s)?(?:\s+(?:to|with))?" + r"\s*[:–—]\s*", re.I),
}
_LETTERED = {  # "a. Outcomes The desired ..." without a colon: the letter says enough
    "outcomes": re.compile(r"^\s*\(?[a-z][.)]\s*outcomes?\b\s*", re.I),
    "audience": re.compile(r"^\s*\(?[a-z][.)]\s*target(?:ed)?\s+audience\b\s*", re.I),
}
GOAL_NUMBER = re.compile(r"^\s*(?:goal\s*#?\s*(\d{1,2})\s*(?:[.:)–—-]\s*|\s+|$)|\(?(\d{1,2})[.)]+(?:\s+|$))", re.I)
_FACT = re.compile(r"^\s*(source|unit|baseline|target|by|due|metric)\s*:\s*", re.I)
_FACTS = {
    "metrics": {"source": "source", "unit": "unit"},
    "targets": {"baseline": "baseline", "target": "value", "by": "due", "due": "due"},
}
LONGEST = {"source": 300, "unit": 100, "baseline": 300, "value": 300}


@dataclass
class Found:
    """A goal while its cell is read: what is open, and the blocks of each field."""

    number: int | None
    blocks: dict[str, list[Block]] = field(default_factory=lambda: {"statement": []})
    open: str = "statement"


def goal_number(paragraph: Paragraph) -> tuple[int | None, int]:
    """Return the number typed before a goal ("2.", "Goal 2:") and where the goal's own words begin."""
    found = GOAL_NUMBER.match(paragraph.text)
    return (int(found.group(1) or found.group(2)), found.end()) if found else (None, 0)


def sub_label(paragraph: Paragraph) -> tuple[str, int] | None:
    """Return what a paragraph of a goal's cell is headed with, and where its text begins."""
    for patterns in (_SUB_LABELS, _LETTERED):
        for key, pattern in patterns.items():
            found = pattern.match(paragraph.text)
            if found:
                return key, found.end()
    return None


class Goals:
    """Reads the rows of parts B to D, one after the other."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.numbers: dict[int, int] = {}  # a goal's typed number -> its place
        self._blocks: list[dict[str, list[Block]]] = []
        self._list: str | None = None

    def read(self, rows: list[Row]) -> None:
        """Fill the goals of the draft."""
        for row in rows:
            found = self._goals_in(row.cells.get("goals", []), continues="goals" in row.continues)
            first = len(self.draft.goals)
            for each in found:
                self._add(each, row)
            places = list(range(first, len(self.draft.goals)))
            if not places and self.draft.goals:
                places = [len(self.draft.goals) - 1]
            for kind in ("metrics", "targets"):
                self._beside(kind, row, places)

    def _goals_in(self, blocks: list[Block], *, continues: bool) -> list[Found]:
        """Part a goal cell: at numbers into goals, at headings into fields."""
        goals: list[Found] = []
        for paragraph in flattened(blocks):
            if paragraph.is_blank and not paragraph.is_listed:
                self._hold(paragraph)
                continue
            label = sub_label(paragraph)
            if label:
                self._open_field(goals, paragraph, *label)
                continue
            number, end = goal_number(paragraph)
            begins = self._begins(paragraph, number, goals)
            if begins:
                self._list = paragraph.list_id or self._list
                self.draft.form(paragraph.text[:end])
                rest = paragraph.part(end).plain()
                rest.notes, rest.pictures = paragraph.notes, paragraph.pictures
                goals.append(Found(number, {"statement": [rest]}))
            elif goals:
                goals[-1].blocks.setdefault(goals[-1].open, []).append(paragraph)
            elif self._blocks and (continues or self.numbers or self._list):
                self._more("statement" if not self._blocks[-1] else next(reversed(self._blocks[-1])), paragraph)
            else:
                goals.append(Found(None, {"statement": [paragraph]}))
        return goals

    def _begins(self, paragraph: Paragraph, number: int | None, goals: list[Found]) -> bool:
        """Whether a paragraph begins a goal: it is numbered as the next one, or it is the first of an unnumbered cell."""
        if paragraph.is_listed:
            same = self._list is None and not goals and paragraph.ordered
            return paragraph.level == 0 and paragraph.ordered and (same or paragraph.list_id == self._list)
        if number is None:
            return not goals and not self.numbers and not self._list and not self._continues(paragraph)
        last = goals[-1].number if goals else max(self.numbers, default=None)
        return not goals or last is None or number == last + 1

    def _continues(self, paragraph: Paragraph) -> bool:
        """Whether words go on with the row above: a table parted by a page ends a sentence in the next row."""
        before = text_of(next(reversed(self._blocks[-1].values()))) if self._blocks and self._blocks[-1] else ""
        return bool(before) and before[-1:] not in ".!?:" and paragraph.text.lstrip()[:1].islower()

    def _open_field(self, goals: list[Found], paragraph: Paragraph, key: str, end: int) -> None:
        self.draft.form(paragraph.text[:end])
        rest = paragraph.part(end).plain()
        rest.notes, rest.pictures = paragraph.notes, paragraph.pictures
        if goals:
            goals[-1].open = key
            goals[-1].blocks.setdefault(key, []).append(rest)
        elif self._blocks:
            self._more(key, rest)
        else:
            goals.append(Found(None, {"statement": [], key: [rest]}, key))

    def _more(self, key: str, paragraph: Paragraph) -> None:
        """Go on with the goal of the row above."""
        place = len(self.draft.goals) - 1
        self._blocks[place].setdefault(key, []).append(paragraph)
        self._fill(place)

    def _hold(self, paragraph: Paragraph) -> None:
        self.draft.at(PLACES["goals"], [paragraph])

    def _add(self, found: Found, row: Row) -> None:
        """Add a goal, or go on with the one that has this number already."""
        draft = self.draft
        if found.number in self.numbers:
            place = self.numbers[found.number]
            for key, blocks in found.blocks.items():
                if same_words(text_of(self._blocks[place].get(key, [])), text_of(blocks)):
                    draft.form(text_of(blocks))
                else:
                    self._blocks[place].setdefault(key, []).extend(blocks)
            self._fill(place)
            return
        place = len(draft.goals)
        if found.number is not None:
            self.numbers[found.number] = place
        draft.goals.append(new_goal())
        self._blocks.append(found.blocks)
        label = row.names.get("goals") or Label("goals", True, 0)
        reason = reasons.IN_COLUMN if label.printed else reasons.IN_REWORDED_COLUMN
        draft.sure(f"goals[{place}]", reason, label=row.titles.get("goals", ""))
        self._fill(place)

    def _fill(self, place: int) -> None:
        """Write the fields of a goal from its blocks."""
        draft, goal, blocks = self.draft, self.draft.goals[place], self._blocks[place]
        for key, each in blocks.items():
            draft.at(f"{PLACES['goals']}, goal {place + 1}", each)
            if key in ("statement", "outcomes", "audience"):
                goal[key] = rich(each, by_hand=draft.by_hand)
                draft.form_words += marks_taken(each, goal[key])
        if "focus" in blocks:
            goal["focus"] = " ".join(text_of(blocks["focus"]).split()) or None
            draft.sure(f"goals[{place}].focus", reasons.SAID)
        else:
            goal["focus"] = first_bold(blocks["statement"])
            if goal["focus"]:
                draft.read(goal["focus"]) if not goal["statement"] else None
                draft.sure(f"goals[{place}].focus", reasons.BOLD_WORDS)
        if "alignments" in blocks:
            goal["alignments"] = _alignments(draft, blocks["alignments"], place)

    def _beside(self, kind: str, row: Row, places: list[int]) -> None:
        """Give the metrics or targets of a row to its goal, or by their numbers to its goals."""
        blocks = row.cells.get(kind, [])
        if not text_of(blocks):
            self.draft.at(PLACES[kind], blocks)
            return
        label = row.names[kind] if kind in row.names else Label(kind, True, 0)
        if len(places) == 1:
            reason = reasons.IN_COLUMN if label.printed else reasons.IN_REWORDED_COLUMN
            read_entries(self.draft, kind, blocks, places[0], reason, row.titles.get(kind, ""))
            return
        parts = _by_number(blocks)
        if len(places) > 1 and sorted(parts) == sorted(n for n, p in self.numbers.items() if p in places):
            for number, part in parts.items():
                self.draft.form(str(number))
                read_entries(self.draft, kind, part, self.numbers[number], reasons.BY_NUMBER, "")
            return
        where = f", beside goals {places[0] + 1} to {places[-1] + 1}" if places else ""
        self.draft.leave(PLACES[kind] + where, blocks)


def first_bold(blocks: list[Block]) -> str | None:
    """Return the first bold words of a statement that is not bold throughout: the focus of the goal."""
    runs = [run for each in flattened(blocks) for run in trimmed(each).runs]
    if all(run.bold or not run.text.strip() for run in runs):
        return None
    bold = ""
    for run in runs:
        if run.bold:
            bold += run.text
        elif bold.strip():
            break
        else:
            bold = ""
    words = " ".join(bold.split())
    return words if 0 < len(words) <= 300 else None


def _alignments(draft: Draft, blocks: list[Block], place: int) -> list[dict[str, Any]]:
    """Return "LCAP 2; Strategic Plan A (its wording)" as alignments; what has no code is left over."""
    found: list[dict[str, Any]] = []
    for each in re.split(r"[;\n]", text_of(blocks)):
        entry = re.match(r"^\s*(.+?)\s+(?:goal\s+)?(\w[\w.-]*)\s*(?:\((.+)\))?\s*$", each, re.I)
        if entry and re.search(r"\d|^[A-Z]$|-", entry.group(2)):
            draft.read(each)
            if (entry.group(1), entry.group(2)) not in [(a["framework"], a["code"]) for a in found]:
                found.append({"framework": entry.group(1), "code": entry.group(2), "text": entry.group(3)})
        elif each.strip():
            from pusdplans.imports.word.blocks import Run

            draft.leave(f"{PLACES['goals']}, goal {place + 1}, aligned to", [Paragraph([Run(each.strip())])])
    return found


def _by_number(blocks: list[Block]) -> dict[int, list[Block]]:
    """Part a cell at the numbers typed in it, as the goals beside it are numbered."""
    parts: dict[int, list[Block]] = {}
    number = None
    for each in flattened(blocks):
        found, end = goal_number(each)
        if found is not None and not each.is_listed:
            number = found
            parts.setdefault(number, []).append(each.part(end))
        elif number is None:
            if not each.is_blank:
                return {}
        else:
            parts[number].append(each)
    return parts


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
        draft.form_words += marks_taken(text, html)
        goal[kind].append({"text": html, **facts})


def _is_numbered(draft: Draft, blocks: list[Block]) -> bool:
    """Whether the entries of a cell are numbered, by Word or by hand, from the first on."""
    first = next((each for each in flattened(blocks) if not each.is_blank or each.is_listed), None)
    if first is None:
        return False
    return first.is_listed or (draft.by_hand and bool(marks_of(first.text)))


def _begins_entry(
    each: Paragraph, marks: list[Any], numbered: bool, entries: list[tuple[list[Block], dict[str, str]]]
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
