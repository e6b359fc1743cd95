"""Pages that may be a little old come from a real streaming replica; all else, and whenever it is not fit, from the primary."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings as site

from tests.archive.test_workers import until
from tests.faults.processes import PostgreSQL, Replica
from tests.nodes.node import Node
from tests.nodes.person import Person
from tests.run import server_programs

DISTRICT = "/district/2020-21/"
PLAN = "/plans/2020-21/instructional-services/"
DOCUMENT = f"{PLAN}document/"
NEW = "Renamed Department"
# A district on the primary whose plan is approved; its people sign in with passwords.
SEED = """
from tests.faults.processes import set_up
set_up()
from plans import lifecycle
from plans.models import PlanText
from pusdplans.document.submitting import submit_plan
from tests import district
cast = district.make()
PlanText.objects.filter(plan=cast.plan, part="purpose").update(text="<p>As it was handed in</p>")
submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
lifecycle.approve(cast.plan, by=cast.reviewer)
"""


class District:
    """A primary, its replica, and web processes that are told of both."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        for name in ("primary", "replica"):
            (folder / name).mkdir()
        self.primary = PostgreSQL(folder / "primary")
        stack.callback(self.primary.stop, "immediate")
        environment = {**os.environ, "ENVIRONMENT": "development", "DATABASE_URL": self.primary.address()}
        environment |= {"EMAIL_URL": "dummymail://"}
        subprocess.run([sys.executable, "-c", SEED], env=environment, cwd=site.BASE_DIR, check=True)
        self.replica = Replica(folder / "replica", self.primary)
        stack.callback(self._end)

    def _end(self) -> None:
        if (self.replica.data / "postmaster.pid").exists():
            self.replica.stop("immediate")

    def node(self, name: str, lag: float, **environment: str) -> Node:
        """Start a web process that reads from the replica up to so many seconds of lag."""
        address = f"{self.replica.address()}?application_name={name}"
        environment |= {"DATABASE_URL": self.primary.address(), "REPLICA_DATABASE_URL": address}
        node = Node(self.folder / name, {**environment, "REPLICA_LAG_SECONDS": str(lag)}, works=False)
        self.stack.callback(node.kill)
        node.until_ready()
        return node

    def person(self, node: Node, who: str) -> Person:
        """Somebody who has signed in and changed nothing since."""
        person = Person(node.address)
        person.sign_in(f"{who}@example.org")
        forget_what_changed(person)
        return person

    def ask(self, server: PostgreSQL, statement: str, *values: Any) -> Any:
        """Ask one of the servers. Returns the first value."""
        connection = psycopg2.connect(server.address())
        connection.autocommit = True
        try:
            cursor = connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()

    def until_level(self) -> None:
        """Wait until the replica has all that the primary has written."""
        behind = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
        until(lambda: self.ask(self.replica, behind, self.ask(self.primary, "SELECT pg_current_wal_lsn()::text")))

    def read_there(self, name: str) -> bool:
        """Whether what a web process last asked of the replica is more than how it is."""
        last = "SELECT max(query) FROM pg_stat_activity WHERE application_name = %s"
        return "pg_is_in_recovery" not in (self.ask(self.replica, last, name) or "pg_is_in_recovery")


def forget_what_changed(person: Person) -> None:
    """Let the browser's mark of having changed something run out."""
    for each in [each for each in person.jar if each.name == "changed"]:
        person.jar.clear(each.domain, each.path, each.name)


@pytest.fixture(scope="module")
def place() -> Iterator[District]:
    """The district, for all tests of this module."""
    programs = server_programs()
    if programs is None or not (programs / "pg_basebackup").exists():
        pytest.skip("PostgreSQL's server programs were not found: a replica of our own needs initdb and pg_basebackup")
    # Not below the folder of the tests, into which the account that PostgreSQL runs as may not look.
    with tempfile.TemporaryDirectory(prefix="pusdplans-replica-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        yield District(Path(folder), stack)


@pytest.fixture(scope="module")
def patient(place: District) -> Node:
    """A web process that takes the replica however far it is behind."""
    return place.node("patient", 600)


@pytest.fixture(scope="module")
def strict(place: District) -> Node:
    """A web process that takes the replica up to a second behind."""
    return place.node("strict", 1)


@pytest.fixture(scope="module")
def trusting(place: District) -> Node:
    """For controls: a web process that takes the replica without a look at it, and does not fall back."""
    return place.node("trusting", 1, FAULT="trust the replica")


@pytest.fixture
def paused(place: District) -> Iterator[Callable[[], None]]:
    """A function after which the replica stands still; it goes on after the test."""

    def pause() -> None:
        place.until_level()
        place.ask(place.replica, "SELECT pg_wal_replay_pause()")
        until(lambda: place.ask(place.replica, "SELECT pg_get_wal_replay_pause_state()") == "paused")

    yield pause
    place.ask(place.replica, "SELECT pg_wal_replay_resume()")
    place.ask(place.primary, "UPDATE plans_department SET name = 'Instructional Services' WHERE name = %s", NEW)
    place.until_level()


def rename(place: District) -> None:
    """Change what the district's page shows, on the primary."""
    place.ask(place.primary, "UPDATE plans_department SET name = %s WHERE slug = 'instructional-services'", NEW)


def shows_new(person: Person) -> bool:
    """Whether the district's page shows what was changed."""
    page = person.get(DISTRICT)
    assert page.status == 200
    return NEW in page.text


def test_page_of_the_cycle_comes_from_the_replica(place: District, patient: Node, paused: Any) -> None:
    admin = place.person(patient, "admin")
    paused()
    rename(place)
    assert not shows_new(admin), "the page comes from the replica, which stands still"
    place.ask(place.replica, "SELECT pg_wal_replay_resume()")
    place.until_level()
    assert shows_new(admin)


def test_control_without_the_setting_it_comes_from_the_primary(place: District, paused: Any) -> None:
    node = Node(place.folder / "alone", {"DATABASE_URL": place.primary.address()}, works=False)
    place.stack.callback(node.kill)
    node.until_ready()
    admin = place.person(node, "admin")
    paused()
    rename(place)
    assert shows_new(admin)
    node.kill()


def test_approved_plan_comes_from_the_replica_and_others_do_not(place: District, patient: Node, paused: Any) -> None:
    viewer, other = place.person(patient, "viewer"), place.person(patient, "other-lead")
    changed = "UPDATE plans_submission SET document = replace(document::text, %s, %s)::jsonb"
    paused()
    place.ask(place.primary, changed, "As it was", "As it never was")
    try:
        assert "As it was handed in" in viewer.get(DOCUMENT).text
        assert "As it was handed in" in viewer.get(f"{DOCUMENT}1/").text
        assert b"As it was handed in" in viewer.get(f"{PLAN}export/json/").content
        # A plan that is still written is read from the primary.
        text = "UPDATE plans_plantext SET text = '<p>A new word</p>' WHERE plan_id IN (SELECT id FROM plans_plan WHERE status <> 'approved')"
        place.ask(place.primary, text)
        assert "A new word" in other.get("/plans/2020-21/special-education/preview/").text
    finally:
        place.ask(place.primary, changed, "As it never was", "As it was")


def test_replica_that_is_too_far_behind_is_not_read(place: District, strict: Node, trusting: Node, paused: Any) -> None:
    admin = place.person(strict, "admin")
    paused()
    rename(place)
    time.sleep(1.1)
    assert shows_new(admin)
    assert admin.get("/readyz?all").json["replica"] == "it is too far behind"
    assert not place.read_there("strict")
    # Control: whoever does not look shows what is too old.
    assert not shows_new(place.person(trusting, "admin"))


def test_idle_primary_makes_no_lag(place: District, strict: Node) -> None:
    admin = place.person(strict, "admin")
    place.until_level()
    last = "SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())"
    until(lambda: place.ask(place.replica, last) > 1.5)
    assert not shows_new(admin)
    assert place.read_there("strict"), "nothing was written for longer than the lag that is allowed, and it is level"


def test_who_changed_something_sees_it_at_once(place: District, patient: Node, paused: Any) -> None:
    reviewer, admin = place.person(patient, "reviewer"), place.person(patient, "admin")
    paused()
    rename(place)
    reviewer.post(DISTRICT)
    assert (shows_new(reviewer), shows_new(admin)) == (True, False)
    # Control: without the mark on the browser it would not be seen.
    forget_what_changed(reviewer)
    assert not shows_new(reviewer)


def test_mark_of_having_changed_something_lasts_as_long_as_the_lag_may(place: District, strict: Node) -> None:
    person = place.person(strict, "reviewer")
    person.post(DISTRICT)
    (mark,) = [each for each in person.jar if each.name == "changed"]
    assert (mark.value, mark.path, mark.has_nonstandard_attr("HttpOnly")) == ("1", "/", True)
    assert 0 < (mark.expires or 0) - time.time() <= 2
    person.get(DISTRICT)
    assert [each.expires for each in person.jar if each.name == "changed"] == [mark.expires]


def test_page_never_mixes_two_states_of_what_it_is_about(place: District, patient: Node, paused: Any) -> None:
    admin = place.person(patient, "admin")
    paused()
    rename(place)
    place.ask(place.primary, "UPDATE plans_planningcycle SET due_date = due_date + 1")
    assert shows_new(admin), "the cycle is another one on the primary, so all of it is read there"


def test_replica_that_fails_while_a_page_is_read(place: District, patient: Node) -> None:
    admin = place.person(patient, "admin")
    # Started anew, nobody has the file of its table of plans open; that is lost to a bad disk. It follows all the same.
    place.replica.stop()
    place.replica.start()
    place.until_level()
    where = place.ask(place.replica, "SELECT pg_relation_filepath('plans_plan')")
    (place.replica.data / where).rename(place.folder / "plans_plan")
    try:
        with pytest.raises(psycopg2.OperationalError):
            place.ask(place.replica, "SELECT count(*) FROM plans_plan")
        rename(place)
        place.until_level()
        assert shows_new(admin)
        # It was tried, and is left alone for a while.
        said = (patient.folder / "log").read_text()
        assert ("The replica cannot be read from" in said, "could not open file" in said) == (True, True)
    finally:
        (place.folder / "plans_plan").rename(place.replica.data / where)


def test_replica_that_was_promoted_is_none(place: District, strict: Node) -> None:
    admin = place.person(strict, "admin")
    place.replica.stop()
    (place.replica.data / "standby.signal").rename(place.folder / "standby.signal")
    place.replica.start()
    try:
        assert admin.get("/readyz?all").json["replica"] == "it is no replica"
        assert admin.get(DISTRICT).status == 200
        assert not place.read_there("strict")
    finally:
        place.replica.stop("immediate")


def test_replica_that_is_killed_is_not_missed(place: District, patient: Node, strict: Node, trusting: Node) -> None:
    """The last of the module: the replica does not come back."""
    if (place.replica.data / "postmaster.pid").exists():
        place.replica.stop("immediate")
    for node in (patient, strict):
        admin = place.person(node, "admin")
        rename(place)
        assert shows_new(admin)
        answer = admin.get("/readyz?all")
        assert (answer.status, answer.json["replica"], answer.json["database"]) == (503, "cannot be reached", "ok")
        assert admin.get("/readyz").status == 200
    # Control: whoever does not fall back has no page.
    assert place.person(trusting, "admin").get(DISTRICT).status == 500
