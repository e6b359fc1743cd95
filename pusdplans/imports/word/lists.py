"""Paragraphs -> lines with levels: Word's own lists of any nesting, and bullets or numbers somebody typed by hand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pusdplans.imports.word.blocks import Paragraph

_BULLET = re.compile(r"^\s*(?:([•●○▪■◦‣⁃∙·□➢➤❖\uf0b7\uf0a7])[\s]*|([–—*-])[ \t\u00a0]+|(o)\t\s*)")
_NUMBER = re.compile(r"^\s*\(?(\d{1,2}|[a-zA-Z]|[ivx]{2,5}|[IVX]{2,5})[.)]{1,2}(?:[ \t\u00a0]+|$)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_TAB = 720  # twips, Word's own width of a tab
_SPACE = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A bullet or number typed before a line: its kind, its value (0 for a bullet) and where the text begins."""

    kind: str
    number: int
    end: int


@dataclass(slots=True)
class Line:
    """A line of an outline. `marked` says it is listed, by Word or by hand; `mark` and `number` are what was typed."""

    paragraph: Paragraph
    level: int
    marked: bool = False
    typed: bool = False
    ordered: bool = False
    number: int = 0
    mark: str = ""


def marks_of(text: str) -> list[Mark]:
    """Return what a typed mark at the start of a text can mean ("i." is a letter or a roman number), likeliest first."""
    bullet = _BULLET.match(text)
    if bullet:
        return [Mark(next(filter(None, bullet.groups())), 0, bullet.end())]
    number = _NUMBER.match(text)
    if not number:
        return []
    written, end = number.group(1), number.end()
    if written.isdigit():
        return [Mark("1", int(written), end)]
    upper = written.isupper()
    letter, roman = ("A", "I") if upper else ("a", "i")
    found = []
    if len(written) == 1:
        found.append(Mark(letter, ord(written.lower()) - ord("a") + 1, end))
    if written.lower() in _ROMAN:
        found.append(Mark(roman, _ROMAN.index(written.lower()) + 1, end))
    return found


def lines_of(paragraphs: Iterable[Paragraph], *, by_hand: bool = True) -> list[Line]:
    """Return the lines of an outline, their marks taken off; plain text stands at level 0 and what is listed under it deeper.

    by_hand: whether to look for typed marks at all. A blank paragraph is a line only where Word lists it.
    """
    split = [each for p in paragraphs for each in (_by_line(p) if by_hand else [p])]
    kept = [each for each in split if each.is_listed or not each.is_blank]
    by_indent = _levels_lie([each for each in kept if each.is_listed])
    lines: list[Line] = []
    typed: list[tuple[Mark, int, int]] = []  # the open levels of typed marks: mark, indent, level
    base = 0
    for each in kept:
        marks = marks_of(each.text) if by_hand and not each.is_listed else []
        if each.is_listed:
            level = by_indent[each.indent] if by_indent else each.level or 0
            lines.append(Line(each, base + level, True, ordered=each.ordered))
            typed = []
        elif marks:
            mark, level = _typed_level(marks, _hand_indent(each), typed)
            text = each.part(mark.end)
            lines.append(Line(text, base + level, True, True, mark.number > 0, mark.number, each.text[: mark.end]))
        else:
            lines.append(Line(each, 0))
            base, typed = 1, []
    return lines


def levels(lines: Sequence[Line], deepest: int) -> list[int]:
    """Return levels that begin at 0, in which none is more than one step deeper than the one above."""
    lowest = min((line.level for line in lines), default=0)
    found: list[int] = []
    for line in lines:
        found.append(max(0, min(line.level - lowest, found[-1] + 1 if found else 0, deepest)))
    return found


def _by_line(paragraph: Paragraph) -> list[Paragraph]:
    """Split a paragraph whose lines, ended by hand, each begin with a typed mark."""
    lines = paragraph.text.split("\n")
    if len(lines) < 2 or paragraph.is_listed or not all(marks_of(line) for line in lines[1:] if line.strip()):
        return [paragraph]
    parts = [each for each in paragraph.lines() if not each.is_blank]
    if parts:
        parts[0].notes, parts[0].pictures = paragraph.notes, paragraph.pictures
    return parts or [paragraph]


def _levels_lie(listed: list[Paragraph]) -> dict[int, int]:
    """Return levels by indent, where Word's levels do not tell: lists of one level each, set further and further in."""
    if len({each.list_id for each in listed}) < 2 or any(each.level for each in listed):
        return {}
    indents = sorted({each.indent for each in listed})
    return {indent: level for level, indent in enumerate(indents)} if len(indents) > 1 else {}


def _hand_indent(paragraph: Paragraph) -> int:
    before = paragraph.text[: len(paragraph.text) - len(paragraph.text.lstrip())]
    return paragraph.indent + before.count("\t") * _TAB + (len(before) - before.count("\t")) * _SPACE


def _typed_level(marks: list[Mark], indent: int, opened: list[tuple[Mark, int, int]]) -> tuple[Mark, int]:
    """Choose what a typed mark means and its level, by the marks and indents above it; keep the open levels up to date."""
    for mark in marks:  # it continues an open level: 1. 2., or the same bullet as far in
        for place in range(len(opened) - 1, -1, -1):
            other, other_indent, level = opened[place]
            goes_on = mark.number == other.number + 1 if mark.number else abs(indent - other_indent) < _SPACE
            if mark.kind == other.kind and goes_on:
                del opened[place:]
                opened.append((mark, indent, level))
                return mark, level
    first = next((mark for mark in marks if mark.number in (0, 1)), None)
    mark = marks[-1] if opened and opened[-1][0].kind == marks[0].kind and marks[-1].number == 1 else first or marks[0]
    while opened and indent <= opened[-1][1] - _SPACE:
        opened.pop()
    same = [level for other, _indent, level in opened if other.kind == mark.kind]
    if first is None and same:
        level = same[-1]  # a number left out
    else:
        level = opened[-1][2] + 1 if opened else 0
    while opened and opened[-1][2] >= level:
        opened.pop()
    opened.append((mark, indent, level))
    return mark, level
