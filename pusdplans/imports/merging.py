"""What was found in a Word form, put into a plan in progress part by part, never silently over text that is there."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from plans.rich_text import to_plain
from pusdplans.document.schema import PlanDocument, parse, to_json
from pusdplans.imports.placing import behind, with_whole_links

KEEP, REPLACE, ADD = "keep", "replace", "add"
# The parts that are decided about, with the keys of the document each is; actions come and go with their goals.
PARTS: dict[str, tuple[str, ...]] = {
    "contacts": ("contacts",),
    "purpose": ("purpose",),
    "services": ("services",),
    "theory-of-action": ("theory_of_action",),
    "goals": ("goals",),
    "organizational-chart": ("positions",),
    "budget": ("budget",),
}
_NO_TEXT = {"id", "kind", "metric", "reports_to", "services", "files"}
_ORIGIN = "carried_from"
_NAMESPACE = UUID("6e2a2f0e-8c3b-5f0a-9d55-0f2a7c0a4b61")


def merge(current: PlanDocument, found: PlanDocument, choices: Mapping[str, str]) -> PlanDocument:
    """Return the plan with what was found.

    choices: by part, KEEP (also where nothing is said), REPLACE or ADD (behind what is there). A part without text takes
    what was found, whatever is said; a part of which nothing was found stays. What has no place is always added; files of
    the plan always stay.
    """
    merged, new = to_json(current), to_json(found)
    new = _with_new_ids(new, set(_ids(merged)))
    for part, keys in PARTS.items():
        if stays(current, part, choices) or not has_text(found, part):
            continue
        add = has_text(current, part) and choices[part] == ADD
        if part == "purpose":
            merged["purpose_carried_from"] = _origin("purpose_carried_from", merged, new, add=add)
        for key in keys:
            merged[key] = _put(key, merged[key], new[key], add=add)
    merged["unplaced"] = merged["unplaced"] + new["unplaced"]
    return parse(with_whole_links(merged))


def stays(current: PlanDocument, part: str, choices: Mapping[str, str]) -> bool:
    """Whether a part stays as it is, whatever was found: it has text, and nobody said otherwise."""
    return has_text(current, part) and choices.get(part) not in (REPLACE, ADD)


def has_text(document: PlanDocument, part: str) -> bool:
    """Whether there is anything to read in a part: blank rows are nothing."""
    values = to_json(document)
    return any(_says(values[key]) for key in PARTS[part])


def print_of(document: PlanDocument, part: str) -> str:
    """Return what tells whether a part is still as somebody saw it."""
    values = to_json(document)
    said = json.dumps([values[key] for key in PARTS[part]], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _says(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_says(each) for key, each in value.items() if key not in _NO_TEXT and not key.endswith(_ORIGIN))
    if isinstance(value, list):
        return any(_says(each) for each in value)
    return bool(to_plain(value)) if isinstance(value, str) else value is not None


def _put(key: str, there: Any, found: Any, *, add: bool) -> Any:
    if key == "budget":
        more = {"lines": there["lines"] + found["lines"], "note": _behind(there["note"], found["note"])}
        origin = {"note_carried_from": _origin("note_carried_from", there, found, add=add)}
        return there | (more if add else {"lines": found["lines"], "note": found["note"]}) | origin
    if not add:
        return found
    if key == "purpose":
        return _behind(there, found)
    if key == "theory_of_action":
        prose = _behind(there["prose"], found["prose"])
        origin = _origin("prose_carried_from", there, found, add=add)
        return {"clauses": there["clauses"] + found["clauses"], "prose": prose, "prose_carried_from": origin}
    return there + found


def _origin(key: str, there: dict[str, Any], found: dict[str, Any], *, add: bool) -> Any:
    """Return where a text that stands once comes from, after another was put in its place, or behind it."""
    return (there.get(key) if add else None) or found.get(key)


def _behind(there: str | None, found: str | None) -> str | None:
    return behind(there or "", found or "") or None


def _ids(value: Any) -> Iterator[str]:
    """Yield the ids of all items."""
    if isinstance(value, dict):
        if value.get("id"):
            yield value["id"]
        for each in value.values():
            yield from _ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)


def _with_new_ids(document: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """Return a document (JSON) in which no item has an id that is taken; its links follow."""
    new = {each: str(uuid5(_NAMESPACE, each)) for each in _ids(document) if each in taken}
    return _renamed(document, new) if new else document


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value
