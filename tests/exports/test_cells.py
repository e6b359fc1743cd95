"""How a text or a number becomes a cell."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from pusdplans.exports.cells import LONGEST_TEXT, cell_text, height, lines, measure


@pytest.mark.parametrize("one", ["x", "é", "\U0001f600"])
def test_text_too_long_for_a_cell_is_cut_and_says_so(one: str) -> None:
    text, note = cell_text(one * 40_000), "… (continues: see the Word form)"
    assert text == one * text.count(one, 0, len(text) - len(note)) + note
    # A character of two units may leave one unit free.
    assert LONGEST_TEXT - len(text.encode("utf-16-le")) // 2 in (0, 1)
    stream = BytesIO()
    with Workbook(stream) as book:
        written = book.add_worksheet().write_string(0, 0, text)
    assert (written, load_workbook(stream).active["A1"].value) == (0, text)


def test_text_that_just_fits_is_whole() -> None:
    assert cell_text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("75", (75, "0")),
        ("75%", (0.75, "0%")),
        ("62.50%", (0.625, "0.00%")),
        ("-3.5", (-3.5, "0.0")),
        ("1,250", (1250, "#,##0")),
        ("0", (0, "0")),
        ("007", None),
        ("12,50", None),
        ("-0", None),
        ("2020-21", None),
        ("75 %", None),
        ("1e5", None),
        ("٣", None),
        ("1234567890123456", None),
        ("about 75%", None),
    ],
)
def test_measure_is_a_number_only_where_it_shows_the_same(text: str, number: tuple[float, str] | None) -> None:
    assert measure(text) == number


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [("", 10, 1), ("x" * 11, 10, 1), ("x" * 12, 10, 2), ("a\nb\n\nc", 10, 4), ("x" * 23 + "\ny", 10, 4)],
)
def test_lines_a_text_takes(text: str, width: int, count: int) -> None:
    assert lines(text, width) == count


def test_no_row_is_higher_than_excel_takes() -> None:
    assert [height(count) for count in (1, 3, 1000)] == [15, 45, 405]
