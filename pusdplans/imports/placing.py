"""Pieces of a reading and what a lead decided about each -> the document that goes into the plan.

A pure function. No word is lost by moving a piece, whatever it is moved to: only by leaving it out, or by correcting it.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from plans.rich_text import clean_plain, clean_rich, to_plain
from pusdplans.document.schema import PlanDocument, parse
from pusdplans.imports.assigning import answered
from pusdplans.imports.outlines import lines_of, reworded, tree, walked, with_lines
from pusdplans.imports.pieces import FIELDS, HERE, INLINE, OUT, OUTLINE, STAYS, UNPLACED, Piece, as_rich, line_number

# Where a piece can go besides "here", "unplaced" and "out"; goals count from 0, and one more than there are is a new one.
_GOAL_PLACE = re.compile(r"^goals-(\d{1,4})-(statement|outcomes|audience|metric|target|action)$")
_ANSWER_PLACE = re.compile(r"^answer-(\d{1,4})-(\d{1,4})$")
_BLANK_ANSWER = dict.fromkeys(("additional_resources", "resource_note", "estimated_cost", "estimated_fte"))
_ONCE = {"purpose": "purpose", "theory": "prose", "budget": "note"}


@dataclass(frozen=True)
class Choice:
    """What somebody decided about a piece. place: "" for its default. texts: its texts that were corrected, by name.

    left: the numbers of the lines of its outline that are left out.
    """

    place: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    left: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        kept = {"place": self.place, "texts": dict(self.texts)}
        return kept | ({"left": list(self.left)} if self.left else {})


@dataclass(frozen=True)
class Placed:
    """The document, and where each piece went, by its key."""

    document: PlanDocument
    places: Mapping[str, str]


def places_of(piece: Piece, goals: int) -> set[str]:
    """Return where a piece may go. goals: how many were found."""
    if piece.only:
        return set(piece.only)
    places = {UNPLACED, OUT} | ({HERE} if piece.has_place else set())
    if piece.shape in ("named", "file"):
        return places
    places |= {"purpose", "theory", "services", "budget"}
    names = ("statement", "outcomes", "audience", "metric", "target", "action")
    return places | {f"goals-{number}-{name}" for number in range(goals + 1) for name in names}


def chosen_place(piece: Piece, choice: Choice, found: Iterable[Piece], goals: int) -> str:
    """Return where a piece goes: where it was sent if it may go there, else its default."""
    answer = _ANSWER_PLACE.match(choice.place)
    if answer:
        of_action = f"goals-{answer[1]}-actions-{answer[2]}"
        takes = piece.part == "unplaced" and any(each.key == of_action for each in found)
        return choice.place if takes else piece.default
    return choice.place if choice.place in places_of(piece, goals) else piece.default


def goes_with_its_goal(piece: Piece, places: Mapping[str, str]) -> bool:
    """Whether a piece stays behind since its goal does, where a goal is a piece of its own."""
    return piece.shape != "goal" and piece.goal is not None and places.get(f"goals-{piece.goal}") in STAYS


def problems(piece: Piece, choice: Choice) -> dict[str, int]:
    """Return the corrected texts that are too long for their field, with how long they may be."""
    return {
        each.name: each.longest
        for each in piece.fields
        if each.longest and len(clean_plain(choice.texts.get(each.name, ""))) > each.longest
    }


def place(document: dict[str, Any], found: list[Piece], choices: Mapping[str, Choice]) -> Placed:
    """Return the document made of the pieces of `document` (JSON), each where it was decided that it goes."""
    placing = _Placing(document, found, choices)
    placing.assign_answers()
    for piece in found:
        if placing.places[piece.key] == HERE:
            placing.keep(piece)
    for piece in found:
        if placing.places[piece.key] not in (HERE, *STAYS):
            placing.move(piece, placing.places[piece.key])
    return Placed(parse(placing.settled()), placing.places)


def part_of(piece: Piece, to: str) -> str:
    """Return the part of the plan that a place is in; "unplaced" and "out" are parts of their own."""
    if to == HERE:
        return "goals" if piece.part == "actions" else piece.part
    if to == "theory":
        return "theory-of-action"
    return "goals" if _GOAL_PLACE.match(to) or _ANSWER_PLACE.match(to) else to


class _Placing:
    """One document being put together."""

    def __init__(self, document: dict[str, Any], found: list[Piece], choices: Mapping[str, Choice]) -> None:
        self.found = found
        choice = {each.key: choices.get(each.key, Choice()) for each in found}
        self.count = len(document["goals"])
        self.places = {each.key: chosen_place(each, choice[each.key], found, self.count) for each in found}
        for piece in found:
            if goes_with_its_goal(piece, self.places):
                self.places[piece.key] = OUT
        self.items = {each.key: corrected(each, choice[each.key]) for each in found}
        blank = {"focus": None, "statement": None, "outcomes": None, "audience": None}
        lists: list[dict[str, Any]] = [
            {**blank, **{key: [] for key in ("alignments", "metrics", "targets", "actions")}}
            for _goal in range(self.count + 1)
        ]
        self.goals = lists
        for goal, was in zip(self.goals, document["goals"], strict=False):
            goal["id"], goal["services"] = was["id"], list(was["services"])
            goal["carried_from"] = was.get("carried_from")
        self.goals[-1] |= {"id": None, "services": [], "carried_from": None}
        self.was_blank = [not any(each.goal == number for each in found) for number in range(self.count)]
        keys = ("format", "cycle", "division", "department", "review")
        self.made: dict[str, Any] = {key: deepcopy(document[key]) for key in keys}
        self.made |= {key: [] for key in ("contacts", "services", "positions", "unplaced", "clauses", "lines")}
        self.texts: dict[str, str] = dict.fromkeys(_ONCE.values(), "")
        self.origins: dict[str, Any] = {}

    def assign_answers(self) -> None:
        """Give answers to their actions, before these go anywhere; an action that is left out takes none."""
        for piece in self.found:
            answer = _ANSWER_PLACE.match(self.places[piece.key])
            if not answer:
                continue
            action = f"goals-{answer[1]}-actions-{answer[2]}"
            if self.places[action] in STAYS or not self.items[action]:
                self.places[piece.key] = UNPLACED
                continue
            self.items[action][0] = answered(self.items[action][0], as_rich(piece.shape, self.items[piece.key][0]))

    def keep(self, piece: Piece) -> None:
        """Put a piece where it was found to belong."""
        into: dict[str, Any] = self.goals[piece.goal] if piece.goal is not None else self.made
        lists = {"clause": "clauses", "budget-line": "lines"}
        for item in self.items[piece.key]:
            if piece.shape in ("statement", "outcomes", "audience", "focus"):
                into[piece.shape] = item["text"] or None
            elif piece.shape == "goal":
                into |= {each.name: item[each.name] or None for each in FIELDS["goal"]}
            elif piece.shape in _ONCE.values():
                self.texts[piece.shape] = item["text"]
                self.origins[piece.shape] = item.get("carried_from")
            elif piece.shape == "alignment":
                into["alignments"].append({key: item[key] for key in ("framework", "code")} | {"text": item["wording"]})
            else:
                item = {key: value for key, value in item.items() if key != "head"}
                into[lists.get(piece.shape, f"{piece.shape}s")].append(item)

    def move(self, piece: Piece, to: str) -> None:
        """Put a piece where somebody sent it: into a text behind what is there, or as a new item."""
        goal_place = _GOAL_PLACE.match(to)
        for item in self.items[piece.key]:
            html = as_rich(piece.shape, item)
            if not to_plain(html) or _ANSWER_PLACE.match(to):
                continue
            if to == UNPLACED:
                where = item.get("where") or piece.label
                self.made["unplaced"].append({"where": where, "text": clean_rich(html)})
            elif to == "services":
                self.made["services"] += [deepcopy(item)] if piece.shape == "service" else tree(lines_of(html))
            elif goal_place:
                self.into_goal(self.goals[int(goal_place[1])], goal_place[2], piece, item, html)
            else:
                self.texts[_ONCE[to]] = behind(self.texts[_ONCE[to]], html)

    def into_goal(self, goal: dict[str, Any], name: str, piece: Piece, item: dict[str, Any], html: str) -> None:
        """Put a piece into a goal."""
        if name in ("statement", "outcomes", "audience"):
            goal[name] = behind(goal[name] or "", html)
        elif piece.shape == name:
            goal[f"{name}s"].append(item)
        elif name == "action":
            goal["actions"] += [each | _BLANK_ANSWER for each in tree(lines_of(html))]
        else:
            goal[f"{name}s"].append({"text": clean_rich(html)})

    def settled(self) -> dict[str, Any]:
        """Return the whole document, with the links that still lead somewhere, without goals that lost all they had."""
        made = self.made
        goals = [each for number, each in enumerate(self.goals) if self.is_there(number)]
        document = {key: value for key, value in made.items() if key not in ("clauses", "lines")}
        document |= {
            "goals": goals,
            "purpose": self.texts["purpose"] or None,
            "purpose_carried_from": self.origins.get("purpose"),
            "theory_of_action": {
                "clauses": made["clauses"],
                "prose": self.texts["prose"] or None,
                "prose_carried_from": self.origins.get("prose"),
            },
            "budget": {
                "lines": made["lines"],
                "note": self.texts["note"] or None,
                "note_carried_from": self.origins.get("note"),
            },
        }
        return with_whole_links(document)

    def is_there(self, number: int) -> bool:
        """Whether a goal stays: it has something, or it was blank on the form already."""
        goal = self.goals[number]
        has = any(goal[key] for key in goal if key not in ("id", "services", "carried_from"))
        return has or (number < self.count and self.was_blank[number])


def corrected(piece: Piece, choice: Choice) -> list[dict[str, Any]]:
    """Return a piece's items with the texts as corrected: one, or none if nothing is left, or more lines of an outline."""
    item = deepcopy(piece.item)
    wordings = {each: choice.texts[each.name] for each in piece.fields if each.name in choice.texts}
    for each, text in wordings.items():
        if each.kind not in (OUTLINE, INLINE):
            item[each.name] = each.clean(text)
    outlined = next((text for each, text in wordings.items() if each.kind == OUTLINE), None)
    items = [item] if outlined is None else reworded(item, outlined)
    if piece.by_line:
        texts = {line_number(each.name): text for each, text in wordings.items() if each.kind == INLINE}
        items = with_lines(item, texts, choice.left)
    if piece.shape == "action":
        items = [items[0], *(each | _BLANK_ANSWER for each in items[1:])] if items else []
    return [each for each in items if not wordings or to_plain(as_rich(piece.shape, each))]


def lines_left(piece: Piece, choice: Choice) -> int:
    """Return how many lines of a piece's outline are left out."""
    if not piece.by_line or not (choice.left or choice.texts):
        return 0
    return len(piece.lines) - len(walked(corrected(piece, choice)))


def behind(text: str, html: str) -> str:
    """Return a rich text with another behind it."""
    return clean_rich(text + clean_rich(html))


def with_whole_links(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document (JSON) without the links that lead nowhere: to services, metrics and positions that went elsewhere."""
    services = set(_ids(document["services"]))
    for goal in document["goals"]:
        goal["services"] = [each for each in goal["services"] if each in services]
        metrics = {each.get("id") for each in goal["metrics"]} - {None}
        goal["targets"] = [
            each | {"metric": each.get("metric") if each.get("metric") in metrics else None} for each in goal["targets"]
        ]
    positions = {each.get("id") for each in document["positions"]} - {None}
    for each in document["positions"]:
        each["reports_to"] = each["reports_to"] if each["reports_to"] in positions else None
    return document


def _ids(items: list[dict[str, Any]]) -> list[str]:
    return [found for each in items for found in (each["id"], *_ids(each["items"])) if found]
