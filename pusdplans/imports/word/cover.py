"""The labelled boxes of both forms -> purpose, theory of action, services, chart, budget, contacts."""

import re
from collections import Counter
from typing import Any

from pusdplans.imports.word import reasons
from pusdplans.imports.word.blocks import Block, Paragraph, flattened, paragraphs
from pusdplans.imports.word.contacts import read_contacts
from pusdplans.imports.word.draft import Draft, Reason, first_text, same_words, text_of
from pusdplans.imports.word.lists import levels, lines_of
from pusdplans.imports.word.rich import all_words, inline, words_in_html
from pusdplans.imports.word.sections import Box
from pusdplans.imports.word.tables import nested

_KEYWORD = re.compile(r"^\s*(if|and|then)\b[\s,:.–—-]*", re.I)
_UPPER = re.compile(r"(?<![\w'’-])(IF|AND|THEN)(?![\w'’-])")
_ATTACHED = re.compile(r"^\s*(?:please\s+)?(?:see\s+)?attached\b.*$|^\s*n/?a\s*$", re.I)


def label_reason(box: Box) -> tuple[Reason, dict[str, str]]:
    """Return why a box's text is taken for what its label says."""
    return (reasons.PRINTED, {}) if box.printed else (reasons.REWORDED, {"label": box.label})


def read_boxes(draft: Draft, boxes: list[Box], deepest: int) -> None:
    """Fill the fields of all labelled boxes. Raises nothing: what has no field is left over with its place."""
    for box in boxes:
        draft.at(box.place, box.blocks)
    for kind, path in (("division", "division"), ("department", "department")):
        for box in (each for each in boxes if each.kind == kind):
            _name(draft, box, path)
    _once(draft, [each for each in boxes if each.kind == "purpose"], "purpose", lambda box: draft.html(box.blocks))
    _once(
        draft,
        [each for each in boxes if each.kind == "theory"],
        "theory_of_action",
        lambda box: _theory(draft, box),
    )
    for box in boxes:
        reason, values = label_reason(box)
        if box.kind == "services" and text_of(box.blocks):
            _services(draft, box, deepest)
            draft.sure("services", reason, **values)
        elif box.kind == "org_chart":
            _org_chart(draft, box)
        elif box.kind == "budget":
            _budget(draft, box)
        elif box.kind == "unplaced":
            draft.leave(box.place, box.blocks)
    read_contacts(draft, [b for b in boxes if b.kind == "contact"], [b for b in boxes if b.kind == "reach"])


def _name(draft: Draft, box: Box, path: str) -> None:
    """Take a name: the first paragraph; the second form's, if it is another, stays with the unplaced text."""
    first = first_text(box.blocks)
    if first is None:
        return
    name = " ".join(text_of(box.blocks).split())
    if draft.fields.get(path):
        if same_words(draft.fields[path], name):
            draft.form(name)
        else:
            draft.leave(box.place, box.blocks)
        return
    draft.fields[path] = name
    reason, values = label_reason(box)
    draft.sure(path, reason, **values)


def _once(draft: Draft, boxes: list[Box], path: str, read: Any) -> None:
    """Fill a field that both forms have: the first is taken, the same wording again is counted, another is left over."""
    taken = ""
    for box in boxes:
        text = text_of(box.blocks)
        if not text:
            continue
        if taken and same_words(taken, text):
            draft.form(text)
        elif taken:
            draft.leave(f"{box.place}, a second wording", box.blocks)
        else:
            draft.fields[path] = read(box)
            taken = text
            if path not in draft.certainty:
                reason, values = label_reason(box)
                draft.sure(path, reason, **values)


def _theory(draft: Draft, box: Box) -> dict[str, Any]:
    """Return clauses where it is worded IF ... AND ... THEN, else prose."""
    lines = [line for p in flattened(box.blocks) for line in p.lines() if not line.is_blank]
    clauses = _clauses(lines)
    if not clauses and len(lines) == 1:
        clauses = _clauses(_parted(lines[0]))
        if clauses:
            draft.sure("theory_of_action", reasons.ONE_PARAGRAPH)
    if not clauses:
        draft.sure("theory_of_action", reasons.PROSE)
        return {"clauses": [], "prose": draft.html(box.blocks)}
    for kind, _text in clauses:
        draft.form(kind)
    kept = [{"kind": kind, "text": text} for kind, text in clauses]
    return {"clauses": kept if any(text for _kind, text in clauses) else [], "prose": None}


def _clauses(lines: list[Paragraph]) -> list[tuple[str, str]]:
    """Return (kind, text) of each clause, or nothing where lines do not begin with IF and come to a THEN."""
    found: list[tuple[str, str]] = []
    for line in lines:
        text = line.text.strip()
        keyword = _KEYWORD.match(text)
        if keyword and (found or keyword.group(1).lower() == "if"):
            found.append((keyword.group(1).lower(), text[keyword.end() :].strip()))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {text}".strip())
        else:
            return []
    return found if any(kind == "then" for kind, _text in found) else []


def _parted(line: Paragraph) -> list[Paragraph]:
    """Part one paragraph at IF, AND and THEN in capitals or in bold."""
    text, starts = line.text, []
    place = 0
    for run in line.runs:
        if run.bold and re.fullmatch(r"\W*(?:if|and|then)\W*", run.text, re.I):
            starts.append(place)
        place += len(run.text)
    starts = starts or [each.start() for each in _UPPER.finditer(text)]
    if not starts:
        return [line]
    ends = [*starts[1:], len(text)]
    head = [line.part(0, starts[0])] if text[: starts[0]].strip() else []
    return head + [line.part(start, end) for start, end in zip(starts, ends, strict=True)]


def _services(draft: Draft, box: Box, deepest: int) -> None:
    items = outline(draft, box.blocks, deepest)
    draft.fields.setdefault("services", []).extend(items)


def outline(draft: Draft, blocks: list[Block], deepest: int) -> list[dict[str, Any]]:
    """Return an outline's items; marks typed by hand count as the form's words."""
    lines = lines_of(flattened(blocks), by_hand=draft.by_hand)
    while lines and not lines[-1].paragraph.text.strip() and not lines[-1].ordered:
        lines.pop()
    top: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for line, level in zip(lines, levels(lines, deepest), strict=True):
        item: dict[str, Any] = {"text": inline(line.paragraph), "items": []}
        (opened[level - 1]["items"] if level else top).append(item)
        opened[level:] = [item]
    count_marks(draft, blocks, top)
    return top


def count_marks(draft: Draft, blocks: list[Block], items: list[dict[str, Any]]) -> None:
    """Count the typed marks that the items no longer hold as the form's words."""
    draft.form_words += all_words(each.text for each in paragraphs(blocks)) - _item_words(items)


def _item_words(items: list[dict[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in items:
        found.update(words_in_html(item["text"]))
        found.update(_item_words(item["items"]))
    return found


def _org_chart(draft: Draft, box: Box) -> None:
    rest = nested(box.blocks, draft)
    draft.pictures += [picture for each in paragraphs(rest) for picture in each.pictures]
    left: list[Block] = []
    for block in rest:
        if isinstance(block, Paragraph) and _ATTACHED.match(block.text):
            draft.form(block.text)
        else:
            left.append(block)
    draft.leave(box.place, left)


def _budget(draft: Draft, box: Box) -> None:
    note = draft.html(nested(box.blocks, draft))
    if note:
        budget = draft.fields.setdefault("budget", {})
        budget["note"] = (budget.get("note") or "") + note
        reason, values = label_reason(box)
        draft.sure("budget.note", reason, **values)
