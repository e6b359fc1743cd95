"""Whatever a form is made of, in whatever order: each word that can be seen is in the document once it is read."""

import re
from collections.abc import Callable
from html import unescape
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusdplans.document.schema import to_json
from pusdplans.imports.word import form
from pusdplans.imports.word.reading import read
from tests.faults.lengths import times
from tests.imports.paper import (
    ACTIONS_HEADER,
    GOALS_HEADER,
    actions,
    bold,
    cell,
    cover,
    document,
    goals,
    italic,
    par,
    planning,
    row,
    run,
    table,
)

MARKS = ("", "", "", "• ", "- ", "a. ", "b) ", "(c) ", "1. ", "2. ", "7. ", "ii. ", "\t", "\t• ", "Goal 3: ")
HEADS = (
    "", "", "", "a. Outcomes: ", "Targeted Audience ", "Focus: ", "Aligned to: ", "Source: ", "Baseline: ", "By: ", "Metric: ",
    "IF ", "AND ", "THEN ", "Yes ", "No, ", "N/A ", "$40K ", "Department budget: ", "Return to ", "Attached ",
)  # fmt: skip
LABELS = (
    "DEPARTMENT", "DEPARTMENT NAME:", "Statement of Purpose", "Theory of action", "LIST OF SERVICES", "Org chart",
    "DEPARTMENT BUDGET", "DEPARTMENT CONTACT", "TELEPHONE/E-MAIL", "Notes", "",
)  # fmt: skip
LOST = re.compile(r"\bqx\d+\b")
TAKEN = re.compile(r"\bqd\d+\b")


class Typist:
    """Types words that are nowhere else, so that each can be looked for."""

    def __init__(self, random: Random) -> None:
        self.random, self.typed, self.comments, self.footnotes = random, 0, "", ""
        self.taken: set[int] = set()

    def words(self) -> str:
        """Return some new words."""
        found = []
        for _ in range(self.random.randint(1, 4)):
            self.typed += 1
            found.append(f"qx{self.typed}")
        return self.random.choice((" ", " ", ", ", "; ", "\u00a0", "\n", "@pusd.us ")).join(found)

    def text(self) -> str:
        """Return words behind whatever people type before them."""
        return self.random.choice(MARKS) + self.random.choice(HEADS) + self.words()

    def paragraph(self) -> str:
        """Return a paragraph of one look or several, listed or not, changed or commented on."""
        pieces = [run(self.text())]
        for _ in range(self.random.choice((0, 0, 0, 1, 3))):
            pieces.append(self.random.choice(self.PIECES)(self))
        listed = self.random.choice((None, None, None, 1, 2, 9, 21, 22))
        return par("".join(pieces), number=listed, level=self.random.randint(0, 5) if listed and listed < 20 else 0)

    def deleted(self) -> str:
        """Return words that were taken out."""
        self.typed += 1
        self.taken.add(self.typed)
        return f'<w:del><w:r><w:delText xml:space="preserve">qd{self.typed}</w:delText></w:r></w:del>'

    def inserted(self) -> str:
        """Return words that were put in."""
        return f"<w:ins>{run(' ' + self.words())}</w:ins>"

    def commented(self) -> str:
        """Return the mark of a comment."""
        self.comments += f'<w:comment w:id="{self.typed}" w:author="Ana">{par(self.text())}</w:comment>'
        return f'<w:r><w:commentReference w:id="{self.typed}"/></w:r>'

    def noted(self) -> str:
        """Return the mark of a footnote."""
        self.footnotes += f'<w:footnote w:id="{self.typed}">{par(self.text())}</w:footnote>'
        return f'<w:r><w:footnoteReference w:id="{self.typed}"/></w:r>'

    def boxed(self) -> str:
        """Return a text box, written twice as Word does."""
        inside = f"<w:txbxContent>{par(self.text())}</w:txbxContent>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{inside}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )

    PIECES: tuple[Callable[["Typist"], str], ...] = (
        lambda self: bold(" " + self.words()),
        lambda self: italic(" " + self.words() + " "),
        deleted,
        inserted,
        commented,
        noted,
        boxed,
    )

    def blocks(self) -> str:
        """Return what stands in a cell: paragraphs, sometimes a table, sometimes nothing."""
        found = [self.paragraph() for _ in range(self.random.choice((0, 1, 1, 2, 4)))]
        if self.random.random() < 0.15:
            heads = self.random.choice((("Fund", "Amount", "Notes"), ("Name", "Title", "FTE", "Reports to"), ("", "")))
            rows = [row(*heads)] + [row(*[self.words() for _ in heads]) for _ in range(self.random.randint(1, 3))]
            found.append(table(*rows) + par())
        self.random.shuffle(found)
        return "".join(found)

    def rows(self, columns: int) -> list[str]:
        """Return rows of a table, some merged down or across."""
        found = []
        for _ in range(self.random.randint(0, 4)):
            kind = self.random.random()
            merge = self.random.choice(("restart", "continue")) if kind < 0.2 else ""
            if kind > 0.9:
                cells = [cell(self.blocks(), span=columns)]
            else:
                cells = [cell(self.blocks(), merge=merge if n == 0 else "") for n in range(columns)]
            found.append(row(*cells))
        return found

    def part(self) -> str:
        """Return a part of a form."""
        kind = self.random.randrange(7)
        if kind == 0:
            return cover(*[self.blocks() for _ in range(7)])
        if kind == 1:
            return planning(*[self.blocks() for _ in range(4)])
        if kind == 2:
            return goals(*self.rows(3))
        if kind == 3:
            return actions(*self.rows(2))
        if kind == 4:
            return table(*[row(self.random.choice(LABELS), self.blocks()) for _ in range(self.random.randint(1, 5))])
        if kind == 5:
            return table(GOALS_HEADER, *self.rows(3), ACTIONS_HEADER, *self.rows(2))
        return "".join(self.paragraph() for _ in range(self.random.randint(1, 4)))

    def form(self) -> bytes:
        """Return a whole file."""
        body = "".join(self.part() for _ in range(self.random.randint(1, 5)))
        notes = {"header": par(self.text()), "footer": par(self.text())} if self.random.random() < 0.3 else {}
        return document(body, notes=notes | {"comments": self.comments, "footnotes": self.footnotes})


def texts(value: Any) -> str:
    """Return all texts of JSON values as one, without their markup."""
    if isinstance(value, dict):
        return "\n".join(texts(each) for each in value.values())
    if isinstance(value, list):
        return "\n".join(texts(each) for each in value)
    text = re.sub(r"<(?:br|/?(?:p|li|ul|ol))\s*/?>", " ", str(value))
    return unescape(re.sub(r"<[^>]*>", "", text))


@settings(max_examples=times(40, 120), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_no_word_is_lost(random: Random) -> None:
    typist = Typist(random)
    content = typist.form()
    reading = read(content, "2020-21")
    found = texts(to_json(reading.document))
    assert set(LOST.findall(found)) == {f"qx{n}" for n in range(1, typist.typed + 1) if n not in typist.taken}
    assert TAKEN.findall(found) == []
    assert reading.words_in_file == reading.words_placed + reading.words_unplaced + reading.words_of_form


def test_control_the_parts_alone_lose_none_but_the_net_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the count at the end, a part that drops a word is seen by the same look at the words."""
    monkeypatch.setattr(form, "_leave_missing", lambda *given: None)
    monkeypatch.setattr("pusdplans.imports.word.cover.read_contacts", lambda *given: None)
    reading = read(document(cover(names="qx1", reach="qx2")), "2020-21")
    assert LOST.findall(texts(to_json(reading.document))) == []
