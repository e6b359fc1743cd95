"""A pasted list -> outline items: HTML from Word, Google Docs or the web, or plain text with bullets and tabs."""

import re
from html import escape
from html.parser import HTMLParser

from plans.models import DEEPEST_LEVEL
from plans.rich_text import clean_inline, to_plain

_MARK = re.compile(r"^(?:[•●○▪■◦·–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+")
_WORD_LEVEL = re.compile(r"mso-list:[^;]*level(\d)", re.I)
_KEPT = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "a": "a"}
_BLOCKS = {"p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "br"}


def pasted_items(text: str, html: str = "") -> list[tuple[int, str]]:
    """Return (level, inline HTML) for each item of what was pasted; `html` is preferred where it holds a list."""
    items = _from_html(html) if html.strip() else []
    if not items:
        items = _from_text(text)
    lowest = min((level for level, _item in items), default=0)
    return [(min(level - lowest, DEEPEST_LEVEL), item) for level, item in items]


def _from_text(text: str) -> list[tuple[int, str]]:
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    depths = [len(re.match(r"\s*", line.expandtabs(4)).group()) for line in lines]  # type: ignore[union-attr]
    steps = sorted(set(depths))
    return [
        (steps.index(depth), clean_inline(escape(_MARK.sub("", line.strip()), quote=False)))
        for line, depth in zip(lines, depths, strict=True)
        if _MARK.sub("", line.strip())
    ]


def _from_html(html: str) -> list[tuple[int, str]]:
    reader = _ListReader()
    reader.feed(html)
    reader.finish()
    return reader.items


class _ListReader(HTMLParser):
    """Reads nested lists, and Word's flat paragraphs that say their level in a style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[tuple[int, str]] = []
        self.depth = 0
        self.level: int | None = None
        self.words: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("ul", "ol"):
            self.finish()
            self.depth += 1
        elif tag in ("style", "script", "head", "title"):
            self.skipping += 1
        elif tag in _BLOCKS:
            # Google Docs puts each item's text into a paragraph of its own inside the list item.
            if not (tag == "p" and self.depth and not "".join(self.words).strip()):
                self.finish()
            found = _WORD_LEVEL.search(values.get("style") or "")
            aria = values.get("aria-level") or ""
            if found:
                self.level = int(found.group(1)) - 1
            elif tag == "li" and aria.isdigit():
                self.level = int(aria) - 1
            elif tag == "li":
                self.level = max(self.depth - 1, 0)
        elif tag in _KEPT:
            href = f' href="{escape(values.get("href") or "")}"' if tag == "a" else ""
            self.words.append(f"<{_KEPT[tag]}{href}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.finish()
            self.depth = max(self.depth - 1, 0)
        elif tag in ("style", "script", "head", "title"):
            self.skipping = max(self.skipping - 1, 0)
        elif tag in _BLOCKS and not (tag == "p" and self.depth):
            self.finish()
        elif tag in _KEPT:
            self.words.append(f"</{_KEPT[tag]}>")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.words.append(escape(data, quote=False))

    def finish(self) -> None:
        """End the item being read."""
        text = clean_inline(" ".join("".join(self.words).replace("\xa0", " ").split()))
        text = _MARK.sub("", text)
        if to_plain(text):
            self.items.append((self.level if self.level is not None else 0, text))
        self.words, self.level = [], None
