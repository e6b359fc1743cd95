"""Rich text, the HTML subset of `plans.rich_text`, as blocks of runs: what the template draws.

A run is text (a string), a line break (null), or text with marks ({"text", "bold", "italic", "link"}). A run's text is
a list of pieces where a word is so long that a line may end inside it. A block is a paragraph or a list.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from django.utils.encoding import iri_to_uri

Run = Any
Block = dict[str, Any]

_MARKUP = re.compile("[<&]")
_SPACES = re.compile(r"[ \t\n\f\r]+")
# A word that may not fit a narrow column may be broken after a mark inside it, and within a long stretch without one.
_LONG_WORD = re.compile(r"\S{17,}")
_MARKS = "/@.,;:?&=_-"
_STRETCH, _PIECE = 16, 8
_LONGEST_LINK = 2000


def paragraph(*runs: Run) -> Block:
    """Return a paragraph."""
    return {"is": "paragraph", "runs": list(runs)}


def bullets(items: list[list[Block]]) -> Block:
    """Return a list with bullets; an item is blocks."""
    return {"is": "bullets", "items": items}


def numbered(items: list[list[Block]], style: str = "1.", *, below: bool = False) -> Block:
    """Return a numbered list; style: "1.", "a." or "i."; below: it stands under a paragraph with a number."""
    return {"is": "numbered", "style": style, "below": below, "items": items}


def marked(mark: str, blocks: list[Block]) -> list[Block]:
    """Return blocks with a number before the first words: of a table's row, which is an item of no list."""
    if blocks and blocks[0]["is"] == "paragraph":
        return [{**blocks[0], "mark": mark}, *blocks[1:]]
    return [{**paragraph(), "mark": mark}, *blocks]


def letter(place: int) -> str:
    """Return a place as letters, 1 as "a", 27 as "aa"."""
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def group(blocks: list[Block]) -> Block:
    """Return blocks that belong together, apart from their neighbours."""
    return {"is": "group", "blocks": blocks}


def facts(*known: tuple[str, str | None]) -> list[Block]:
    """Return "Baseline: 62%; Target: 70%" as one paragraph in small letters, without those that are not known."""
    runs: list[Run] = []
    for name, value in known:
        if value:
            runs += ["; "] if runs else []
            runs += [bold(f"{name}: "), *plain(value)]
    return [{"is": "facts", "runs": runs}] if runs else []


def bold(text: str) -> Run:
    """Return text in bold."""
    return {"text": pieces(text), "bold": True}


def plain(text: str | None) -> list[Run]:
    """Return plain text as runs; its line ends stay."""
    runs: list[Run] = []
    for number, line in enumerate((text or "").splitlines()):
        runs += [None] if number else []
        runs += [pieces(line)] if line else []
    return runs


def plain_block(text: str | None) -> list[Block]:
    """Return plain text as a paragraph, if there is any."""
    return [paragraph(*plain(text))] if text else []


def rich(html: str | None) -> list[Block]:
    """Return a rich text as blocks; paragraphs with nothing in them are left out."""
    if not html:
        return []
    if not _MARKUP.search(html):
        # Most texts have none, and a parser takes ten times as long to find that out.
        text = _SPACES.sub(" ", html)
        return [paragraph(pieces(text))] if text.strip(" ") else []
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.blocks


def inline(html: str | None) -> list[Run]:
    """Return an inline text as runs."""
    return [run for block in rich(html) for run in block.get("runs", [])]


def lines(blocks: list[Block], across: int) -> int:
    """Return about how many lines blocks take where a line holds `across` characters; rather too many than too few."""
    count = 0
    for block in blocks:
        if "runs" in block:
            count += 1 + sum(map(_length, block["runs"])) // across + block["runs"].count(None)
        count += lines(block.get("blocks", []), across)
        count += sum(lines(item, across) for item in block.get("items", []))
    return count


def _length(run: Run) -> int:
    content = run["text"] if isinstance(run, dict) else run or ""
    return len(content) if isinstance(content, str) else sum(map(len, content))


def pieces(text: str) -> str | list[str]:
    """Return the text, in pieces between which a line may end if it holds words too long for a line."""
    cuts = [cut for word in _LONG_WORD.finditer(text) for cut in _cuts(text, word.start(), word.end())]
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])] if cuts else text


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the word text[start:end] may be broken."""
    marks = [at for at in range(start + 1, end) if text[at - 1] in _MARKS and text[at] not in _MARKS]
    for begin, stop in pairwise([start, *marks, end]):
        inside = range(begin + _PIECE, stop, _PIECE) if stop - begin > _STRETCH else ()
        yield from (at for at in (*inside, stop) if at < end and _may_break(text, at))


def _may_break(text: str, at: int) -> bool:
    """Return whether two letters stand apart: in scripts that join letters, and before an accent, they may not."""
    return all(ord(each) < 0x250 for each in text[at - 1 : at + 1])


class _Reader(HTMLParser):
    """Reads well-formed HTML of the subset into blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._within: list[list[Block]] = [self.blocks]  # the blocks of the text, then of each open item
        self._lists: list[Block] = []
        self._runs: list[Run] | None = None
        self._bold = self._italic = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "strong":
            self._bold += 1
        elif tag == "em":
            self._italic += 1
        elif tag == "a":
            self._links.append(_address(dict(attrs).get("href")))
        elif tag == "br":
            self._open().append(None)
        elif tag == "p":
            self._end_paragraph()
        elif tag in ("ul", "ol"):
            self._end_paragraph()
            self._lists.append(numbered([]) if tag == "ol" else bullets([]))
            self._within[-1].append(self._lists[-1])
        elif tag == "li" and self._lists:
            self._end_paragraph()
            self._within.append([])
            self._lists[-1]["items"].append(self._within[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "strong":
            self._bold -= 1
        elif tag == "em":
            self._italic -= 1
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag == "p":
            self._end_paragraph()
        elif tag in ("ul", "ol") and self._lists:
            self._end_paragraph()
            self._lists.pop()
        elif tag == "li" and len(self._within) > 1:
            self._end_paragraph()
            self._within.pop()

    def handle_data(self, data: str) -> None:
        text = _SPACES.sub(" ", data)
        if self._runs is None and not text.strip(" "):
            return
        runs, link = self._open(), self._links[-1] if self._links else ""
        content = pieces(text)
        marks = {"bold": self._bold > 0, "italic": self._italic > 0, "link": link}
        runs.append(
            {"text": content, **{name: on for name, on in marks.items() if on}} if any(marks.values()) else content
        )

    def close(self) -> None:
        super().close()
        self._end_paragraph()

    def _open(self) -> list[Run]:
        """Return the runs of the paragraph that is being read, beginning one if there is none."""
        if self._runs is None:
            self._runs = []
        return self._runs

    def _end_paragraph(self) -> None:
        if self._runs and any(self._runs):
            self._within[-1].append(paragraph(*self._runs))
        self._runs = None


def _address(href: str | None) -> str:
    """Return a link's address in ASCII, or nothing where it is one that no PDF can hold."""
    address = iri_to_uri(href or "").strip()
    return address if len(address) <= _LONGEST_LINK else ""
