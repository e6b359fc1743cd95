"""Rich text, the HTML subset of `plans.rich_text`, as Word's paragraphs and lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from pusdplans.document.word_form import ITEM, ITEM_PARAGRAPH, TEXT
from pusdplans.exports.word.binder import LEVELS, Binder
from pusdplans.exports.word.markup import numbered, paragraph, run

_TOKEN = re.compile(r'<(/?)([a-z]+)(?:\s+href="([^"]*)")?[^>]*>|([^<]+)')
_SPACES = re.compile(r"[ \n\t\f]+")
_MARKS = {
    (False, False): "",
    (True, False): "<w:b/>",
    (False, True): "<w:i/>",
    (True, True): "<w:b/><w:i/>",
}
_LINKED = '<w:rStyle w:val="Hyperlink"/>'


@dataclass
class Block:
    """A paragraph (level -1), an item of the list `list_key`, or a further paragraph of an item (`more`)."""

    level: int = -1
    list_key: int = 0
    ordered: bool = False
    more: bool = False
    own_paragraph: bool = False
    runs: list[tuple[str, bool, bool, str]] = field(default_factory=list)  # text, bold, italic, link

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not any(text.strip() for text, *_marks in self.runs)


class _Reading:
    """Where the reading of an HTML text stands."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.lists: list[tuple[int, bool]] = []
        self.items: list[bool] = []  # for each open item: whether its first block was begun
        self.list_count = 0
        self.bold = self.italic = 0
        self.links: list[str] = []

    def begin(self, *, own_paragraph: bool = False) -> Block:
        """Begin the block that the next characters belong to."""
        block = Block(own_paragraph=own_paragraph)
        if self.lists:
            block.list_key, block.ordered = self.lists[-1]
            block.level = min(len(self.lists), LEVELS) - 1
            block.more = bool(self.items) and self.items[-1]
            if self.items:
                self.items[-1] = True
        self.open = block
        self.blocks.append(block)
        return block

    def tag(self, name: str, closing: bool, href: str) -> None:
        """Take one tag."""
        if name == "strong":
            self.bold += -1 if closing else 1
        elif name == "em":
            self.italic += -1 if closing else 1
        elif name == "a":
            if not closing:
                self.links.append(unescape(href or ""))
            elif self.links:
                self.links.pop()
        elif name == "br":
            self.text("\n")
        elif name == "p":
            self.open = None
            if not closing:
                self.begin(own_paragraph=True)
        else:
            self.structure(name, closing)

    def structure(self, name: str, closing: bool) -> None:
        """Take the tag of a list or an item."""
        if name == "li":
            if closing:
                if self.items and not self.items.pop():
                    self.items.append(False)
                    self.begin()
                    self.items.pop()
            else:
                self.items.append(False)
        elif closing:
            if self.lists:
                self.lists.pop()
        else:
            if self.items and not self.items[-1]:
                self.begin()
            self.list_count += 1
            self.lists.append((self.list_count, name == "ol"))
        self.open = None

    def text(self, text: str) -> None:
        """Take characters, already unescaped."""
        if self.open is None:
            if not text.strip(" "):
                return
            self.begin()
        assert self.open is not None
        mark = (self.bold > 0, self.italic > 0, self.links[-1] if self.links else "")
        runs = self.open.runs
        if runs and runs[-1][1:] == mark:
            runs[-1] = (runs[-1][0] + text, *mark)
        else:
            runs.append((text, *mark))


def blocks(html: str) -> list[Block]:
    """Return the paragraphs and list items of an HTML text, in order."""
    reading = _Reading()
    for closing, name, href, text in _TOKEN.findall(html):
        if text:
            reading.text(_SPACES.sub(" ", unescape(text)))
        else:
            reading.tag(name, bool(closing), href)
    return reading.blocks


def runs_of(html: str) -> list[tuple[str, bool, bool, str]]:
    """Return the runs of an inline text: (characters, bold, italic, link), neighbours of the same kind joined."""
    return [each for block in blocks(html) for each in block.runs]


def first_bold(html: str | None) -> str | None:
    """Return the words of the first bold run of a text: the focus of a goal, where it is not given otherwise."""
    bold = ""
    for text, is_bold, _italic, _link in runs_of(html or ""):
        if is_bold:
            bold += text
        elif bold:
            break
    return " ".join(bold.split()) or None


def characters(binder: Binder, runs: list[tuple[str, bool, bool, str]]) -> str:
    """Return runs as XML."""
    parts = []
    for text, bold, italic, link in runs:
        if link:
            parts.append(binder.link(link, run(text, _LINKED + _MARKS[bold, italic])))
        else:
            parts.append(run(text, _MARKS[bold, italic]))
    return "".join(parts)


def inline(binder: Binder, html: str) -> str:
    """Return an inline text as runs."""
    if "<" not in html:
        return run(_SPACES.sub(" ", unescape(html)))
    return characters(binder, runs_of(html))


def rich(binder: Binder, html: str | None, style: str, *, opening: str = "", properties: str = "") -> str:
    """Return a rich text as paragraphs.

    style: of its first paragraph, which says what it is; the following ones have "Plan Text". opening: runs before the
    text, in that first paragraph. properties: of the first paragraph.
    """
    found = blocks(html or "")
    first = found[0] if found and found[0].level < 0 and not found[0].is_blank else None
    parts = []
    if first is not None or opening or properties or html:
        parts.append(paragraph(style, opening + (characters(binder, first.runs) if first else ""), properties))
    parts.extend(_paragraphs(binder, found[1:] if first else found))
    return "".join(parts)


def _paragraphs(binder: Binder, found: list[Block]) -> Iterator[str]:
    lists: dict[int, int] = {}
    for block in found:
        if block.level < 0:
            properties, style = "", TEXT
        else:
            level = block.level
            if block.more:
                number = binder.more
            elif block.list_key in lists:
                number = lists[block.list_key]
            else:
                number = binder.new_list("numbers" if block.ordered else "bullets")
                lists[block.list_key] = number
            properties = numbered(number, level)
            style = ITEM_PARAGRAPH if block.own_paragraph else ITEM
        yield paragraph(style, characters(binder, block.runs), properties)
