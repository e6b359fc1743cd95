"""What makes the tests cheaper, and changes nothing of what they prove.

Rubbish is not looked for among what stays until the end, a database is a copy of one that was migrated (where `MIGRATED`
says so, as `tests/run.py` does) and need not outlive the machine, and tables are emptied only where something stands.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db.backends.sqlite3.creation import DatabaseCreation

# Made from the models alone and the same after each test: making them anew takes longer than emptying all tables.
KEPT = ("django_content_type", "auth_permission")
# They wait for other processes, or take long: they begin, while the other workers have something else to do.
FIRST = (
    "operations/test_drills.py",
    "nodes/test_two_nodes.py",
    "nodes/test_replica.py",
    "archive/test_workers.py",
    "exports/test_word_round_trip.py",
    "attacking/test_rows.py",
    "journeys/test_whole_job.py",
    "journeys/test_next_year.py",
    "journeys/test_word_form.py",
)


def pytest_configure() -> None:
    """Let the rest of the run begin without the collector, and the test database without waiting for the disk.

    What the collector finds at the start is alive until the end: models, forms, templates, tests.
    """
    gc.disable()
    database = settings.DATABASES["default"]
    options = database.get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
    migrated = os.environ.get("MIGRATED")
    if migrated and database["ENGINE"].endswith("postgresql"):
        database.setdefault("TEST", {})["TEMPLATE"] = migrated
    elif migrated:
        begin_with(migrated)


def begin_with(migrated: str) -> None:
    """Let a test database on SQLite begin as a copy of a file; what is migrated there is not migrated again."""
    create = DatabaseCreation._create_test_db

    def copied(*arguments: Any, **options: Any) -> str:
        name = create(*arguments, **options)
        # A run that was killed leaves its journal behind, which SQLite would play into the copy.
        for each in ("-wal", "-shm"):
            Path(f"{name}{each}").unlink(missing_ok=True)
        shutil.copyfile(migrated, name)
        return name

    DatabaseCreation._create_test_db = copied


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests first that wait or take long."""
    items.sort(key=lambda each: not str(each.path).endswith(FIRST))


def pytest_collection_finish() -> None:
    """Look for rubbish again, but no more among what was there before the first test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_unconfigure() -> None:
    """Do not look five times at the end for what all tests have left behind: the process ends."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """Empty the tables in which something stands, and make nothing anew that was kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", deletions)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_arguments: None)
        yield


def deletions(style: Any, connection: Any, **_options: Any) -> list[str]:
    """Return the statements that empty the tables in which something stands, whatever refers to them."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - {*KEPT}
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [f"DELETE FROM {quote(name)}" for (name,) in cursor.fetchall()]
