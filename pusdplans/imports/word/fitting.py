"""Short fields hold short texts: what is too long for its field stays whole, as unplaced text."""

from collections.abc import Iterator
from typing import Any

from pusdplans.imports.word.blocks import Paragraph, Run
from pusdplans.imports.word.draft import Draft

# The longest text of each short field, in characters, as `document.schema` has them.
LONGEST = {
    "contacts": {"name": 300, "phone": 100, "email": 254},
    "goals": {"focus": 300},
    "metrics": {"source": 300, "unit": 100},
    "targets": {"baseline": 300, "value": 300},
    "positions": {"name": 300, "title": 300, "position_number": 50},
    "lines": {"fund": 100, "resource": 100, "object": 100, "description": 1000},
}


def fit(draft: Draft, document: dict[str, Any]) -> None:
    """Cut what is too long for its field (a name), or blank it, and keep the whole text with the field's place."""
    for path, holder, limits in _holders(document, ""):
        for name, longest in limits.items():
            text = holder.get(name)
            if text and len(text) > longest:
                holder[name] = text[:longest].strip() if name == "name" else None
                if name != "focus" or text not in (holder.get("statement") or ""):
                    draft.leave(f"{path}.{name}, too long", [Paragraph([Run(text)])])


def _holders(value: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any], dict[str, int]]]:
    for key, each in value.items():
        if isinstance(each, dict):
            yield from _holders(each, f"{path}{key}.")
        for place, item in enumerate(each if isinstance(each, list) else ()):
            if isinstance(item, dict):
                if key in LONGEST:
                    yield f"{path}{key}[{place}]", item, LONGEST[key]
                yield from _holders(item, f"{path}{key}[{place}].")
