"""Queries that every page asks, composed once, and planned once by PostgreSQL.

Django takes longer to compose one than the database to answer it, and PostgreSQL longer to plan one than to carry it out.
"""

import copy
import itertools
import uuid
import weakref
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.utils import NotSupportedError

# Stand for the values while a query is composed: integers small enough for any column, texts, and UUIDs.
STAND_INS = (31_001, 31_002, 31_003)
TEXT_STAND_INS = ("stand-in-1", "stand-in-2", "stand-in-3")
UUID_STAND_INS = tuple(uuid.UUID(int=number) for number in STAND_INS)

_numbers = itertools.count(1)
# How often each query was asked through a connection to PostgreSQL, by name.
_asked: weakref.WeakKeyDictionary[Any, Counter[str]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class Composed:
    """A query as one kind of database takes it.

    places: for each parameter, which value goes there, or None where the parameter stays. converters: by the place of a
    column, what makes a Python value of it, and the column. name: what PostgreSQL knows it by.
    """

    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]
    compiler: Any
    name: str

    def call(self, values: tuple[Any, ...]) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters, to be asked as Django would."""
        pairs = zip(self.params, self.places, strict=True)
        return self.sql, [param if place is None else values[place] for param, place in pairs]

    def known_call(self, connection: Any, values: tuple[Any, ...]) -> tuple[str, list[Any]]:
        """Return the same, but a query asked again through a connection to PostgreSQL by its name.

        Not where another statement may reach another server session, as behind a pooler of transactions: who says
        DISABLE_SERVER_SIDE_CURSORS says that. Nor inside a transaction, which would be lost with a name that no longer
        fits its table.
        """
        pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        if connection.vendor != "postgresql" or pooled or connection.in_atomic_block:
            return self.call(values)
        connection.ensure_connection()
        asked = _asked.setdefault(connection.connection, Counter())
        asked[self.name] += 1
        if asked[self.name] < 2:
            return self.call(values)
        if asked[self.name] == 2:
            self._make_known(connection)
        places = f" ({', '.join(['%s'] * len(values))})" if values else ""
        return f"EXECUTE {self.name}{places}", list(values)

    def _make_known(self, connection: Any) -> None:
        # Through the driver: this is no question of the page's.
        with connection.connection.cursor() as cursor:
            pairs = zip(self.params, self.places, strict=True)
            written = tuple(
                cursor.mogrify("%s", (param,)).decode() if place is None else f"${place + 1}" for param, place in pairs
            )
            cursor.execute(f"PREPARE {self.name} AS {self.sql % written}")


class Prepared:
    """A query of `model` with integers, texts and UUIDs to fill in.

    `build(*values)` returns it: as a `values_list` of plain columns, for rows to be shown and not saved (whoever changes a
    row reads the model), or as a queryset of the model, for `objects`. `texts`, `uuids`: which of the values are that.
    """

    def __init__(
        self, model: Any, build: Callable[..., QuerySet], *, texts: tuple[int, ...] = (), uuids: tuple[int, ...] = ()
    ) -> None:
        self.model, self.build = model, build
        self.stands_in = {**dict.fromkeys(texts, TEXT_STAND_INS), **dict.fromkeys(uuids, UUID_STAND_INS)}
        self.composed: dict[str, Composed] = {}
        self.names: tuple[str, ...] = ()

    def rows(self, *values: Any) -> list[SimpleNamespace]:
        """Return the rows, with the columns as attributes."""
        found = self.tuples(*values)
        return [SimpleNamespace(**dict(zip(self.names, row, strict=True))) for row in found]

    def tuples(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows as tuples of the columns."""

        def ask(call: tuple[str, list[Any]]) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(*call)
                return cursor.fetchall()

        connection, composed = self._for(len(values))
        found = _answer(ask, connection, composed, _as_columns(connection, values))
        if not composed.converters:
            return found
        return [_converted(row, composed.converters, connection) for row in found]

    def objects(self, *values: Any) -> list[Model]:
        """Return the rows as Django makes objects of them."""

        def ask(call: tuple[str, list[Any]]) -> list[Model]:
            query: Any = _AsComposed(composed.compiler, connection, call)
            return list(ModelIterable(QuerySet(self.model, query=query, using=connection.alias)))

        connection, composed = self._for(len(values))
        return _answer(ask, connection, composed, _as_columns(connection, values))

    def first(self, *values: Any) -> Any:
        """Return the first of the objects, or None."""
        return next(iter(self.objects(*values)), None)

    def _for(self, count: int) -> tuple[Any, Composed]:
        connection = connections[router.db_for_read(self.model)]
        return connection, self.composed.get(connection.vendor) or self._compose(connection, count)

    def _compose(self, connection: Any, count: int) -> Composed:
        stand_ins = [self.stands_in.get(n, STAND_INS)[n] for n in range(count)]
        query = self.build(*stand_ins)
        stand_ins = list(_as_columns(connection, stand_ins))
        self.names = tuple(getattr(query, "_fields", None) or ())
        compiler = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = tuple(stand_ins.index(each) if each in stand_ins else None for each in params)
        assert set(places) - {None} == set(range(count)), "each value of a prepared query is one of its parameters"
        converters = compiler.get_converters([column for column, *_names in compiler.select])
        name = f"plans_{next(_numbers)}"
        self.composed[connection.vendor] = Composed(sql, tuple(params), places, converters, compiler, name)
        return self.composed[connection.vendor]


class _AsComposed:
    """Stands in for a queryset's query: its compiler has composed already."""

    def __init__(self, compiler: Any, connection: Any, call: tuple[str, list[Any]]) -> None:
        self.compiler, self.connection, self.call = compiler, connection, call

    def get_compiler(self, **_options: Any) -> Any:
        """Return the compiler, with what it would compose."""
        compiler = copy.copy(self.compiler)
        compiler.connection = self.connection
        compiler.as_sql = lambda *args, **options: self.call
        return compiler


def _answer(ask: Callable[[Any], list[Any]], connection: Any, composed: Composed, values: tuple[Any, ...]) -> list[Any]:
    """Ask by name; where a column has changed its type since, as in an upgrade, ask in full, and by name no more."""
    try:
        return ask(composed.known_call(connection, values))
    except NotSupportedError:
        _asked.setdefault(connection.connection, Counter())[composed.name] = -(2**31)
        return ask(composed.call(values))


def _as_columns(connection: Any, values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values as this kind of database compares them: without a type for UUIDs, it has them as text."""
    if connection.features.has_native_uuid_field:
        return tuple(values)
    return tuple(value.hex if isinstance(value, uuid.UUID) else value for value in values)


def _converted(row: tuple[Any, ...], converters: dict[int, Any], connection: Any) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, column) in converters.items():
        for function in functions:
            values[place] = function(values[place], column, connection)
    return tuple(values)
