"""What is found while a form is read: fields, how sure each is, texts without a field, and where every word went."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pusdplans.imports.word.blocks import Block, Paragraph, paragraphs
from pusdplans.imports.word.rich import all_words, rich, words, words_in_html

Reason = tuple[str, str]

PLACES = {
    "division": "Department (cover form)",
    "department": "Department name",
    "purpose": "Department statement of purpose (A)",
    "theory": "Department theory of action",
    "org_chart": "Department organizational chart",
    "budget": "Department budget",
    "contact": "Department contact",
    "reach": "Telephone/E-mail",
    "services": "List of services",
    "goals": "Department Goals (B)",
    "metrics": "Metrics (C)",
    "targets": "Targets (D)",
    "actions": "Department Actions (E)",
    "resources": "Additional resources (E)",
    "unplaced": "Unplaced text",
}


def new_goal() -> dict[str, Any]:
    """Return a goal with nothing in it."""
    return {
        "focus": None,
        "statement": None,
        "outcomes": None,
        "audience": None,
        "alignments": [],
        "services": [],
        "metrics": [],
        "targets": [],
        "actions": [],
    }


@dataclass
class Draft:
    """The document being found. `form_words` are those of labels, help texts, marks and repeated wordings."""

    by_hand: bool = True
    fields: dict[str, Any] = field(default_factory=dict)
    goals: list[dict[str, Any]] = field(default_factory=list)
    certainty: dict[str, tuple[str, str, dict[str, str]]] = field(default_factory=dict)
    unplaced: list[dict[str, str]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    form_words: Counter[str] = field(default_factory=Counter)
    read_words: Counter[str] = field(default_factory=Counter)
    labels: list[tuple[str, str]] = field(default_factory=list)

    def sure(self, path: str, reason: Reason, **values: str) -> None:
        """Note how sure a field is."""
        self.certainty[path] = (*reason, values)

    def form(self, text: str, kind: str = "") -> None:
        """Count a label, title, help text, typed mark or wording that is there a second time."""
        self.form_words.update(words(text))
        if kind:
            self.labels.append((kind, text))

    def read(self, text: str) -> None:
        """Count words that became a value that is spelled otherwise: an answer, an amount, a date."""
        self.read_words.update(words(text))

    def leave(self, where: str, blocks: list[Block]) -> None:
        """Keep text that has no field, with its place."""
        html = rich(blocks, by_hand=False)
        if html:
            self.unplaced.append({"where": where, "text": html})
        self.at(where, blocks)

    def at(self, where: str, blocks: list[Block]) -> None:
        """Say where paragraphs stand, for the notes, comments and pictures that hang on them."""
        for each in paragraphs(blocks):
            each.place = each.place or where

    def html(self, blocks: list[Block]) -> str | None:
        """Return blocks as rich text; marks typed by hand count as the form's."""
        html = rich(blocks, by_hand=self.by_hand)
        self.form_words += marks_taken(blocks, html)
        return html


def marks_taken(blocks: list[Block], html: str | None) -> Counter[str]:
    """Return the typed numbers and letters that a text's paragraphs have and its HTML shows as list numbers."""
    return all_words(each.text for each in paragraphs(blocks)) - words_in_html(html or "")


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return how much two texts share, from 0 to 1: twice the words in common over all of both."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their punctuation."""
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def text_of(blocks: list[Block]) -> str:
    """Return the plain text of blocks, a line for each paragraph that has any."""
    return "\n".join(" ".join(each.text.split()) for each in paragraphs(blocks) if not each.is_blank)


def first_text(blocks: list[Block]) -> Paragraph | None:
    """Return the first paragraph with text."""
    return next((each for each in paragraphs(blocks) if not each.is_blank), None)
