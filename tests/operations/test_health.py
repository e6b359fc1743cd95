"""What the front and the watch are told: alive, ready, and what is not well, without a word about how it is built."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from pusdplans.archive.models import Worker
from pusdplans.document.submitting import submit_plan
from pusdplans.operations import health
from tests.district import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker(db: None) -> Worker:
    """A worker that has just signed."""
    return Worker.objects.create(name="one")


def test_alive_asks_nobody(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.cookies) == (200, "ok\n", {})
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_costs_little(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(3):
        answer = client.get("/readyz?all")
    assert answer.json() == {"ready": True, "database": "ok", "storage": "ok", "worker": "ok", "mail": "ok"}
    assert (answer.status_code, answer.cookies) == (200, {})
    assert client.head("/readyz").status_code == 200
    assert client.post("/readyz").status_code == 405


def test_silent_worker_concerns_the_watch_not_the_front(client: Client, worker: Worker) -> None:
    Worker.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=500))
    assert client.get("/readyz").status_code == 200
    answer = client.get("/readyz?all")
    assert (answer.status_code, answer.json()["worker"]) == (503, "silent for 500 s")
    worker.delete()
    assert client.get("/readyz?all").json()["worker"] == "no worker"


def test_mail_that_waits_concerns_the_watch(client: Client, cast: Cast) -> None:
    with time_machine.travel(datetime.datetime(2026, 9, 30, 12, tzinfo=datetime.UTC), tick=False) as clock:
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
        clock.shift(1_000)
        assert client.get("/readyz").status_code == 200
        answer = client.get("/readyz?all")
    assert (answer.status_code, answer.json()["mail"]) == (503, "waiting for 1000 s")


def test_database_that_is_down_is_not_ready_and_tells_nothing(client: Client, monkeypatch: Any) -> None:
    def fail() -> None:
        raise OperationalError('connection to server at "10.1.2.3" failed: password for user "plans"')

    monkeypatch.setattr(health, "see_database", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "cannot be reached", "storage": "ok"}


def test_storage_that_cannot_be_written_is_not_ready(client: Client, stored_files: Path, monkeypatch: Any) -> None:
    # Before the first file the folder is not there yet.
    assert not Path(default_storage.location).exists()
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health.os, "access", lambda path, mode: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["storage"]) == (503, "cannot be written")
    monkeypatch.undo()
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert client.get("/readyz").json()["storage"] == "nearly full"
