"""The drills in short, each in processes of its own on a database of its own; `make soak` has the long forms."""

import os
from typing import Any

import pytest
from django.db import connection

from bench.soak.fresh import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    """Where to make the database of a drill: beside the one that tests run on."""
    if connection.vendor == "sqlite":
        return "sqlite://"
    told: dict[str, Any] = connection.settings_dict
    who = f"{told['USER']}:{told['PASSWORD']}" if told["PASSWORD"] else told["USER"]
    return f"postgres://{who}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


@pytest.fixture
def begun(address: str) -> str:
    """The same for a drill that does not care how its database was migrated: a copy of one that is, where there is one."""
    migrated = os.environ.get("MIGRATED")
    if not migrated:
        return address
    return f"sqlite:///{migrated}" if connection.vendor == "sqlite" else f"{address}#{migrated}"


def test_what_is_backed_up_while_people_save_comes_back(begun: str) -> None:
    found = run("bench.soak.restore_drill", begun, 2)
    assert found["problems"] == []
    assert found["saves_meanwhile"] > 0 and found["files"] > 0


def test_control_the_copied_file_of_a_live_database_does_not(begun: str) -> None:
    if connection.vendor == "sqlite":
        assert run("bench.soak.restore_drill", begun, 2, "cp")["problems"]


def test_migrations_run_while_people_save(address: str) -> None:
    found = run("bench.soak.migrations", address, 200, "at-once")
    assert found["problems"] == []
    assert found["saves"] >= 10


# One database is enough for what follows: it is about processes and ports.


def test_release_rolls_over_two_processes_with_no_failed_request(begun: str) -> None:
    if connection.vendor == "sqlite":
        found = run("bench.soak.rolling", begun, 1)
        assert found["problems"] == []
        assert found["requests"] > 10


def test_control_ports_that_nobody_holds_refuse_requests(begun: str) -> None:
    if connection.vendor == "sqlite":
        assert any("Refused" in each for each in run("bench.soak.rolling", begun, 1, "own-ports")["problems"])
