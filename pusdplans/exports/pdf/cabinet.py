"""The cabinet's page as a PDF: its tables one after another, readable by a screen reader (PDF/UA-1)."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pusdplans.exports.pdf.typesetting import CABINET, typeset
from pusdplans.exports.report import Report, Table
from pusdplans.exports.sheets import Kind, Row

CONTENT_TYPE = "application/pdf"
MOST_COLUMNS = 18  # narrow ones that a page has room for


def write(report: Report) -> bytes:
    """Return the report as a PDF."""
    language, _dash, region = (get_language() or "en-us").partition("-")
    values = {
        "language": language,
        "region": region.upper() or None,
        "title": report.title,
        "district": report.district,
        "standing": report.standing,
        "page": _("page"),
        "tables": [part for table in report.tables for part in _parts(table)],
        "note": None,
    }
    return typeset(values, report.made_at.replace(microsecond=0), CABINET)


def _parts(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the table in parts that fit a page's width, each with the first columns again."""
    rows, count = list(table.rows), len(table.columns)
    fixed = count if table.upright is None else table.upright
    for start in range(fixed, count, MOST_COLUMNS) if fixed < count else [fixed]:
        wanted = [*range(fixed), *range(start, min(start + MOST_COLUMNS, count))]
        yield {
            "title": table.title,
            "heads": [str(table.columns[at].title) for at in wanted],
            "upright": fixed,
            "widths": [table.columns[at].width for at in wanted],
            "numbers": [table.columns[at].kind not in (Kind.TEXT, Kind.DATE) for at in wanted],
            "rows": [_cells(row, table, wanted) for row in rows],
            "total": _cells(table.total, table, wanted) if table.total and rows else None,
            "note": table.note,
            "empty": "" if rows else _("Nothing yet."),
        }


def _cells(row: Row, table: Table, wanted: list[int]) -> list[str]:
    return [_text(row[at], table.columns[at].kind) for at in wanted]


def _text(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind == Kind.DATE:
        return date_format(value, "M j, Y")
    if kind == Kind.DOLLARS:
        return f"${value:,.2f}"
    return f"{value:.2f}" if kind == Kind.FTE else str(value)
