"""What differs between SQLite and PostgreSQL: copying the database while it is in use, and putting the copy back."""

import contextlib
import itertools
import os
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import FileField

from pusdplans.operations.backups import Figures, NotDone, tables

# What `migrate` and a worker write into a new database by themselves.
OF_NOBODY = {"django_migrations", "django_content_type", "auth_permission", "archive_worker"}


class Database(ABC):
    """The database of this installation. `file`: what its copy is called in a backup."""

    engine: str
    file: str

    @abstractmethod
    def dump(self, target: Path) -> tuple[Figures, set[str]]:
        """Copy the database as it is at one moment. Returns the copy's tables, and the stored files it names."""

    @abstractmethod
    def load(self, source: Path, work: Path) -> None:
        """Put a copy in the place of everything, in one transaction. `work`: a folder for what is needed meanwhile."""

    @abstractmethod
    def figures(self) -> Figures:
        """Return the tables as they are now."""

    def is_empty(self) -> bool:
        """Whether nobody has put anything in it yet."""
        return all(not each["rows"] for name, each in self.figures().items() if name not in OF_NOBODY)


def database() -> Database:
    """Return this installation's database."""
    return {"sqlite": Sqlite, "postgresql": Postgresql}[connection.vendor]()


def file_columns() -> list[tuple[str, str]]:
    """Return (table, column) of everything that names a stored file."""
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, FileField)
    ]


def named_files(ask: Callable[[str], list[tuple[Any, ...]]]) -> set[str]:
    """Return the names of all stored files that the database names. `ask` gives the rows of a statement."""
    found: set[str] = set()
    for table, column in file_columns():
        found |= {row[0] for row in ask(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\'')}
    return found


class Sqlite(Database):
    """SQLite: `VACUUM INTO` reads one moment while others write; a copy of the file would not."""

    engine, file = "sqlite", "database.sqlite3"

    @property
    def path(self) -> str:
        return str(connection.settings_dict["NAME"])

    def dump(self, target: Path) -> tuple[Figures, set[str]]:
        live = self._open(self.path)
        try:
            live.execute("VACUUM INTO ?", (str(target),))
        finally:
            live.close()
        with target.open("rb") as file:
            os.fsync(file.fileno())
        copy = self._open(str(target))
        try:
            return sqlite_figures(copy), named_files(lambda statement: copy.execute(statement).fetchall())
        finally:
            copy.close()

    def load(self, source: Path, work: Path) -> None:
        connection.close()
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        copy, live = self._open(str(source)), self._open(self.path)
        try:
            if problem := _unsound(copy):
                raise NotDone(f"The database in the backup is damaged: {problem}")
            copy.backup(live)
            live.execute("PRAGMA journal_mode=WAL")
        except sqlite3.DatabaseError as error:
            raise NotDone(f"{self.path} cannot be written over ({error}): move it away, then restore.") from error
        finally:
            copy.close()
            live.close()

    def figures(self) -> Figures:
        live = self._open(self.path)
        try:
            return sqlite_figures(live)
        finally:
            live.close()

    def _open(self, path: str) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=60, isolation_level=None)


def sqlite_figures(database: sqlite3.Connection) -> Figures:
    """Return the tables of an SQLite database, all as of one moment."""
    database.execute("BEGIN")
    try:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        found = {}
        for (name,) in names.fetchall():
            rows = database.execute(f'SELECT * FROM "{name}"')
            found[name] = tables.figure([each[0] for each in rows.description], rows)
        return found
    finally:
        database.execute("ROLLBACK")


def _unsound(database: sqlite3.Connection) -> str:
    found = database.execute("PRAGMA integrity_check").fetchone()[0]
    return "" if found == "ok" else found


# Everything of ours in the schema; what belongs to an extension stays, the dump makes it only where it is missing.
DROP = """
SET lock_timeout = '30s';
DO $$
DECLARE statement text;
BEGIN
  FOREACH statement IN ARRAY array(
    SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                  WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, current_schema(), relname)
      FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
       AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'i'))
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %I.%I(%s) CASCADE', current_schema(), proname,
                  pg_get_function_identity_arguments(oid))
      FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  ) LOOP EXECUTE statement; END LOOP;
END $$;
"""


class Postgresql(Database):
    """PostgreSQL: pg_dump and our own reading of the tables share one snapshot."""

    engine, file = "postgresql", "database.dump"

    def dump(self, target: Path) -> tuple[Figures, set[str]]:
        with _at_one_moment() as reading, reading.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")

            def ask(statement: str) -> list[tuple[Any, ...]]:
                cursor.execute(statement)
                return cursor.fetchall()

            return _postgresql_figures(reading), named_files(ask)

    def load(self, source: Path, work: Path) -> None:
        connection.close()
        drop, script = work / "drop.sql", work / "restore.sql"
        drop.write_text(DROP)
        # A whole script first: piped, one that breaks off would be carried out as far as it came.
        self._run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source), connects=False)
        options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        self._run("psql", *options, f"--file={drop}", f"--file={script}")

    def figures(self) -> Figures:
        with _at_one_moment() as reading:
            return _postgresql_figures(reading)

    def _run(self, program: str, *options: str, connects: bool = True) -> None:
        """Run one of PostgreSQL's programs on our database; the password goes by the environment, not the command."""
        arguments, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
        *where, name = arguments[1:]
        to = [*where, f"--dbname={name}"] if connects else []
        try:
            subprocess.run(
                [program, *to, *options],
                env={**os.environ, **(environment or {})},
                capture_output=True,
                text=True,
                check=True,
            )
        except FileNotFoundError as error:
            raise NotDone(f"{program} was not found: install PostgreSQL's client programs.") from error
        except subprocess.CalledProcessError as error:
            raise NotDone(f"{program} failed: {error.stderr.strip()[-1000:]}") from error


@contextlib.contextmanager
def _at_one_moment() -> Iterator[Any]:
    """Give a driver's connection of its own, whose statements all see the database as it is now."""
    own = connection.copy()
    own.ensure_connection()
    reading: Any = own.connection
    try:
        reading.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
        yield reading
    finally:
        own.close()


def _postgresql_figures(reading: Any) -> Figures:
    with reading.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition"
        )
        names = [name for (name,) in cursor.fetchall()]
    found = {}
    for name in names:
        # A cursor of the server's: the table is not held here as a whole.
        with reading.cursor(name="figures") as rows:
            rows.itersize = 5_000
            rows.execute(f'SELECT * FROM "{name}"')
            first = rows.fetchone()
            columns = [each.name for each in rows.description]
            found[name] = tables.figure(columns, [] if first is None else itertools.chain([first], rows))
    return found
