"""A sheet that somebody sends: it is CSV or Excel by its content, and no larger than a table of the district's."""

import csv
import io
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from tablib import Dataset

from plans.file_kinds import Refused, kind_of, office

MOST_LINES = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 100_000
# What a workbook holds besides its pictures; more takes longer to read than anybody waits.
MOST_XML = 6_000_000


def read_workbook(content: bytes) -> Dataset:
    """Return the lines of a workbook's sheet, the first as the names of the columns. Raises Refused."""
    if kind_of(content).content_type != office.EXCEL:
        raise Refused(_("This is not an Excel file: save the sheet as .xlsx or CSV, then choose it with its format."))
    if office.unpacked_xml(content) > MOST_XML:
        raise _too_much()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.active
        if sheet is None:
            raise _no_lines()
        sheet.reset_dimensions()
        lines = []
        for line in sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_COLUMNS + 1, values_only=True):
            lines.append(list(line))
            if len(lines) > MOST_LINES + 1:
                raise _too_much()
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever the part it reads raises
        raise Refused(_("This workbook cannot be read: open it in Excel, save it again, then choose it.")) from error
    return _dataset(lines)


def read_csv(content: bytes) -> Dataset:
    """Return the lines of a CSV file in UTF-8, the first as the names of the columns. Raises Refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_csv() from error
    if any(ord(each) < 32 and each not in "\t\n\r" for each in set(text)):
        raise _no_csv()
    lines = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), strict=True):
            lines.append(line)
            if len(lines) > MOST_LINES + 1:
                raise _too_much()
    except csv.Error as error:
        raise _no_csv() from error
    return _dataset(lines)


def _dataset(lines: list[list[Any]]) -> Dataset:
    """Return lines as a table: as wide as its names, each line brought to that width."""
    lines = [line for line in lines if any(each not in (None, "") for each in line)]
    if not lines:
        raise _no_lines()
    wide = max(map(len, lines))
    while wide and all(len(line) < wide or line[wide - 1] in (None, "") for line in lines):
        wide -= 1
    if wide > MOST_COLUMNS or any(len(each) > LONGEST_CELL for line in lines for each in line if isinstance(each, str)):
        raise _too_much()
    even = [(line + [""] * wide)[:wide] for line in lines]
    names = [str(each) for each in even[0] if each not in (None, "")]
    if not names or len(set(names)) < len(names):
        raise Refused(
            _("The first line of this sheet does not name its columns: export the table, fill that in, then choose it.")
        )
    return Dataset(*even[1:], headers=even[0])


def _too_much() -> Refused:
    sentence = _("This sheet has more than %(lines)s lines or %(columns)s columns: divide it, then choose each part.")
    return Refused(sentence % {"lines": f"{MOST_LINES:,}", "columns": MOST_COLUMNS})


def _no_lines() -> Refused:
    return Refused(_("This sheet has no lines: export the table, fill that in, then choose it."))


def _no_csv() -> Refused:
    return Refused(
        _("This is not a CSV file in UTF-8: save the sheet as “CSV UTF-8” or .xlsx, then choose it with its format.")
    )
