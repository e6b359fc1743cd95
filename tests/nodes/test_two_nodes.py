"""Two machines, each a web process and a worker, on one PostgreSQL and one object store, behind a round-robin front.

One of them is killed in the middle of the job. What is lost or done twice is told in words; the controls have some.
"""

import io
import os
import signal
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django_tasks_db.models import DBTaskResult

from plans.models import CycleExport, CycleExportState, EventKind, Filing, Plan, PlanText
from pusdplans.archive import filing
from pusdplans.archive.verifying import differences
from tests import district, object_store
from tests.archive.filed import FOLDER
from tests.archive.test_workers import until as until_within
from tests.district import Cast
from tests.faults import kills
from tests.mail.test_sending import database_address
from tests.nodes.front import Front, front
from tests.nodes.node import Node, nodes
from tests.nodes.person import Person
from tests.sample_files import GOOD

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = "/plans/2020-21/instructional-services/"
ROWS = f"{PLAN}rows/"
BUCKET = "district"
NAME = f"{FOLDER}/Instructional Services 2020-21, version 2"
FILED = [f"archive/{NAME}.{ending}" for ending in ("docx", "json", "manifest.json", "pdf")]
# What a form that can be handed in has at the least: kind, what it is added with, what is typed.
TYPED: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("contact", {}, {"name": "Ana Ruiz", "phone": "X88216"}),
    ("service", {}, {"text": "Training"}),
    ("clause", {"kind": "if"}, {"kind": "if", "text": "we act"}),
    ("clause", {"kind": "then"}, {"kind": "then", "text": "they learn"}),
    ("goal", {}, {"statement": "<p>Engagement</p>", "outcomes": "<p>More</p>", "audience": "<p>All</p>"}),
    ("metric", {}, {"text": "<p>Attendance</p>"}),
    ("target", {}, {"text": "<p>95%</p>"}),
    ("action", {}, {"text": "Call every home"}),
)
OF_GOAL = {"metric", "target", "action"}
SAVING = 4
# Four processes start on a machine that may have much else to do.
until = partial(until_within, seconds=180)


class Job:
    """A year's work on one plan across the nodes. `wrong` is what was lost or is not as it should be, in words."""

    def __init__(self, cast: Cast, pair: tuple[Node, ...], before: Front) -> None:
        self.cast, self.pair, self.front = cast, pair, before
        self.lead, self.reviewer = Person(before.address), Person(before.address)
        self.wrong: list[str] = []

    def see(self, what: str, found: Any, wanted: Any) -> None:
        """Note what is not as it should be."""
        if found != wanted:
            self.wrong.append(f"{what}: {found}, not {wanted}")

    def sign_in(self) -> None:
        """Sign in; the pages that follow come from both nodes."""
        for person, who in ((self.lead, "lead"), (self.reviewer, "reviewer")):
            person.sign_in(f"{who}@example.org")
            self.see(f"{who} at each node", [person.get("/", at=each.address).status for each in self.pair], [200, 200])

    def type(self) -> None:
        """Add each row, and save it as our script does."""
        goal = ""
        for kind, given, typed in TYPED:
            among = f"{kind}/in/{goal}/add/" if kind in OF_GOAL else f"{kind}/add/"
            row = self.lead.post(ROWS + among, given, fetch=True).json["ids"][0]
            goal = row if kind == "goal" else goal
            saved = self.lead.post(f"{ROWS}{kind}/{row}/save/", {**typed, "revision": 1}, fetch=True)
            self.see(f"{kind} saved", saved.status, 200)
        self.write_purpose("We serve.")

    def write_purpose(self, words: str) -> None:
        """Write what the department is for."""
        text = PlanText.objects.get(plan=self.cast.plan, part="purpose")
        values = {"text": f"<p>{words}</p>", "revision": text.revision}
        self.see("purpose saved", self.lead.post(f"{ROWS}text/{text.pk}/save/", values, fetch=True).status, 200)

    def attach(self) -> None:
        """Upload a file at one node, and fetch it from each."""
        sent = {"file": SimpleUploadedFile("Chart.png", GOOD["png"])}
        answer = self.lead.post(f"{PLAN}files/budget/", sent, at=self.pair[0].address, fetch=True)
        self.file = f"{PLAN}files/{answer.json['id']}/"
        self.fetch("a file")

    def fetch(self, what: str) -> None:
        """Fetch the file that was uploaded from each node."""
        for number, node in enumerate(self.pair):
            found = self.lead.get(self.file, at=node.address)
            self.see(f"{what} from node {number}", (found.status, found.content == GOOD["png"]), (200, True))

    def hand_in(self) -> None:
        """Submit, return, correct and submit again."""
        self.lead.post(f"{PLAN}check/")
        self.see("submitted", self.status, "submitted")
        self.reviewer.post(f"{PLAN}return/", {"reason": "Say whom you serve."})
        self.see("returned", self.status, "returned")
        self.write_purpose("We serve every school.")
        self.lead.post(f"{PLAN}check/")
        self.see("submitted again", self.status, "submitted")

    @property
    def status(self) -> str:
        """The plan's status."""
        return Plan.objects.get(pk=self.cast.plan.pk).status

    def lose_a_node(self) -> None:
        """Approve; the first node's worker is in the middle of filing when its power fails; the second one goes on."""
        first, second = self.pair
        # The second worker is busy with something else meanwhile, so the first one files.
        hold(second)
        self.reviewer.post(f"{PLAN}approve/", {"version": 2, "note": ""})
        self.see("approved", self.status, "approved")
        until(lambda: Filing.objects.get().files and filing.archive().exists(Filing.objects.get().files[0]["name"]))
        first.kill()
        self.see("filed by the killed one", Filing.objects.get().is_filed, False)
        os.killpg(second.worker.pid, signal.SIGCONT)
        until(lambda: Filing.objects.get().is_filed and not DBTaskResult.objects.running().exists())
        self.see("events of filing", self.cast.plan.events.filter(kind=EventKind.FILED).count(), 1)
        self.wrong += differences()

    def fetch_the_cycle(self) -> None:
        """Ask for the cycle as a ZIP, which the second node's worker makes, and fetch it from the first, new again."""
        self.reviewer.post("/queue/2020-21/export/", {"kind": "zip"})
        until(lambda: CycleExport.objects.get().state not in (CycleExportState.WAITING, CycleExportState.RUNNING))
        self.pair[0].serve()
        self.pair[0].until_ready()
        found = self.reviewer.get(f"/exports/{CycleExport.objects.get().pk}/file/", at=self.pair[0].address)
        is_zip = zipfile.is_zipfile(io.BytesIO(found.content))
        self.see("ZIP from the other node", (found.headers["Content-Type"], is_zip), ("application/zip", True))
        if is_zip:
            inside = zipfile.ZipFile(io.BytesIO(found.content)).namelist()
            self.see("Word files in it", [each.endswith("version 2.docx") for each in inside].count(True), 1)

    def do(self) -> list[str]:
        """Do all of it. Returns what is wrong."""
        self.sign_in()
        self.type()
        self.attach()
        self.hand_in()
        self.lose_a_node()
        self.fetch_the_cycle()
        self.fetch("the file, after all")
        return self.wrong


def hold(node: Node) -> None:
    """Let a worker stand still, but not within a transaction: nobody is to wait for what it has locked."""
    mine = "SELECT coalesce(max(state), '') FROM pg_stat_activity WHERE application_name = %s AND state <> 'idle'"
    with connection.cursor() as cursor:
        while True:
            os.killpg(node.worker.pid, signal.SIGSTOP)
            state = "active"
            while state == "active":
                cursor.execute(mine, [node.called])
                (state,) = cursor.fetchone()
            if not state:
                return
            os.killpg(node.worker.pid, signal.SIGCONT)
            time.sleep(0.05)


@contextmanager
def others_save(cast: Cast, address: str) -> Iterator[tuple[list[kills.Writer], kills.Writer]]:
    """Let other people save rows and paste lists all the while; each save is sent again until it is acknowledged."""
    ended = threading.Event()
    *saving, pasting = kills.writers(address, cast, ended)
    saving = saving[:SAVING]
    lists = pasting.path.rpartition("/contact/")[0] + "/service/paste/"
    threads = [threading.Thread(target=each.write) for each in saving]
    threads.append(threading.Thread(target=pasting.paste, args=[lists]))
    for thread in threads:
        thread.start()
    try:
        yield saving, pasting
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def shared(settings: Any) -> dict[str, str]:
    """What the nodes share besides files: the database, and how it is known who signs in."""
    if connection.vendor != "postgresql":
        pytest.skip("Two machines share a PostgreSQL: this runs where the tests run on one.")
    # The nodes are no test environment, and know no quick sums of passwords.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    return {"DATABASE_URL": database_address()}


@pytest.fixture
def bucket(shared: dict[str, str], settings: Any) -> Iterator[Any]:
    """A bucket that both nodes use, and the test too."""
    with object_store.object_store() as address:
        bucket = object_store.make_bucket(address, BUCKET)
        shared |= object_store.environment(address, "MEDIA", BUCKET, "media")
        shared |= object_store.environment(address, "ARCHIVE", BUCKET, "archive")
        filed = object_store.storage(address, BUCKET, "archive")
        settings.STORAGES = {**settings.STORAGES, "archive": filed}
        yield bucket
        object_store.remove(bucket)


def test_the_whole_job_across_two_nodes_one_of_which_is_killed(
    shared: dict[str, str], bucket: Any, tmp_path: Path
) -> None:
    cast = district.make()
    first, second = Node(tmp_path / "first", shared, STOP_AT_SAVE="2"), Node(tmp_path / "second", shared)
    with ExitStack() as stack:
        pair = stack.enter_context(nodes(first, second))
        before = stack.enter_context(front([each.port for each in pair]))
        with others_save(cast, before.address) as (saving, pasting):
            wrong = Job(cast, pair, before).do()
    assert wrong == []
    assert kills.what_is_wrong(saving, pasting) == {}
    # Both did their share, and nothing but the log is on the disk of either.
    assert min(before.served[each.port] for each in pair) > len(TYPED)
    assert min(len(each.acknowledged) for each in saving) > 10
    assert (first.stored(), second.stored()) == (["log"], ["log"])
    assert [each for each in object_store.names(bucket) if each.startswith("archive/")] == FILED


def test_control_with_files_in_a_folder_of_each_node_it_is_noticed(
    shared: dict[str, str], tmp_path: Path, settings: Any
) -> None:
    cast = district.make()
    first, second = Node(tmp_path / "first", shared, STOP_AT_SAVE="2"), Node(tmp_path / "second", shared)
    folder = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": first.folder / "archive"},
    }
    settings.STORAGES = {**settings.STORAGES, "archive": folder}
    with nodes(first, second) as pair, front([each.port for each in pair]) as before:
        wrong = Job(cast, pair, before).do()
    assert "a file from node 1: (404, False), not (200, True)" in wrong
    assert any(each.startswith("ZIP from the other node") for each in wrong)
    assert [each for each in wrong if "missing" in each]


def test_control_saves_that_are_answered_before_they_are_done_are_lost(
    shared: dict[str, str], bucket: Any, tmp_path: Path
) -> None:
    cast = district.make()
    shared["FAULT"] = "answer first"
    made = [Node(tmp_path / name, shared, works=False) for name in ("first", "second")]
    with ExitStack() as stack:
        pair = stack.enter_context(nodes(*made))
        before = stack.enter_context(front([each.port for each in pair]))
        with others_save(cast, before.address) as (saving, pasting):
            until(lambda: min(len(each.acknowledged) for each in saving) > 3)
            for each in pair:
                each.kill()
                each.serve()
                each.until_ready()
    assert kills.what_is_wrong(saving, pasting)["lost"] > 0
