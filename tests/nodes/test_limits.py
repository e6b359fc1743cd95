"""Wrong passwords are counted over all nodes, in the database or in Redis, and the right one waits at each of them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import district
from tests.archive.test_workers import until
from tests.mail.test_sending import database_address
from tests.nodes.node import Node, nodes
from tests.nodes.person import Person
from tests.run import free_port

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines share a PostgreSQL, never a file"),
]
WRONG = 6
# Nodes that tell passwords as fast as the test's process does; what they count is the same.
QUICK = {"ENVIRONMENT": "test"}


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """A Redis on a port of its own: its address and its process."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("redis-server was not found (install redis-server to try the limits in Redis)")
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "cwd": tmp_path}
    process = subprocess.Popen([program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""], **quiet)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait(timeout=10)


def signed_in(at: Node, email: str, password: str = district.PASSWORD) -> bool:
    """Try to sign in at one node, with a new browser. Returns whether it worked."""
    person = Person(at.address)
    person.sign_in(email, password)
    return any(each.name == "sessionid" for each in person.jar)


def who_gets_in(folder: Path, cache: str) -> dict[str, list[bool]]:
    """Guess the lead's password at two nodes in turn; then let the lead and the reviewer sign in at each."""
    district.make()
    shared = {"DATABASE_URL": database_address(), "CACHE_URL": cache, **QUICK}
    made = [Node(folder / name, shared, works=False) for name in ("first", "second")]
    with nodes(*made) as pair:
        for guess in range(WRONG):
            assert not signed_in(pair[guess % 2], "lead@example.org", f"guess {guess}")
        return {who: [signed_in(each, f"{who}@example.org") for each in pair] for who in ("lead", "reviewer")}


COUNTED = {"lead": [False, False], "reviewer": [True, True]}


def test_wrong_tries_are_counted_over_two_nodes_in_the_database(tmp_path: Path) -> None:
    assert who_gets_in(tmp_path, "dbcache://cache_entry") == COUNTED


def test_wrong_tries_are_counted_over_two_nodes_in_redis(tmp_path: Path, redis: Any) -> None:
    assert who_gets_in(tmp_path, redis[0]) == COUNTED


def test_control_with_a_cache_of_each_node_they_are_not(tmp_path: Path) -> None:
    assert who_gets_in(tmp_path, "locmemcache://") == {"lead": [True, True], "reviewer": [True, True]}


def test_without_redis_who_is_signed_in_works_on(tmp_path: Path, redis: Any) -> None:
    district.make()
    address, process = redis
    shared = {"DATABASE_URL": database_address(), "CACHE_URL": address, **QUICK}
    with nodes(Node(tmp_path / "first", shared, works=False)) as (node,):
        lead = Person(node.address)
        until(lambda: lead.sign_in("lead@example.org").status == 200)
        process.kill()
        process.wait(timeout=10)
        rows = "/plans/2020-21/instructional-services/rows/contact/"
        row = lead.post(f"{rows}add/", fetch=True).json["ids"][0]
        assert lead.post(f"{rows}{row}/save/", {"name": "Ana", "revision": 1}, fetch=True).status == 200
        # Nobody is let in uncounted.
        assert not signed_in(node, "reviewer@example.org")
