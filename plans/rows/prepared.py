"""Queries that every page asks, composed once: Django takes longer to compose one than the database to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connections, router
from django.db.models import QuerySet

# Stand for the values while a query is composed; small enough for any column of integers.
STAND_INS = (31_001, 31_002, 31_003)


@dataclass(frozen=True)
class Composed:
    """A query as one kind of database takes it.

    places: for each parameter, which value goes there, or None where the parameter stays. converters: by the place of a
    column, what makes a Python value of it, and the column.
    """

    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]


class Prepared:
    """A query of `model` with integers to fill in: `build(*integers)` returns it as a `values_list` of plain columns.

    It gives rows to be shown, not saved: whoever changes a row reads the model.
    """

    def __init__(self, model: Any, build: Callable[..., QuerySet]) -> None:
        self.model, self.build = model, build
        self.composed: dict[str, Composed] = {}
        self.names: tuple[str, ...] = ()

    def rows(self, *values: int) -> list[SimpleNamespace]:
        """Return the rows, with the columns as attributes."""
        found = self.tuples(*values)
        return [SimpleNamespace(**dict(zip(self.names, row, strict=True))) for row in found]

    def tuples(self, *values: int) -> list[tuple[Any, ...]]:
        """Return the rows as tuples of the columns."""
        connection = connections[router.db_for_read(self.model)]
        composed = self.composed.get(connection.vendor) or self._compose(connection, len(values))
        pairs = zip(composed.params, composed.places, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, [param if place is None else values[place] for param, place in pairs])
            found = cursor.fetchall()
        if not composed.converters:
            return found
        return [_converted(row, composed.converters, connection) for row in found]

    def _compose(self, connection: Any, count: int) -> Composed:
        query = self.build(*STAND_INS[:count])
        self.names = tuple(query._fields)
        compiler = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = tuple(
            STAND_INS.index(each) if isinstance(each, int) and each in STAND_INS else None for each in params
        )
        assert set(places) - {None} == set(range(count)), "each value of a prepared query is one of its parameters"
        converters = compiler.get_converters([column for column, *_names in compiler.select])
        self.composed[connection.vendor] = Composed(sql, tuple(params), places, converters)
        return self.composed[connection.vendor]


def _converted(row: tuple[Any, ...], converters: dict[int, Any], connection: Any) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, column) in converters.items():
        for function in functions:
            values[place] = function(values[place], column, connection)
    return tuple(values)
