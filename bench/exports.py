"""What the libraries alone take to write the cells that an export holds: the floors of the exports."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from xlsxwriter import Workbook

from pusdplans.document.schema import PlanDocument
from pusdplans.exports import excel
from pusdplans.exports.edition import Edition


def excel_floor(document: PlanDocument, edition: Edition) -> Callable[[], bytes]:
    """Return what writes the same cells, looking the same, with XlsxWriter: all values and looks are known before."""
    pages = []
    for page in load_workbook(BytesIO(excel.write(document, edition))):
        cells = [
            (cell.row - 1, cell.column - 1, cell.value, _look(cell))
            for row in page.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        widths = [(each.min - 1, each.max - 1, each.width) for each in page.column_dimensions.values()]
        heights = [(row - 1, each.height) for row, each in page.row_dimensions.items() if each.height]
        pages.append((page.title, cells, widths, heights, page.dimensions))
    looks = {look for _title, cells, *_rest in pages for *_cell, look in cells}

    def write() -> bytes:
        stream = BytesIO()
        with Workbook(stream, {"in_memory": True}) as book:
            formats = {look: book.add_format(dict(look)) for look in looks}
            for title, cells, widths, heights, dimensions in pages:
                page = book.add_worksheet(title)
                for width in widths:
                    page.set_column(*width)
                for height in heights:
                    page.set_row(*height)
                for row, column, value, look in cells:
                    page.write(row, column, value, formats[look])
                page.freeze_panes(1, 2)
                page.autofilter(dimensions)
        return stream.getvalue()

    return write


def _look(cell: Any) -> tuple[tuple[str, Any], ...]:
    """Return the format of a cell as the library takes it."""
    look = {
        "num_format": cell.number_format,
        "align": cell.alignment.horizontal or "",
        "valign": cell.alignment.vertical or "",
        "indent": int(cell.alignment.indent),
        "text_wrap": bool(cell.alignment.wrap_text),
        "bold": bool(cell.font.b),
        "quote_prefix": bool(cell.quotePrefix),
    }
    return tuple((name, value) for name, value in look.items() if value and value != "General")
