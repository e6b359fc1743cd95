"""Marked paragraphs -> texts: what the styles of our own files say is read as it stands, nothing is guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pusdplans.document import word_form as form
from pusdplans.imports.word.blocks import Block, Paragraph, Run
from pusdplans.imports.word.draft import Draft
from pusdplans.imports.word.rich import inline_html

# Paragraphs that the form itself prints, and those that only keep two tables apart.
PRINTED = {
    "Title",
    "Subtitle",
    "Heading1",
    "Heading2",
    "PlanDistrict",
    "PlanHelp",
    "PlanLinking",
    "PlanGap",
    "PlanColumn",
    form.FILED,
}
_ITEMS = (form.ITEM, form.ITEM_PARAGRAPH)
_GOES_ON = {form.TEXT, *_ITEMS}
_STEP = 360  # how much further each level of a list stands in, in twips


@dataclass(slots=True)
class Group:
    """A paragraph that begins what `style` says, and those that go on with it."""

    first: Paragraph
    style: str
    more: list[Paragraph] = field(default_factory=list)

    @property
    def all(self) -> list[Paragraph]:
        """All its paragraphs."""
        return [self.first, *self.more]


def groups(draft: Draft, where: str, blocks: Iterable[Block], openers: Sequence[str]) -> list[Group]:
    """Return what the paragraphs of a cell begin; a table, which begins nothing, is left over.

    A paragraph in another style, typed or pasted in Word, goes on with what stands before it; where nothing does, it
    begins what the first of `openers` says.
    """
    found: list[Group] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            draft.leave(where, [block])
        elif block.style in PRINTED:
            draft.form(block.text)
        elif block.style in openers:
            found.append(Group(block, block.style))
        elif found and (block.style in _GOES_ON or not block.is_blank):
            found[-1].more.append(block)
        elif not block.is_blank:
            found.append(Group(block, openers[0]))
    return found


def own(draft: Draft, paragraph: Paragraph) -> str:
    """Return the form's own words at the start of a paragraph, without the colon; all of its own words are counted."""
    for each in paragraph.runs:
        if each.own:
            draft.form(each.text)
    return paragraph.runs[0].text.strip().rstrip(":") if paragraph.runs and paragraph.runs[0].own else ""


def spoken(paragraph: Paragraph, after: str = " ") -> list[Run]:
    """Return the runs that are not the form's own; `after` is what the form puts between its words and them."""
    runs = [each for each in paragraph.runs if not each.own]
    if runs and paragraph.runs[0].own and runs[0].text.startswith(after):
        first = runs[0]
        runs[0] = Run(first.text[len(after) :], first.bold, first.italic, first.href)
    return [each for each in runs if each.text]


def plain(runs: Iterable[Run]) -> str | None:
    """Return runs as plain text, None where there is nothing to read."""
    text = "".join(each.text for each in runs)
    return text if text.strip() else None


def rich(group: Group) -> str | None:
    """Return a group as rich HTML, None where there is nothing to read."""
    runs = spoken(group.first)
    html = _Html()
    if any(each.text.strip() for each in runs):
        html.text(inline_html(runs))
    for each in group.more:
        if each.style in _ITEMS or each.is_listed:
            html.item(each)
        else:
            html.text(inline_html(spoken(each)))
    return html.finished() or None


def outline(paragraphs: Iterable[Paragraph], top: int) -> list[dict[str, Any]]:
    """Return the items of an outline; `top` is the list level of its first-level items, -1 where they have no number."""
    items: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for each in paragraphs:
        level = max(0, min((-1 if each.level is None else each.level) - top, len(opened)))
        item: dict[str, Any] = {"text": inline_html(each.runs), "items": []}
        (opened[level - 1]["items"] if level else items).append(item)
        opened[level:] = [item]
    return items


class _Html:
    """Paragraphs and nested lists, written one after the other."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []  # of each open list: its tag, and the Word list it comes from

    def text(self, html: str) -> None:
        """Write a paragraph."""
        self._close(0)
        self._parts.append(f"<p>{html}</p>")

    def item(self, paragraph: Paragraph) -> None:
        """Write an item of a list, or go on with the one above where the paragraph has no number."""
        html = inline_html(paragraph.runs)
        if paragraph.style == form.ITEM_PARAGRAPH:
            html = f"<p>{html}</p>"
        if not paragraph.is_listed:
            self._close(max(paragraph.indent // _STEP, 1))
            self._parts.append(html if self._open else f"<p>{html}</p>")
            return
        level = paragraph.level or 0
        opened = ("ol" if paragraph.ordered else "ul", paragraph.list_id or "")
        self._close(level + 1)
        if len(self._open) == level + 1 and self._open[-1] == opened:
            self._parts.append("</li>")
        else:
            self._close(level)
            while len(self._open) < level:
                self._begin(opened)
                self._parts.append("<li>")
            self._begin(opened)
        self._parts.append(f"<li>{html}")

    def finished(self) -> str:
        """Return the whole text."""
        self._close(0)
        return "".join(self._parts)

    def _begin(self, opened: tuple[str, str]) -> None:
        self._parts.append(f"<{opened[0]}>")
        self._open.append(opened)

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            self._parts.append(f"</li></{self._open.pop()[0]}>")
