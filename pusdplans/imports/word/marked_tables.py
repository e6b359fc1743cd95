"""Marked tables inside a cell: the roster, the lines of the budget; and the lines that name attached files."""

import re
from typing import Any
from uuid import uuid4

from pusdplans.document import word_form as form
from pusdplans.imports.word import reasons
from pusdplans.imports.word.blocks import Block, Cell, Paragraph, Run, Table, paragraphs
from pusdplans.imports.word.draft import PLACES, Draft
from pusdplans.imports.word.marked_text import groups, own, spoken
from pusdplans.imports.word.tables import amount_of, fte_of, goes_round

_FILE_END = re.compile(r"^, ([\d,]+) bytes, SHA-256 ([0-9a-f]{64})\)$")


def read_positions(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Take the roster, and return the other blocks of the cell."""
    rest: list[Block] = []
    positions: list[dict[str, Any]] = []
    heads: list[str] = []
    for block in blocks:
        if not _is_headed(block, form.ROSTER):
            rest.append(block)
            continue
        draft.form(" ".join(cell.text for cell in block.rows[0]))  # type: ignore[union-attr]
        for row in block.rows[1:]:  # type: ignore[union-attr]
            number, name, title, position_number, fte, head = (_text(draft, cell) for cell in row)
            value = fte_of(fte or "")
            positions.append({"name": name, "title": title, "position_number": position_number, "fte": value})
            _spelled(draft, "org_chart", fte, value)
            heads.append(head or "")
            draft.sure(f"positions[{len(positions) - 1}]", reasons.TABLE)
            del number
    for position, head in zip(positions, heads, strict=True):
        place = int(head) - 1 if head.strip().isdigit() else -1
        if 0 <= place < len(positions) and not goes_round(positions, place, position):
            position["reports_to"] = positions[place].setdefault("id", str(uuid4()))
        _spelled(draft, "org_chart", head, "reports_to" in position)
    draft.fields["positions"] = positions
    return rest


def read_budget_lines(draft: Draft, blocks: list[Block]) -> list[Block]:
    """Take the lines of the budget, and return the other blocks of the cell."""
    rest: list[Block] = []
    lines = draft.fields.setdefault("budget", {}).setdefault("lines", [])
    for block in blocks:
        if not _is_headed(block, form.BUDGET):
            rest.append(block)
            continue
        draft.form(" ".join(cell.text for cell in block.rows[0]))  # type: ignore[union-attr]
        for row in block.rows[1:]:  # type: ignore[union-attr]
            fund, resource, object_, description, amount, fte = (_text(draft, cell) for cell in row)
            values = (amount_of(amount or ""), fte_of(fte or ""))
            for text, value in zip((amount, fte), values, strict=True):
                _spelled(draft, "budget", text, value)
            line = {"fund": fund, "resource": resource, "object": object_, "description": description}
            draft.sure(f"budget.lines[{len(lines)}]", reasons.TABLE)
            lines.append(line | {"amount": values[0], "fte": values[1]})
    return rest


def read_files(draft: Draft, part: str, blocks: list[Block]) -> list[dict[str, Any]]:
    """Return the attached files that lines of a cell name."""
    files = []
    for group in groups(draft, PLACES[part], blocks, (form.FILE,)):
        own(draft, group.first)
        end = _FILE_END.match(group.first.runs[-1].text) if group.first.runs else None
        names = _between(group.first)
        if end is None or len(names) != 2:
            draft.leave(PLACES[part], list(group.all))
            continue
        size = int(end.group(1).replace(",", ""))
        files.append({"name": names[0], "content_type": names[1], "size": size, "sha256": end.group(2)})
        if group.more:
            draft.leave(PLACES[part], list(group.more))
    return files


def _between(paragraph: Paragraph) -> list[str]:
    """Return what stands between the form's own words."""
    parts: list[str] = []
    for each in paragraph.runs[:-1]:
        if each.own:
            parts.append("")
        elif parts:
            parts[-1] += each.text
    return [part.removeprefix(" ") if place == 0 else part for place, part in enumerate(parts)]


def _is_headed(block: Block, names: tuple[str, ...]) -> bool:
    """Whether a block is a table with these columns in every row."""
    if not isinstance(block, Table) or not block.rows:
        return False
    header = tuple(cell.text.strip() for cell in block.rows[0])
    return header == names and all(len(row) == len(names) for row in block.rows)


def _text(draft: Draft, cell: Cell) -> str | None:
    """Return the words of a cell that are the department's."""
    lines = []
    for each in paragraphs(cell.blocks):
        own(draft, each)
        lines.append("".join(run.text for run in spoken(each)))
    text = "\n".join(lines)
    return text if text.strip() else None


def _spelled(draft: Draft, part: str, text: str | None, value: Any) -> None:
    """Count words that became a value spelled otherwise; those that became none are left over."""
    if text and value:
        draft.read(text)
    elif text and text.strip():
        draft.leave(PLACES[part], [Paragraph([Run(text)])])
