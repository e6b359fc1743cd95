"""An answer about additional resources that is given to an action, with nothing of it lost."""

import re
from typing import Any

from plans.rich_text import to_lines
from pusdplans.imports.word.answers import Answer, answers_in
from pusdplans.imports.word.blocks import Paragraph, Run
from pusdplans.imports.word.rich import words

# What an amount is spelled with besides its digits.
_SPELLING = {
    "k",
    "m",
    "thousand",
    "million",
    "fte",
    "f",
    "t",
    "e",
    "est",
    "estimate",
    "estimated",
    "cost",
    "amount",
} | {
    "note",
    "notes",
}


def answered(action: dict[str, Any], html: str) -> dict[str, Any]:
    """Return an action (JSON values) with an answer ("Yes - $40K for subs") taken in.

    What is neither the answer nor an amount becomes the note. An action that is answered already, or a text that holds
    more than one answer, keeps the whole as its note.
    """
    text = "\n".join(to_lines(html))
    found = answers_in([Paragraph([Run(line)]) for line in text.split("\n")])
    is_blank = all(action.get(key) is None for key in ("additional_resources", "estimated_cost", "estimated_fte"))
    if len(found) == 1 and is_blank and not _lost(found[0], text):
        given = {
            "additional_resources": found[0].value,
            "estimated_cost": found[0].cost,
            "estimated_fte": found[0].fte,
        }
        return action | given | {"resource_note": _joined(action.get("resource_note"), found[0].note)}
    return action | {"resource_note": _joined(action.get("resource_note"), text)}


def _joined(note: str | None, more: str | None) -> str | None:
    return "\n".join(each for each in (note, more) if each) or None


def _lost(answer: Answer, text: str) -> bool:
    """Whether a word of the text would be neither in the note nor the answer itself nor an amount."""
    known = words(answer.word) if answer.value is not None else words("")
    left = words(text) - words(answer.note or "") - known
    amounts = {word for word in left if re.search(r"\d", word)} if answer.cost or answer.fte else set()
    return bool(set(left) - amounts - _SPELLING)
