"""Sums of the budget, alike for rows and for a document's lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class Line(Protocol):
    """What a line of the budget has, as a row or in a document."""

    @property
    def fund(self) -> str | None: ...
    @property
    def object(self) -> str | None: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def fte(self) -> Decimal | None: ...


@dataclass
class Sum:
    """Dollars and FTE of some lines. `name`: the fund or object they share, "" where it is blank."""

    name: str
    amount: Decimal = Decimal(0)
    fte: Decimal = Decimal(0)

    def add(self, line: Line) -> None:
        """Count a line in."""
        self.amount += line.amount or 0
        self.fte += line.fte or 0


@dataclass
class Totals:
    """The sum of all lines, and of those of each fund and each object, in the order of their codes, blank last."""

    whole: Sum
    by_fund: list[Sum]
    by_object: list[Sum]

    @property
    def amount(self) -> Decimal:
        """Dollars of all lines."""
        return self.whole.amount

    @property
    def fte(self) -> Decimal:
        """FTE of all lines."""
        return self.whole.fte


def budget_totals(lines: Iterable[Line]) -> Totals:
    """Sum the lines of a budget; a blank amount or FTE counts as none."""
    whole = Sum("")
    by_fund: dict[str, Sum] = {}
    by_object: dict[str, Sum] = {}
    for line in lines:
        fund, code = (line.fund or "").strip(), (line.object or "").strip()
        for each in (whole, by_fund.setdefault(fund, Sum(fund)), by_object.setdefault(code, Sum(code))):
            each.add(line)
    return Totals(whole, _ordered(by_fund), _ordered(by_object))


def _ordered(sums: dict[str, Sum]) -> list[Sum]:
    return sorted(sums.values(), key=lambda each: (not each.name, each.name))
