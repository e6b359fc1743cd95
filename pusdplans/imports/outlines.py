"""A line of an outline with what stands beneath it <-> rich text with nested lists; no word is lost either way."""

import re
from typing import Any

from plans.models import DEEPEST_LEVEL
from plans.rich_text import clean_inline, clean_rich, to_plain

_TOKEN = re.compile(r"<(/?)([a-z]+)[^>]*>|[^<]+")
_BLOCKS = {"p", "ul", "ol", "li"}
Line = tuple[int, str]


def as_list(item: dict[str, Any]) -> str:
    """Return a line of an outline (JSON values) as a rich list: itself, and beneath it its lines."""
    return f"<ul>{_entry(item)}</ul>"


def as_text(item: dict[str, Any]) -> str:
    """Return a line of an outline as rich text: itself as a paragraph, the lines beneath it as a list."""
    beneath = "".join(_entry(each) for each in item["items"])
    return f"<p>{item['text']}</p>" + (f"<ul>{beneath}</ul>" if beneath else "")


def _entry(item: dict[str, Any]) -> str:
    beneath = "".join(_entry(each) for each in item["items"])
    return f"<li>{item['text']}{f'<ul>{beneath}</ul>' if beneath else ''}</li>"


def lines_of(html: str) -> list[Line]:
    """Return the lines of a rich text with their levels, 0 outermost: a line for each paragraph and list item."""
    lines: list[Line] = []
    depth, words = 0, ""
    for token in _TOKEN.finditer(clean_rich(html)):
        closing, tag = token[1], token[2]
        if tag not in _BLOCKS:
            words += token[0]
            continue
        if to_plain(words):
            lines.append((max(depth - 1, 0), clean_inline(words)))
        words = ""
        if tag in ("ul", "ol"):
            depth += -1 if closing else 1
    if to_plain(words):
        lines.append((0, clean_inline(words)))
    return lines


def tree(lines: list[Line]) -> list[dict[str, Any]]:
    """Return lines as the items of an outline (JSON values); none is more than one step deeper than the one above it."""
    items: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for wanted, text in lines:
        level = min(wanted, len(opened), DEEPEST_LEVEL)
        item: dict[str, Any] = {"id": None, "text": text, "items": []}
        del opened[level:]
        (opened[-1]["items"] if opened else items).append(item)
        opened.append(item)
    return items


def reworded(item: dict[str, Any], html: str) -> list[dict[str, Any]]:
    """Return an item as `html` words it now, with further items where it has more lines of the first level.

    Where lines and levels are as many as before, each keeps its id and what else it holds; else the first one does.
    """
    found = tree(lines_of(html))
    if not found:
        return []
    before, after = _walked([item]), _walked(found)
    if [level for level, _each in before] == [level for level, _each in after]:
        for (_level, old), (_same, new) in zip(before, after, strict=True):
            new["id"] = old.get("id")
    found[0] = {**item, **found[0], "id": item.get("id")}
    return found


def _walked(items: list[dict[str, Any]], level: int = 0) -> list[tuple[int, dict[str, Any]]]:
    found = []
    for each in items:
        found.append((level, each))
        found += _walked(each["items"], level + 1)
    return found
