"""Plans as an Excel workbook: one plan, or a whole cycle for the budget office.

What people wrote is always written as text, never as a formula; the totals are formulas of ours, so that they follow
the filters. The same plans give the same bytes, since files are compared by their sums.
"""

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pusdplans.document.schema import PlanDocument
from pusdplans.exports.cells import ALIGNED, NUMBER_FORMATS, Styles, TextCell, cell_text, height, lines, measure
from pusdplans.exports.edition import Edition
from pusdplans.exports.sheets import PLACE, SHEETS, Column, Kind, Row, Sheet, place

MADE = datetime.datetime(2000, 1, 1)  # in every file: the day it is made must not change its sum
HEADING = {"bold": True, "text_wrap": True, "font_color": "#ffffff", "bg_color": "#14532d"}
FILTER_BUTTON = 3  # characters of a heading that its filter button covers
LETTER_PAPER = 1
SUM_OF_WHAT_IS_SHOWN = 109  # SUBTOTAL's number for a sum without the rows that are filtered out or hidden


def write(document: PlanDocument, edition: Edition) -> bytes:
    """Return the workbook of one plan."""
    return _workbook([(document, edition)], {"in_memory": True})


def write_cycle(pairs: Iterable[tuple[PlanDocument, Edition]]) -> bytes:
    """Return one workbook of many plans, in the order given. The first one's wording of the form heads the columns.

    Rows go to temporary files as they come: one plan at a time is in memory, and the zipped workbook at the end.
    """
    return _workbook(pairs, {"constant_memory": True})


def _workbook(pairs: Iterable[tuple[PlanDocument, Edition]], options: dict[str, Any]) -> bytes:
    pairs = iter(pairs)
    first = next(pairs, None)
    prompts = first[1].prompts if first else {}
    stream = BytesIO()
    with Workbook(stream, options) as book:
        book.set_properties({"title": _title(first), "author": first[1].district if first else "", "created": MADE})
        styles = Styles(book)
        pages = [
            _Page(book.add_worksheet(title), sheet, styles, [prompts.get(key) or text for key, text in headings])
            for sheet, (title, headings) in zip(SHEETS, _words(get_language()), strict=True)
        ]
        for document, edition in chain([first] if first else [], pairs):
            cells = [TextCell.of(text, styles) for text in place(document, edition)]
            for page in pages:
                page.add(cells, page.sheet.rows(document, edition))
        for page in pages:
            page.finish()
    return stream.getvalue()


def _title(first: tuple[PlanDocument, Edition] | None) -> str:
    return _("Department plans %(year)s") % {"year": first[0].cycle} if first else _("Department plans")


def _always(style: Format) -> dict[str, Any]:
    """Return a rule that always holds: it gives its lines to cells without a value too."""
    return {"type": "formula", "criteria": "1", "format": style}


@functools.lru_cache(maxsize=50)
def _words(language: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return of each sheet its title, as Excel takes it, and its headings, each with the key of its prompt."""
    return [
        (
            re.sub(r"[\[\]:*?/\\]", " ", str(sheet.title)).strip(" '")[:31],
            [(column.prompt, str(column.title)) for column in (*PLACE, *sheet.columns)],
        )
        for sheet in SHEETS
    ]


class _Page:
    """One sheet while it is written."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: Styles, headings: list[str]) -> None:
        self.page, self.sheet, self.styles = page, sheet, styles
        self.columns = (*PLACE, *sheet.columns)
        self.totals = {index: Decimal(0) for index, column in enumerate(self.columns) if column.has_total}
        self.writers = [self._writer(column) for column in sheet.columns]
        self.rows, self.lines = 0, 1
        for index, (column, heading) in enumerate(zip(self.columns, headings, strict=True)):
            page.set_column(index, index, column.width)
            heading = cell_text(heading)
            page.write_string(0, index, heading, styles.get(**HEADING, align=ALIGNED.get(column.kind, "left")))
            self.lines = max(self.lines, lines(heading, column.width - FILTER_BUTTON))
        page.set_row(0, height(self.lines))
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.set_paper(LETTER_PAPER)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L&A&R&P / &N")

    def add(self, place: list[TextCell], rows: Iterator[Row]) -> None:
        """Write the rows of one plan, each after the cells that say which plan it is."""
        lines_of_place = max(lines(cell.text, column.width) for cell, column in zip(place, PLACE, strict=True))
        for row in rows:
            self.rows += 1
            self.lines = lines_of_place
            for index, cell in enumerate(place):
                self.page.write_string(self.rows, index, cell.text, cell.style)
            for index, (value, write) in enumerate(zip(row, self.writers, strict=True), len(place)):
                if value is not None:
                    write(self.rows, index, value)
                    if index in self.totals:
                        self.totals[index] += value
            # Not every program that opens a workbook fits its rows to their text.
            if self.lines > 1:
                self.page.set_row(self.rows, height(self.lines))

    def finish(self) -> None:
        """Set the filter over what was written, and the totals below it."""
        last = len(self.columns) - 1
        self.page.autofilter(0, 0, self.rows, last)
        # Fund and position numbers are texts on purpose ("01.0"): without this each wears a green warning.
        self.page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last)}{self.rows + 1}"})
        if self.rows:
            self.page.conditional_format(1, 0, self.rows, last, _always(self.styles.line))
            if self.totals:
                self._write_totals(self.rows + 2, last)

    def _write_totals(self, row: int, last: int) -> None:
        """Write the totals after a blank row, so that sorting the rows leaves them where they are."""
        self.page.conditional_format(row, 0, row, last, _always(self.styles.sum_line))
        self.page.write_string(row, 0, _("Total of the rows shown"), self.styles.get(bold=True))
        for index, total in self.totals.items():
            name, kind = xl_col_to_name(index), self.columns[index].kind
            style = self.styles.get(bold=True, num_format=NUMBER_FORMATS[kind], align=ALIGNED[kind])
            formula = f"=SUBTOTAL({SUM_OF_WHAT_IS_SHOWN},{name}2:{name}{self.rows + 1})"
            self.page.write_formula(row, index, formula, style, float(total))

    def _writer(self, column: Column) -> Callable[[int, int, Any], Any]:
        if column.kind == Kind.TEXT:
            return self._write_text
        if column.kind == Kind.OUTLINE:
            return lambda row, index, value: self._write_text(row, index, value[1] or "", value[0])
        if column.kind == Kind.MEASURE:
            return self._write_measure
        style = self.styles.numbers[column.kind]
        if column.kind == Kind.DATE:
            return lambda row, index, value: self.page.write_datetime(row, index, value, style)
        return lambda row, index, value: self.page.write_number(row, index, float(value), style)

    def _write_text(self, row: int, index: int, text: str, level: int = 0) -> None:
        cell = TextCell.of(text, self.styles, level)
        if cell.text:
            self.page.write_string(row, index, cell.text, cell.style)
            self.lines = max(self.lines, lines(cell.text, self.columns[index].width - 2 * cell.level))

    def _write_measure(self, row: int, index: int, text: str) -> None:
        number = measure(text)
        if number is None:
            self._write_text(row, index, text)
        else:
            self.page.write_number(row, index, number[0], self.styles.get(num_format=number[1], align="left"))
