"""The budget: its lines, and what they come to for each fund and each object."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from pusdplans.document.schema import BudgetLine
from pusdplans.exports.pdf.rich import Block, pieces


def budget(lines: tuple[BudgetLine, ...]) -> list[Block]:
    """Return the lines as a table with their total, then the totals by fund and by object."""
    if not lines:
        return []
    heads = (_("Fund"), _("Resource"), _("Object"), _("Description"), _("Amount"), _("FTE"))
    rows = [
        [each.fund, each.resource, each.object, each.description, money(each.amount), fte(each.fte)] for each in lines
    ]
    return [
        table(heads, rows, numbers=2, widest=3, total=[_("Total"), "", "", "", *_sums(lines)]),
        {
            "is": "beside",
            "blocks": [
                _totals(_("Fund"), lines, lambda line: line.fund),
                _totals(_("Object"), lines, lambda line: line.object),
            ],
        },
    ]


def table(
    heads: tuple[str, ...], rows: list[list[str | None]], *, numbers: int, widest: int, total: list[str] | None = None
) -> Block:
    """Return a table. numbers: how many columns at the end hold numbers. widest: the column that takes what is left."""
    return {
        "is": "table",
        "heads": heads,
        "numbers": numbers,
        "widest": widest,
        "rows": [[pieces(cell or "") for cell in row] for row in rows],
        "total": total,
    }


def money(value: Decimal | None) -> str:
    """Return an amount in dollars: "$40,000.00"."""
    return "" if value is None else f"${value:,.2f}"


def fte(value: Decimal | None) -> str:
    """Return a full-time equivalent: "0.50"."""
    return "" if value is None else f"{value:,.2f}"


def _sums(lines: list[BudgetLine] | tuple[BudgetLine, ...]) -> list[str]:
    amounts = [each.amount for each in lines if each.amount is not None]
    shares = [each.fte for each in lines if each.fte is not None]
    return [money(sum(amounts, Decimal())) if amounts else "", fte(sum(shares, Decimal())) if shares else ""]


def _totals(name: str, lines: tuple[BudgetLine, ...], key: Callable[[BudgetLine], str | None]) -> Block:
    """Return what the lines come to for each value of a column, in the order in which the values appear."""
    groups: dict[str, list[BudgetLine]] = {}
    for line in lines:
        groups.setdefault(key(line) or _("Not given"), []).append(line)
    rows: list[list[str | None]] = [[value, *_sums(group)] for value, group in groups.items()]
    return table((_("Total by {column}").format(column=name.lower()), _("Amount"), _("FTE")), rows, numbers=2, widest=0)
