"""A report over many plans as values: titled tables, which the Excel and the PDF writer of the cabinet's page take."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pusdplans.exports.sheets import Column, Row


@dataclass(frozen=True)
class Table:
    """A table. `rows`: cells by column, None for blank; `total`: the same once below; `note`: what to know of it.

    `upright`: from this column on the heads stand upright, since there are many narrow ones.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    total: Row | None = None
    note: str = ""
    upright: int | None = None


@dataclass(frozen=True)
class Report:
    """A report. district: the district's full name. standing: what it counts and as of when, in words."""

    title: str
    district: str
    standing: str
    made_at: datetime.datetime
    tables: tuple[Table, ...]
