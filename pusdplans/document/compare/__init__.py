"""What changed between two versions of a plan: a function of two documents, for the page and for whoever counts."""

from pusdplans.document.compare.comparison import (
    Comparison,
    Counts,
    Field,
    Linked,
    Move,
    PartChange,
    RowChange,
    State,
    compare,
)
from pusdplans.document.compare.rows import Form, Row, rows_of

__all__ = [
    "Comparison",
    "Counts",
    "Field",
    "Form",
    "Linked",
    "Move",
    "PartChange",
    "Row",
    "RowChange",
    "State",
    "compare",
    "rows_of",
]
