"""Paragraphs -> the HTML subset of the plan, and the words of a text, counted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape, unescape

from plans.rich_text import LINK_SCHEMES
from pusdplans.imports.word.blocks import Block, Paragraph, Run, flattened
from pusdplans.imports.word.lists import Line, levels, marks_of

_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"<(?:br|/?(?:p|li|ul|ol))\s*/?>")
_TAG = re.compile(r"<[^>]*>")
_SPACE = " \t\n\r\u00a0"
DEEPEST_LIST = 8


def words(text: str) -> Counter[str]:
    """Return the words of plain text: letters and digits, without regard to case."""
    return Counter(_WORD.findall(text.casefold()))


def all_words(texts: Iterable[str]) -> Counter[str]:
    """Return the words of many plain texts."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_WORD.findall(text.casefold()))
    return found


def words_in_html(html: str) -> Counter[str]:
    """Return the words of a rich text; bold inside a word does not part it."""
    return words(unescape(_TAG.sub("", _BREAK.sub(" ", html))))


def trimmed(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph without the white space at its ends."""
    text = paragraph.text
    start = len(text) - len(text.lstrip(_SPACE))
    return paragraph.part(start, max(len(text.rstrip(_SPACE)), start))


def inline_html(runs: Iterable[Run]) -> str:
    """Return runs as inline HTML, each mark opened once for neighbours that share it: link outside, then bold, then italic."""
    html: list[str] = []
    opened: list[tuple[str, str]] = []
    for run in runs:
        marks: list[tuple[str, str]] = []
        if run.href and run.href.partition(":")[0].lower() in LINK_SCHEMES:
            marks.append(("a", f' href="{escape(run.href)}"'))
        marks += [(tag, "") for tag, on in (("strong", run.bold), ("em", run.italic)) if on]
        shared = 0
        while shared < min(len(opened), len(marks)) and opened[shared] == marks[shared]:
            shared += 1
        html += [f"</{tag}>" for tag, _attributes in reversed(opened[shared:])]
        html += [f"<{tag}{attributes}>" for tag, attributes in marks[shared:]]
        html.append(escape(run.text, quote=False).replace("\n", "<br>"))
        opened = marks
    return "".join(html + [f"</{tag}>" for tag, _attributes in reversed(opened)])


def inline(paragraph: Paragraph) -> str:
    """Return a paragraph as inline HTML, trimmed."""
    return inline_html(trimmed(paragraph).runs)


def rich(blocks: Iterable[Block], *, by_hand: bool = True) -> str | None:
    """Return blocks as rich HTML, None where there is nothing to read. Tables become a paragraph a row."""
    html: list[str] = []
    listed: list[Line] = []
    list_id: str | None = None
    for line in _lines(flattened(blocks), by_hand):
        key = line.paragraph.list_id
        if listed and (not line.marked or (key != list_id and line.level == 0)):
            html.append(_list(listed))
            listed = []
        if line.marked:
            listed.append(line)
            list_id = key if len(listed) == 1 else list_id
        else:
            html.append(f"<p>{inline(line.paragraph)}</p>")
    if listed:
        html.append(_list(listed))
    return "".join(html) or None


def _lines(paragraphs: list[Paragraph], by_hand: bool) -> list[Line]:
    """Return what a text's lists are: Word's, typed bullets, and typed numbers where they count from one."""
    found = []
    kept = [each for each in paragraphs if not each.is_blank]
    for index, each in enumerate(kept):
        marks = marks_of(each.text) if by_hand and not each.is_listed else []
        if each.is_listed:
            found.append(Line(each, each.level or 0, True, ordered=each.ordered))
        elif marks and (marks[0].number == 0 or _counts(kept, index)):
            found.append(Line(each.part(marks[0].end), 0, True, True, marks[0].number > 0, marks[0].number))
        else:
            found.append(Line(each, 0))
    return found


def _counts(paragraphs: list[Paragraph], index: int) -> bool:
    """Whether the typed number here is one of a row 1, 2, 3 ... of at least two, so that a list can count it anew."""
    row = []
    start = index
    while start >= 0 and marks_of(paragraphs[start].text) and not paragraphs[start].is_listed:
        start -= 1
    for each in paragraphs[start + 1 :]:
        mark = next((m for m in marks_of(each.text) if m.number == len(row) + 1), None)
        if mark is None or each.is_listed or (row and row[0].kind != mark.kind):
            break
        row.append(mark)
    return len(row) > 1 and index - start <= len(row)


def _list(lines: Sequence[Line]) -> str:
    """Return the lines of a list as nested ul and ol."""
    html: list[str] = []
    opened: list[str] = []
    for line, level in zip(lines, levels(lines, DEEPEST_LIST), strict=True):
        tag = "ol" if line.ordered else "ul"
        while len(opened) > level + 1:
            html.append(f"</li></{opened.pop()}>")
        if len(opened) == level + 1:
            html.append("</li>")
            if opened[-1] != tag:
                html.append(f"</{opened.pop()}>")
        if len(opened) < level + 1:
            html.append(f"<{tag}>")
            opened.append(tag)
        html.append(f"<li>{inline(line.paragraph)}")
    while opened:
        html.append(f"</li></{opened.pop()}>")
    return "".join(html)
