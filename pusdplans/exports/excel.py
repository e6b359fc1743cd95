"""Plans as an Excel workbook: one plan, or a whole cycle for the budget office.

What people wrote is always written as text, never as a formula; the totals are formulas of ours, so that they follow
the filters. The same plans give the same bytes, since files are compared by their sums.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from plans.rich_text import clean_plain
from pusdplans.document.schema import DEEPEST_LEVEL, PlanDocument
from pusdplans.exports.edition import Edition
from pusdplans.exports.sheets import PLACE, SHEETS, Column, Kind, Row, Sheet, place

LONGEST_TEXT = 32_767  # what a cell can hold, counted as Excel does: in UTF-16 units
MADE = datetime.datetime(2000, 1, 1)  # in every file: the day it is made must not change its sum
LETTER_PAPER = 1
FILTER_BUTTON = 3  # characters of a heading that its filter button covers
LINE, HIGHEST = 15.0, 405.0  # points: of one line of text, and of the highest row (Excel's limit is 409)
# Shown in place of the sum until the program that opens the file works it out; also ignores rows hidden by hand.
SUM_OF_WHAT_IS_SHOWN = 109
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")

NUMBER_FORMATS = {Kind.WHOLE: "0", Kind.DOLLARS: "$#,##0.00", Kind.FTE: "0.00", Kind.DATE: "mmm d, yyyy"}
_MEASURE = re.compile(r"(-?)(0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d{1,6}))?(%?)")
# Numbers keep a little away from the text in the next column.
ALIGNED: dict[Kind, dict[str, Any]] = {
    Kind.WHOLE: {"align": "center"},
    Kind.DOLLARS: {"align": "right", "indent": 1},
    Kind.FTE: {"align": "right", "indent": 1},
    Kind.DATE: {"align": "center"},
}
_DIGITS = 15  # what a number in a cell can hold exactly


def write(document: PlanDocument, edition: Edition) -> bytes:
    """Return the workbook of one plan."""
    return write_cycle([(document, edition)])


def write_cycle(pairs: Iterable[tuple[PlanDocument, Edition]]) -> bytes:
    """Return one workbook of many plans, in the order given. The first one's wording of the form heads the columns."""
    pairs = iter(pairs)
    first = next(pairs, None)
    prompts = first[1].prompts if first else {}
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": _title(first), "author": first[1].district if first else "", "created": MADE})
        styles = _Styles(book)
        pages = [_Page(book.add_worksheet(_sheet_title(each)), each, styles, prompts) for each in SHEETS]
        for document, edition in chain([first] if first else [], pairs):
            cells = place(document, edition)
            for page in pages:
                page.add(cells, page.sheet.rows(document, edition))
        for page in pages:
            page.finish()
    return stream.getvalue()


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
    if len(whole.replace(",", "")) + len(decimals) > _DIGITS:
        return None
    number = Decimal(f"{sign}{whole.replace(',', '')}.{decimals or 0}") / (100 if percent else 1)
    shown = ("#,##0" if "," in whole else "0") + ("." + "0" * len(decimals) if decimals else "") + percent
    return float(number), shown


def _lines(text: str, width: int) -> int:
    """Return about how many lines a text takes in a column as wide as `width` digits; letters are a little narrower."""
    width = width * 11 // 10
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(max(1, -(-len(line) // width)) for line in text.split("\n"))


def _height(lines: int) -> float:
    """Return a row's height in points. Not every program that opens a workbook fits its rows to their text."""
    return min(lines * LINE, HIGHEST)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _title(first: tuple[PlanDocument, Edition] | None) -> str:
    return _("Department plans %(year)s") % {"year": first[0].cycle} if first else _("Department plans")


def _sheet_title(sheet: Sheet) -> str:
    """Return the sheet's title as Excel takes it, whatever a translation says."""
    return re.sub(r"[\[\]:*?/\\]", " ", str(sheet.title)).strip(" '")[:31]


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.line = book.add_format({"bottom": 1, "bottom_color": "#d9d6cf"})
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties, besides those of all cells."""
        key = tuple(properties.items())
        if key not in self.made:
            every = {"valign": "top", "font_name": "Calibri", "font_size": 11}
            self.made[key] = self.book.add_format({**every, **properties})
        return self.made[key]

    def text(self, text: str, level: int = 0) -> Format:
        """Return how a text is written. What looks like a formula stays text even when somebody edits the cell."""
        looks_live = text.startswith(FORMULA_SIGNS)
        return self.get(text_wrap=True, align="left", indent=level, quote_prefix=looks_live)

    def number(self, kind: Kind) -> Format:
        """Return how a number or date of this kind is written."""
        return self.get(num_format=NUMBER_FORMATS[kind], **ALIGNED[kind])


class _Page:
    """One sheet while it is written."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: _Styles, prompts: Mapping[str, str]) -> None:
        self.page, self.sheet, self.styles = page, sheet, styles
        self.columns = (*PLACE, *sheet.columns)
        self.totals = {index: Decimal(0) for index, column in enumerate(self.columns) if column.has_total}
        self.writers = [self._writer(column) for column in self.columns]
        self.rows = 0
        self.lines = 1
        for index, column in enumerate(self.columns):
            page.set_column(index, index, column.width)
            title = cell_text(prompts.get(column.prompt) or str(column.title))
            align = ALIGNED.get(column.kind, {"align": "left"})
            heading = styles.get(bold=True, text_wrap=True, font_color="#ffffff", bg_color="#14532d", **align)
            page.write_string(0, index, title, heading)
            self.lines = max(self.lines, _lines(title, column.width - FILTER_BUTTON))
        page.set_row(0, _height(self.lines))
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.set_paper(LETTER_PAPER)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L&A&R&P / &N")

    def add(self, cells: Row, rows: Iterator[Row]) -> None:
        """Write the rows of one plan, each after the cells that say which plan it is."""
        for row in rows:
            self.rows += 1
            self.lines = 1
            for index, value in enumerate((*cells, *row)):
                if value is not None:
                    self.writers[index](self.rows, index, value)
                if value and index in self.totals:
                    self.totals[index] += value
            if self.lines > 1:
                self.page.set_row(self.rows, _height(self.lines))

    def finish(self) -> None:
        """Set the filter over what was written, and the totals below it, one blank row away so that none sorts them."""
        last = len(self.columns) - 1
        self.page.autofilter(0, 0, self.rows, last)
        # Fund and position numbers are texts on purpose ("01.0"): without this each wears a green warning.
        self.page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last)}{self.rows + 1}"})
        if not self.rows:
            return
        line = {"type": "no_errors", "format": self.styles.line}
        self.page.conditional_format(1, 0, self.rows, last, line)
        if not self.totals:
            return
        row = self.rows + 2
        for index in range(last + 1):
            self.page.write_blank(row, index, None, self.styles.get(top=1))
        self.page.write_string(row, 0, _("Total of the rows shown"), self.styles.get(top=1, bold=True))
        for index, total in self.totals.items():
            name = xl_col_to_name(index)
            formula = f"=SUBTOTAL({SUM_OF_WHAT_IS_SHOWN},{name}2:{name}{self.rows + 1})"
            kind = self.columns[index].kind
            style = self.styles.get(top=1, bold=True, num_format=NUMBER_FORMATS[kind], **ALIGNED[kind])
            self.page.write_formula(row, index, formula, style, float(total))

    def _writer(self, column: Column) -> Callable[[int, int, Any], Any]:
        if column.kind == Kind.TEXT:
            return self._write_text
        if column.kind == Kind.OUTLINE:
            return lambda row, index, value: self._write_text(row, index, value[1] or "", value[0])
        if column.kind == Kind.MEASURE:
            return self._write_measure
        style = self.styles.number(column.kind)
        if column.kind == Kind.DATE:
            return lambda row, index, value: self.page.write_datetime(row, index, value, style)
        return lambda row, index, value: self.page.write_number(row, index, float(value), style)

    def _write_text(self, row: int, index: int, text: str, level: int = 0) -> None:
        text = cell_text(text)
        if text:
            self.page.write_string(row, index, text, self.styles.text(text, min(level, DEEPEST_LEVEL)))
            self.lines = max(self.lines, _lines(text, self.columns[index].width - 2 * level))

    def _write_measure(self, row: int, index: int, text: str) -> None:
        number = measure(text)
        if number is None:
            self._write_text(row, index, text)
        else:
            self.page.write_number(row, index, number[0], self.styles.get(num_format=number[1], align="left"))
