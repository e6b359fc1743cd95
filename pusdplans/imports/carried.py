"""What an earlier year's plan offers, as the pieces a lead takes, adapts or leaves: one for each row.

A service or an action is one piece with what stands beneath it, and each of its lines is adapted or left by itself.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from plans.rich_text import to_plain
from pusdplans.document.carry_forward import is_offered_only
from pusdplans.imports.finding import pieces
from pusdplans.imports.pieces import FIELDS, FINISHED, HERE, OUT, Own, Piece

# Its texts are one row here, where a Word form may have each elsewhere; files and names stay where they are.
_NO_PIECES = {"named", "file", *(each.name for each in FIELDS["goal"])}


def carried_pieces(document: dict[str, Any], notes: dict[str, Any], own: Own) -> list[Piece]:
    """Return the pieces of a carried document (JSON), in the form's order.

    notes: ["", a sentence] by document path. own: the framework entries in force.
    """
    found = [each for each in pieces(document, notes, [], own) if each.shape not in _NO_PIECES]
    goals = [_goal(number, goal) for number, goal in enumerate(document["goals"])]
    ordered = [each for each in found if each.part not in ("goals", "actions", "organizational-chart", "budget")]
    for goal in goals:
        ordered += [goal, *(each for each in found if each.part == "goals" and each.goal == goal.goal)]
    ordered += [each for each in found if each.part in ("actions", "organizational-chart", "budget")]
    origins = {
        "purpose": document.get("purpose_carried_from"),
        "prose": document["theory_of_action"].get("prose_carried_from"),
        "note": document["budget"].get("note_carried_from"),
    }
    for each in ordered:
        if each.shape in origins:
            each.item["carried_from"] = origins[each.shape]
        each.only = (HERE, FINISHED, OUT) if each.shape == "action" else (HERE, OUT) if each.has_place else (OUT,)
        each.by_line = each.shape in ("service", "action") and bool(each.item["items"])
        each.stays_behind = not each.has_place or each.shape == "note" or _is_last_years(each)
        each.why = each.why or _named_year(each) if each.has_place else _("It is not in force any more.")
    return ordered


def _named_year(piece: Piece) -> str:
    """Return a hint where a text that goes on names the year it is from."""
    year = (piece.item.get("carried_from") or {}).get("cycle")
    if (
        not year
        or piece.stays_behind
        or not re.search(rf"(?<!\d)(?:{year[:2]})?{year[2:]}(?!\d)", to_plain(piece.html))
    ):
        return ""
    return _("It names %(year)s: does that still hold?") % {"year": year}


def _goal(number: int, goal: dict[str, Any]) -> Piece:
    item = {each.name: goal[each.name] for each in FIELDS["goal"]} | {"carried_from": goal.get("carried_from")}
    label = _("Goal %(number)s (B)") % {"number": number + 1}
    return Piece(f"goals-{number}", "goals", "goal", label, item, number)


def _is_last_years(piece: Piece) -> bool:
    return piece.shape == "budget-line" and is_offered_only(piece.item)
