"""The cabinet's page as an Excel workbook: a sheet for each table. What people wrote is text, never a formula."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pusdplans.exports.cells import ALIGNED, NUMBER_FORMATS, Styles, TextCell, cell_text, height, lines
from pusdplans.exports.excel import FILTER_BUTTON, HEADING, LETTER_PAPER, MADE
from pusdplans.exports.report import Report, Table
from pusdplans.exports.sheets import Column, Kind, Row

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPRIGHT_HEIGHT = 120.0  # points


def write(report: Report) -> bytes:
    """Return the workbook. Rows go to temporary files as they come, so that their number costs no memory."""
    stream = BytesIO()
    with Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties({"title": report.title, "author": report.district, "created": MADE})
        styles = Styles(book)
        for table in report.tables:
            _write_table(book.add_worksheet(table.title[:31]), table, styles, report.standing)
    return stream.getvalue()


def _write_table(page: Worksheet, table: Table, styles: Styles, standing: str) -> None:
    _write_head(page, table, styles)
    number = 0
    for number, row in enumerate(table.rows, 1):
        _write_row(page, number, row, table.columns, styles)
    last = len(table.columns) - 1
    page.autofilter(0, 0, number, last)
    if number:
        line = {"type": "formula", "criteria": "1", "format": styles.line}
        page.conditional_format(1, 0, number, last, line)
    if table.total and number:
        number += 2
        _write_row(page, number, table.total, table.columns, styles, bold=True)
    for text in filter(None, (table.note, standing)):
        number += 2
        page.write_string(number, 0, cell_text(text), styles.get(italic=True))


def _write_head(page: Worksheet, table: Table, styles: Styles) -> None:
    most = 1
    for index, column in enumerate(table.columns):
        page.set_column(index, index, column.width)
        upright = table.upright is not None and index >= table.upright
        look: dict[str, Any] = {"rotation": 90} if upright else {}
        style = styles.get(**HEADING, align=ALIGNED.get(column.kind, "left"), **look)
        heading = cell_text(str(column.title))
        page.write_string(0, index, heading, style)
        most = most if upright else max(most, lines(heading, column.width - FILTER_BUTTON))
    page.set_row(0, height(most) if table.upright is None else UPRIGHT_HEIGHT)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(LETTER_PAPER)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&R&P / &N")


def _write_row(
    page: Worksheet, at: int, row: Row, columns: tuple[Column, ...], styles: Styles, *, bold: bool = False
) -> None:
    most = 1
    for index, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is None:
            continue
        if column.kind == Kind.TEXT:
            cell = TextCell.of(value, styles)
            page.write_string(at, index, cell.text, styles.get(bold=True, text_wrap=True) if bold else cell.style)
            most = max(most, lines(cell.text, column.width))
            continue
        look = {"num_format": NUMBER_FORMATS[column.kind], "align": ALIGNED[column.kind]}
        style = styles.get(bold=True, **look) if bold else styles.numbers[column.kind]
        if column.kind == Kind.DATE:
            page.write_datetime(at, index, value, style)
        else:
            page.write_number(at, index, float(value), style)
    if most > 1:
        page.set_row(at, height(most))
