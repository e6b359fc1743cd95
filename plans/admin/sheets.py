"""Sheets as files: what looks like a formula to Excel or LibreOffice goes out as text, and comes in again as it was."""

import re
from typing import Any

from import_export.formats import base_formats
from tablib import Dataset

_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")  # the last four are the full-width signs
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def as_text(cell: Any) -> Any:
    """Return a cell with an apostrophe before what a spreadsheet would work out; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_LIVE) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def as_written(cell: Any) -> Any:
    """Return a cell as it was before `as_text`."""
    if isinstance(cell, str) and cell.startswith("'") and as_text(cell[1:]) == cell:
        return cell[1:]
    return cell


def _each(dataset: Dataset, change: Any) -> Dataset:
    return Dataset(*([change(cell) for cell in row] for row in dataset), headers=dataset.headers)


class InertCells(base_formats.TablibFormat):
    """A format whose cells are texts and numbers, never formulas."""

    def export_data(self, dataset: Dataset, **kwargs: Any) -> Any:
        """Write the sheet."""
        return super().export_data(_each(dataset, as_text), **kwargs)

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Dataset:
        """Read a sheet."""
        return _each(super().create_dataset(in_stream, **kwargs), as_written)


class CSV(InertCells, base_formats.CSV):
    """A CSV file."""


class XLSX(InertCells, base_formats.XLSX):
    """An Excel file."""
