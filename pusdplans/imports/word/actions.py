"""Part E: the rows of the action table -> the actions of each goal and their answers."""

from collections import Counter
from typing import Any

from plans.rich_text import to_plain
from pusdplans.imports.word import reasons
from pusdplans.imports.word.answers import Answer, answers_in
from pusdplans.imports.word.blocks import Block, flattened
from pusdplans.imports.word.draft import PLACES, Draft, likeness, new_goal, same_words, text_of
from pusdplans.imports.word.goals import Goals, first_bold, goal_number
from pusdplans.imports.word.labels import bare
from pusdplans.imports.word.lists import Line, levels, lines_of
from pusdplans.imports.word.rich import all_words, inline, rich, words_in_html
from pusdplans.imports.word.sections import Row

_ALIKE = 0.6
_BLANK = {"additional_resources": None, "resource_note": None, "estimated_cost": None, "estimated_fte": None}


class Actions:
    """Reads the rows of part E, one after the other."""

    def __init__(self, draft: Draft, goals: Goals, deepest: int) -> None:
        self.draft, self._goals, self._deepest = draft, goals, deepest
        self._from_goals = len(draft.goals)
        self._statements = [Counter(bare(_plain(goal["statement"])).split()) for goal in draft.goals]
        self._current: int | None = None
        self._seen: set[int] = set()

    def read(self, rows: list[Row]) -> None:
        """Fill the actions of the draft's goals."""
        for row in _joined(rows):
            first_level = self._cell(row.cells.get("actions", []), row)
            self._answer(row.cells.get("resources", []), first_level)

    def _cell(self, blocks: list[Block], row: Row) -> list[tuple[int, int]]:
        """Read a cell of actions; return (goal, action) of each first-level action in it."""
        found: list[tuple[int, int]] = []
        pending: list[Line] = []
        lines = lines_of(flattened(blocks), by_hand=self.draft.by_hand)
        lowest = min((line.level for line in lines), default=0)
        for index, line in enumerate(lines):
            statement = self._is_statement(line, lines, index) if line.level == lowest else None
            if statement is None:
                pending.append(line)
                continue
            found += self._items(pending)
            pending = []
            self._turn_to(line, statement, row)
        self.draft.at(self._place(), blocks)
        return found + self._items(pending)

    def _place(self) -> str:
        goal = "" if self._current is None else f", goal {self._current + 1}"
        return PLACES["actions"] + goal

    def _is_statement(self, line: Line, lines: list[Line], index: int) -> int | None:
        """Return the place of the goal whose statement a line is (a new place for a goal of part E only), else None."""
        paragraph = line.paragraph
        number, end = goal_number(paragraph)
        number = line.number if line.typed and line.ordered and line.number and line.level == 0 else number
        place = self._goals.numbers.get(number) if number is not None else None
        alike = self._most_alike(paragraph.part(end).text)
        if alike is not None:
            return alike
        top = not line.marked or line.ordered
        deeper = index + 1 < len(lines) and lines[index + 1].level > line.level and lines[index + 1].marked
        if not top or not (deeper or (number is not None and len(lines) == index + 1)):
            return None
        if number is None and (line.marked or not self._one_row_each(lines)):
            return None
        if place is None and number is not None and 0 < number <= self._from_goals and not self._goals.numbers:
            place = number - 1
        if place is None and self._from_goals and number is None:
            place = 0 if self._current is None else self._current + 1
        if place is not None and place < len(self.draft.goals):
            return None if number is not None and self._typed_action(line, lines, index) else place
        return len(self.draft.goals) if not self._from_goals or number is not None else None

    def _typed_action(self, line: Line, lines: list[Line], index: int) -> bool:
        """Whether a number that could be a goal's is an action's: the goal's statement was there already."""
        number, _end = goal_number(line.paragraph)
        place = self._goals.numbers.get(line.number or number or 0)
        return place is not None and place in self._seen

    def _one_row_each(self, lines: list[Line]) -> bool:
        return sum(1 for each in lines if each.level == lines[0].level) == 1

    def _most_alike(self, text: str) -> int | None:
        """Return the goal of part B that a text words, exactly or nearly."""
        words = bare(text)
        if len(words) < 12:
            return None
        own = Counter(words.split())
        best = max(((likeness(own, each), place) for place, each in enumerate(self._statements)), default=(0.0, 0))
        return best[1] if best[0] >= _ALIKE else None

    def _turn_to(self, line: Line, place: int, row: Row) -> None:
        """Take a line as the statement of a goal: the same as in part B is counted, another is left over."""
        draft, paragraph = self.draft, line.paragraph
        _number, end = goal_number(paragraph)
        draft.form(line.mark)
        end = 0 if line.typed else end
        draft.form(paragraph.text[:end])
        statement = paragraph.part(end).plain()
        statement.notes, statement.pictures = paragraph.notes, paragraph.pictures
        if place >= len(draft.goals):
            goal = new_goal()
            goal["statement"], goal["focus"] = rich([statement], by_hand=False), first_bold([statement])
            draft.goals.append(goal)
            draft.sure(f"goals[{place}]", reasons.IN_ACTIONS_ONLY)
            if line.number:
                self._goals.numbers[line.number] = place
        self._current = place
        where = self._place()
        paragraph.place = where
        goal = draft.goals[place]
        if place >= self._from_goals and place not in self._seen:
            draft.at(where, [statement])
        elif goal["statement"] is None and not statement.is_blank:
            goal["statement"], goal["focus"] = rich([statement], by_hand=False), first_bold([statement])
            draft.sure(f"goals[{place}].statement", reasons.IN_ACTIONS_ONLY)
        elif same_words(_plain(goal["statement"]), statement.text):
            draft.form(statement.text)
        else:
            draft.leave(where, [statement])
        self._seen.add(place)

    def _items(self, lines: list[Line]) -> list[tuple[int, int]]:
        """Add lines to the current goal; return the first-level actions among them."""
        while lines and lines[-1].paragraph.is_blank and not lines[-1].ordered:
            lines.pop()
        if not lines:
            return []
        blocks: list[Block] = [line.paragraph for line in lines]
        if self._current is None:
            if len(self.draft.goals) != 1:
                self.draft.leave(PLACES["actions"], blocks)
                return []
            self._current = 0
        goal = self.draft.goals[self._current]
        first, opened = len(goal["actions"]), []
        for line, level in zip(lines, levels(lines, self._deepest), strict=True):
            item: dict[str, Any] = {"text": inline(line.paragraph), "items": []}
            if level:
                opened[level - 1]["items"].append(item)
            else:
                goal["actions"].append(_BLANK | item)
                item = goal["actions"][-1]
            opened[level:] = [item]
            self.draft.form(line.mark)
        reason = reasons.BY_HAND if any(line.typed for line in lines) else reasons.IN_COLUMN
        added = [(self._current, index) for index in range(first, len(goal["actions"]))]
        for place, index in added:
            self.draft.sure(f"goals[{place}].actions[{index}]", reason)
        self.draft.at(self._place(), blocks)
        return added

    def _answer(self, blocks: list[Block], first_level: list[tuple[int, int]]) -> None:
        """Match the answers beside some actions: one to one, or in order where there are as many; else leave them over."""
        draft = self.draft
        draft.at(self._place(), blocks)
        found = answers_in(blocks)
        if not found:
            return
        if len(found) != len(first_level):
            where = f"Additional resources (E){self._place().removeprefix(PLACES['actions'])}"
            draft.leave(where, blocks)
            draft.answers += [{"goal": self._current, "text": text_of(each.blocks)} for each in found]
            return
        reason = reasons.ONE_ANSWER_ONE_ACTION if len(found) == 1 else reasons.AS_MANY_ANSWERS
        for each, (goal, index) in zip(found, first_level, strict=True):
            self._fill(each, goal, index, reason)

    def _fill(self, answer: Answer, goal: int, index: int, reason: tuple[str, str]) -> None:
        action = self.draft.goals[goal]["actions"][index]
        action["additional_resources"], action["resource_note"] = answer.value, answer.note
        action["estimated_cost"], action["estimated_fte"] = answer.cost, answer.fte
        there = words_in_html(answer.note or "")
        self.draft.read_words += all_words(each.text for each in flattened(answer.blocks)) - there
        path = f"goals[{goal}].actions[{index}].additional_resources"
        if answer.value is None:
            self.draft.sure(path, reasons.NEITHER, answer=answer.word or (answer.note or ""))
        else:
            self.draft.sure(path, reason)


def _plain(html: str | None) -> str:
    return to_plain(html or "")


def _joined(rows: list[Row]) -> list[Row]:
    """Return rows with those that a merged cell ties together as one."""
    found: list[Row] = []
    for row in rows:
        if row.continues and found:
            for kind, blocks in row.cells.items():
                found[-1].cells.setdefault(kind, []).extend(blocks)
        else:
            found.append(row)
    return found
