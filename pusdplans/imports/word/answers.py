"""The Yes/No cell of part E: answers, amounts and notes, however they are written."""

import re
from dataclasses import dataclass, field

from pusdplans.imports.word.blocks import Block, Paragraph, flattened
from pusdplans.imports.word.tables import amount_of, fte_of

_ANSWER = re.compile(
    r"^\s*(?:[•●○▪*-]\s+|\(?[a-z\d]{1,2}[.)]\s+)?(?P<word>yes|no|y|n|n\s*/\s*a|not\s+applicable|none|☒\s*yes\s*☐\s*no|"
    r"☐\s*yes\s*☒\s*no|☐\s*yes\s*☐\s*no)(?![\w'’/])[\s.,;:–—-]*",
    re.I,
)
_MONEY = r"\$\s*\d[\d,]*(?:\.\d+)?\s*(?:k|m|thousand|million)?\b|\b\d[\d,]*(?:\.\d+)?\s*k\b"
_FTE = r"(?:\d{1,3}(?:\.\d{1,2})?|\.\d{1,2})\s*f\.?t\.?e\b\.?"
_AT_EDGE = re.compile(rf"^\s*(?P<first>{_MONEY}|{_FTE})[\s.,;:–—-]*|[\s,;:–—-]*(?P<last>{_MONEY}|{_FTE})[\s.]*$", re.I)
_LINE = re.compile(r"^\s*(estimated?(?:\s+cost)?|cost|amount|fte|notes?)\s*:\s*", re.I)


@dataclass
class Answer:
    """One answer: True, False or None (neither), the amount in dollars, FTE, a note, and its own paragraphs."""

    value: bool | None
    word: str = ""
    cost: str | None = None
    fte: str | None = None
    note: str | None = None
    blocks: list[Block] = field(default_factory=list)


def answers_in(blocks: list[Block]) -> list[Answer]:
    """Return the answers of a cell, in order; lines without an answer belong to the one above."""
    found: list[Answer] = []
    for paragraph in flattened(blocks):
        for line in paragraph.lines():
            text = line.text.strip(" \t\u00a0")
            if not text:
                continue
            start = _ANSWER.match(text)
            if start:
                found.append(Answer(_value(start["word"]), text[: start.end()].strip(" \t.,;:–—-")))
                found[-1].blocks.append(line)
                _rest(found[-1], text[start.end() :], neither=_value(start["word"]) is None)
            elif found:
                found[-1].blocks.append(line)
                _rest(found[-1], text, neither=False)
            else:
                found.append(Answer(None, "", blocks=[line]))
                _rest(found[-1], text, neither=False)
    return found


def _value(word: str) -> bool | None:
    word = re.sub(r"\s", "", word.lower())
    if word.startswith(("☐", "☒")):
        return {"☒yes☐no": True, "☐yes☒no": False}.get(word)
    if word in ("yes", "y"):
        return True
    return False if word in ("no", "n", "none") else None


def _rest(answer: Answer, text: str, *, neither: bool) -> None:
    """Take what stands after an answer: amounts at its edges, the rest as the note."""
    line = _LINE.match(text)
    name = line.group(1).lower() if line else ""
    value = text[line.end() :].strip() if line else text
    if name.startswith(("est", "cost", "amount")) and amount_of(value):
        answer.cost = amount_of(value)
        return
    if name == "fte" and fte_of(value):
        answer.fte = fte_of(value)
        return
    if name.startswith("note"):
        text = value
    elif not name:
        text = _amounts(answer, text)
    if neither and not re.match(r"^[☐☒]", answer.word):
        text = f"{answer.word} {text}".strip()
    if text:
        answer.note = f"{answer.note}\n{text}" if answer.note else text


def _amounts(answer: Answer, text: str) -> str:
    """Take an amount and an FTE from the edges of a note that has one of each at the most; else it stays whole."""
    if len(re.findall(_MONEY, text, re.I)) > 1 or len(re.findall(_FTE, text, re.I)) > 1:
        return text
    while found := _AT_EDGE.search(text):
        piece = found["first"] or found["last"]
        fte, cost = fte_of(piece), amount_of(piece)
        if fte and answer.fte is None and "fte" in piece.lower().replace(".", ""):
            answer.fte = fte
        elif cost and answer.cost is None:
            answer.cost = cost
        else:
            break
        text = (text[: found.start()] + text[found.end() :]).strip()
    return text


def is_answer(paragraph: Paragraph) -> bool:
    """Whether a paragraph begins with an answer."""
    return _ANSWER.match(paragraph.text) is not None
