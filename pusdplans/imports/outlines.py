"""A line of an outline with what stands beneath it <-> rich text with nested lists; no word is lost either way."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import count
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

    Where lines and levels are as many as before, each keeps what it is (its id, where it was carried from); else the
    first one does, and each line that still says the same.
    """
    found = tree(lines_of(html))
    if not found:
        return []
    before, after = walked([item]), walked(found)
    if [level for level, _each in before] == [level for level, _each in after]:
        pairs = list(zip(before, after, strict=True))
    else:
        pairs = list(_alike(before[1:], after[1:]))
    for (_level, old), (_same, new) in pairs:
        new |= {key: old[key] for key in ("id", "carried_from") if key in old}
    found[0] = {**item, **found[0], "id": item.get("id")}
    return found


_Walked = list[tuple[int, dict[str, Any]]]


def _alike(before: _Walked, after: _Walked) -> Iterator[tuple[Any, Any]]:
    """Yield the lines that say the same, in order."""
    old, new = ([to_plain(each["text"]) for _level, each in lines] for lines in (before, after))
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield from zip(before[block.a : block.a + block.size], after[block.b : block.b + block.size], strict=True)


def walked(items: list[dict[str, Any]], level: int = 0) -> _Walked:
    """Return the lines of an outline (JSON values) with their levels, each before those beneath it."""
    found = []
    for each in items:
        found.append((level, each))
        found += walked(each["items"], level + 1)
    return found


def with_lines(item: dict[str, Any], texts: Mapping[int, str], left: Collection[int]) -> list[dict[str, Any]]:
    """Return an item with new wordings of its lines, without the lines that are left and what stands beneath those.

    texts: by the line's number; the item is number 0, the others follow as they are read. A line that is worded with
    nothing is left as well. Returns a list of one, or of none where the item itself is left.
    """
    numbers = count()

    def kept(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for each in lines:
            number = next(numbers)
            beneath = kept(each["items"])
            text = texts.get(number)
            if number not in left and (text is None or to_plain(text)):
                found.append({**each, "text": each["text"] if text is None else text, "items": beneath})
        return found

    return kept([item])
