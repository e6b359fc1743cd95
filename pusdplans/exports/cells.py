"""How a value becomes a cell of an Excel sheet: its text or number, its style, and the lines it takes."""

import re
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from plans.rich_text import clean_plain
from pusdplans.document.schema import DEEPEST_LEVEL
from pusdplans.exports.sheets import Kind

LONGEST_TEXT = 32_767  # what a cell can hold, counted as Excel does: in UTF-16 units
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")
# "_)" leaves the room of a parenthesis between a number and the text in the next column.
NUMBER_FORMATS = {Kind.WHOLE: "0", Kind.DOLLARS: "$#,##0.00_)", Kind.FTE: "0.00_)", Kind.DATE: "mmm d, yyyy"}
ALIGNED = {Kind.WHOLE: "center", Kind.DOLLARS: "right", Kind.FTE: "right", Kind.DATE: "center"}
LINE, HIGHEST = 15.0, 405.0  # points: of one line of text, and of the highest row (Excel's limit is 409)

_MEASURE = re.compile(r"(-?)(0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d{1,6}))?(%?)", re.ASCII)
_DIGITS = 15  # what a number in a cell can hold exactly


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it: no character that XML forbids, not longer than Excel reads."""
    text = clean_plain(text)
    if len(text) * 2 <= LONGEST_TEXT or _units(text) <= LONGEST_TEXT:
        return text
    note = _("… (continues: see the Word form)")
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - _units(note))]
    return kept.decode("utf-16-le", "ignore") + note


def measure(text: str) -> tuple[float, str] | None:
    """Return the number a text is and the format that shows it just as typed ("1,250", "75%", "3.50"), or None."""
    match = _MEASURE.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals, percent = match.groups()
    decimals = decimals or ""
    number = Decimal(f"{sign}{whole.replace(',', '')}.{decimals or 0}") / (100 if percent else 1)
    if len(whole.replace(",", "")) + len(decimals) > _DIGITS or (sign and not number):
        return None
    shown = ("#,##0" if "," in whole else "0") + ("." + "0" * len(decimals) if decimals else "") + percent
    return float(number), shown


def lines(text: str, width: int) -> int:
    """Return about how many lines a text takes in a column as wide as `width` digits; letters are a little narrower."""
    width = width * 11 // 10
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(max(1, -(-len(line) // width)) for line in text.split("\n"))


def height(count: int) -> float:
    """Return the height, in points, of a row of so many lines."""
    return min(count * LINE, HIGHEST)


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.line = book.add_format({"bottom": 1, "bottom_color": "#d9d6cf"})
        self.sum_line = book.add_format({"top": 1})
        # By level in an outline, and whether it looks like a formula: then it stays text even when somebody edits it.
        self.texts = {
            (level, looks_live): self.get(text_wrap=True, align="left", indent=level, quote_prefix=looks_live)
            for level in range(DEEPEST_LEVEL + 1)
            for looks_live in (False, True)
        }
        self.numbers = {kind: self.get(num_format=shown, align=ALIGNED[kind]) for kind, shown in NUMBER_FORMATS.items()}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties, besides those of all cells."""
        key = tuple(properties.items())
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "top", **properties})
        return self.made[key]


class TextCell(NamedTuple):
    """A text as it is written: worked out once, and written in as many rows as needed."""

    text: str
    style: Format
    level: int

    @classmethod
    def of(cls, text: str, styles: Styles, level: int = 0) -> Self:
        """Return the cell of a text, indented by its level in an outline."""
        text, level = cell_text(text), min(level, DEEPEST_LEVEL)
        return cls(text, styles.texts[level, text.startswith(FORMULA_SIGNS)], level)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
