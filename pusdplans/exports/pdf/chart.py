"""The organizational chart: boxes and lines as drawn, and the roster, which says the same in words."""

from django.utils.translation import gettext as _

from pusdplans.document.schema import Position
from pusdplans.exports.pdf.budget import fte, table
from pusdplans.exports.pdf.rich import Block


def chart(positions: tuple[Position, ...]) -> list[Block]:
    """Return the roster, one row for each position, its head by the number of the head's row."""
    if not positions:
        return []
    numbers = {each.id: number for number, each in enumerate(positions, 1) if each.id}
    heads = (_("No."), _("Staff member"), _("Title"), _("Position number"), _("FTE"), _("Reports to"))
    rows: list[list[str | None]] = [
        [
            str(number),
            each.name or _("Vacant"),
            each.title,
            each.position_number,
            fte(each.fte),
            str(numbers[each.reports_to]) if each.reports_to else "",
        ]
        for number, each in enumerate(positions, 1)
    ]
    return [table(heads, rows, numbers=2, widest=2)]
