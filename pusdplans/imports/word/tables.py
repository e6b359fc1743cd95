"""Tables with columns of their own: the roster of the organizational chart and the lines of the budget."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from pusdplans.imports.word.blocks import Block, Cell, Paragraph, Run, Table
from pusdplans.imports.word.draft import PLACES, Draft
from pusdplans.imports.word.reasons import TABLE

_NAMESPACE = UUID("6b0c9a54-0b0b-5e0e-9d5c-3a1f1d6c7a10")
_ROSTER = {
    "number": r"^(?:no\.?|number|#)$",
    "reports_to": r"\breports?\b|\bsupervisor\b",
    "position_number": r"\bposition\s*(?:number|no\.?|#|control)|^position$|\bpcn\b",
    "fte": r"\bf\.?t\.?e\b",
    "title": r"\btitle\b|\bjob\b|\bclassification\b",
    "name": r"\bname\b|\bstaff\b|\bemployee\b|\bmember\b",
}
_BUDGET = {
    "fte": r"\bf\.?t\.?e\b",
    "amount": r"\bamount\b|\bcost\b|\bbudget\b|^\$$|\btotal\b",
    "fund": r"\bfund\b",
    "resource": r"\bresource\b",
    "object": r"\bobject\b",
    "description": r"\bdescription\b|\bitem\b|^purpose$|\bexpense\b",
}
_MONEY = re.compile(r"^\s*(?:US)?\$?\s*(\d[\d,]*(?:\.\d+)?|\.\d+)\s*(k|m|thousand|million)?\s*$", re.I)
LONGEST_HEAD = 5  # words of the head of a column
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}


def amount_of(text: str) -> str | None:
    """Return an amount ("$40,000.00", "$40K") as a decimal with two places, None where it is none."""
    found = _MONEY.match(text)
    if not found:
        return None
    try:
        amount = Decimal(found.group(1).replace(",", "")) * _TIMES.get((found.group(2) or "").lower(), 1)
    except InvalidOperation:
        return None
    return f"{amount:.2f}" if amount == round(amount, 2) and amount < 10**9 else None


def fte_of(text: str) -> str | None:
    """Return a full-time equivalent ("0.5", "1.0 FTE") as a decimal with two places, None where it is none."""
    found = re.match(r"^\s*(\d{1,3}(?:\.\d{1,2})?|\.\d{1,2})\s*(?:f\.?t\.?e\.?)?\s*$", text, re.I)
    return f"{Decimal(found.group(1)):.2f}" if found else None


def table_kind(table: Table) -> str | None:
    """Return what a table lists, by its header: "org_chart" (a roster), "budget", or None."""
    if not table.rows:
        return None
    roster, budget = _columns(table.rows[0], _ROSTER), _columns(table.rows[0], _BUDGET)
    if "fund" in budget.values() or ({"amount", "description"} <= set(budget.values())):
        return "budget"
    if len(set(roster.values()) & {"name", "title", "position_number", "fte", "reports_to"}) > 2:
        return "org_chart"
    return None


def _columns(header: list[Cell], wanted: dict[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, cell in enumerate(header):
        for key, pattern in wanted.items():
            if _is_short(cell) and key not in found.values() and re.search(pattern, _words(cell), re.I):
                found[index] = key
                break
    return found


def _is_short(cell: Cell) -> bool:
    """Whether a cell can be the head of a column: a few words in one line, with nothing said after a colon."""
    text = cell.text.strip()
    return len(text.split()) <= LONGEST_HEAD and "\n" not in text and ":" not in text


def read_roster(draft: Draft, table: Table) -> None:
    """Take a roster: a position for each row, its head by the number of the head's row, or by name or title."""
    columns = _columns(table.rows[0], _ROSTER)
    first = len(draft.fields.setdefault("positions", []))
    heads: list[tuple[dict[str, Any], str]] = []
    numbers: dict[str, int] = {}
    for place, row in enumerate(_rows(draft, table, "org_chart", columns), first):
        given = {key: _words(cell) for key, cell in row.items()}
        if given.get("number"):
            numbers[given["number"].rstrip(".")] = place
            draft.form(given["number"])
        name = given.get("name", "")
        if name.lower().rstrip(".") in ("vacant", "(vacant)", "tbd", "open"):
            draft.form(name)
            name = ""
        fte = fte_of(given.get("fte", ""))
        _value(draft, "org_chart", given.get("fte", ""), fte)
        position = {
            "name": name or None,
            "title": given.get("title") or None,
            "position_number": given.get("position_number") or None,
            "fte": fte,
        }
        draft.fields["positions"].append(position)
        heads.append((position, given.get("reports_to", "")))
        draft.sure(f"positions[{place}]", TABLE)
    for position, head in heads:
        _report(draft, position, head, numbers)


def _report(draft: Draft, position: dict[str, Any], head: str, numbers: dict[str, int]) -> None:
    """Link a position to its head. What names nobody stays with the unplaced text."""
    positions = draft.fields["positions"]
    if not head:
        return
    number = re.match(r"^(\d+)\b", head)
    place = numbers.get(number.group(1)) if number else None
    if place is None:
        wanted = head.casefold()
        named = [
            i
            for i, p in enumerate(positions)
            if wanted in ((p["name"] or "").casefold(), (p["title"] or "").casefold())
        ]
        place = named[0] if len(named) == 1 else None
    if place is None or goes_round(positions, place, position):
        text = f"{position['name'] or position['title'] or ''} | {head}".strip(" |")
        draft.leave(f"{PLACES['org_chart']}, reports to", [Paragraph([Run(text)])])
        return
    positions[place].setdefault("id", str(uuid5(_NAMESPACE, f"position {place}")))
    position["reports_to"] = positions[place]["id"]
    draft.read(head)


def goes_round(positions: list[dict[str, Any]], place: int, position: dict[str, Any]) -> bool:
    """Whether following the heads from a place comes back to the position."""
    by_id = {each["id"]: each for each in positions if "id" in each}
    each: dict[str, Any] | None = positions[place]
    for _step in positions:
        if each is None or each is position:
            break
        each = by_id.get(each.get("reports_to") or "")
    return each is position


def read_budget(draft: Draft, table: Table) -> None:
    """Take the lines of a budget; a row of totals is text beside them."""
    columns = _columns(table.rows[0], _BUDGET)
    lines = draft.fields.setdefault("budget", {}).setdefault("lines", [])
    for row in _rows(draft, table, "budget", columns):
        given = {key: _words(cell) for key, cell in row.items()}
        if re.match(r"^(?:grand\s+|sub-?)?total\b", next(filter(None, given.values()), ""), re.I):
            text = " | ".join(filter(None, given.values()))
            draft.leave(f"{PLACES['budget']}, total", [Paragraph([Run(text)])])
            continue
        amount, fte = amount_of(given.get("amount", "")), fte_of(given.get("fte", ""))
        _value(draft, "budget", given.get("amount", ""), amount)
        _value(draft, "budget", given.get("fte", ""), fte)
        line = {key: given.get(key) or None for key in ("fund", "resource", "object", "description")}
        draft.sure(f"budget.lines[{len(lines)}]", TABLE)
        lines.append(line | {"amount": amount, "fte": fte})


def _rows(draft: Draft, table: Table, kind: str, columns: dict[int, str]) -> "list[dict[str, Cell]]":
    """Return rows by column; the header is the form's, cells of other columns stay with the unplaced text."""
    found = []
    for index, row in enumerate(table.rows):
        for cell in row:
            draft.at(PLACES[kind], cell.blocks)
        if index == 0 or [_words(c) for c in row] == [_words(c) for c in table.rows[0]]:
            for place, cell in enumerate(row):
                if place in columns or _is_short(cell):
                    draft.form(cell.text)
                else:
                    draft.leave(PLACES[kind], cell.blocks)
            continue
        if all(cell.is_blank for cell in row):
            continue
        other = [cell for place, cell in enumerate(row) if place not in columns and not cell.is_blank]
        for cell in other:
            head = table.rows[0][row.index(cell)].text if row.index(cell) < len(table.rows[0]) else ""
            draft.leave(f"{PLACES[kind]}, row {index}{', ' + head.strip() if head.strip() else ''}", cell.blocks)
        found.append({key: row[place] for place, key in columns.items() if place < len(row)})
    return found


def _words(cell: Cell) -> str:
    return " ".join(cell.text.split())


def _value(draft: Draft, kind: str, text: str, value: str | None) -> None:
    if value is not None:
        draft.read(text)
    elif text:
        draft.leave(PLACES[kind], [Paragraph([Run(text)])])


def nested(blocks: list[Block], draft: Draft) -> list[Block]:
    """Take rosters and budgets out of a cell's blocks, and return the other blocks."""
    kept: list[Block] = []
    for block in blocks:
        kind = table_kind(block) if isinstance(block, Table) else None
        if isinstance(block, Table) and kind == "org_chart":
            read_roster(draft, block)
        elif isinstance(block, Table) and kind == "budget":
            read_budget(draft, block)
        else:
            kept.append(block)
    return kept
