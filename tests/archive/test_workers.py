"""Background work on the database: a real worker process does it; tasks of a killed one are done by the next."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from plans.models import Filing, FilingState
from pusdplans.archive import workers
from pusdplans.archive.models import Worker
from tests import district
from tests.archive.filed import FILES, approve

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def running(worker: str, *, minutes: float, killed_before: int = 0) -> DBTaskResult:
    """Return a task that a worker began some minutes ago."""
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [0], "kwargs": {}},
        task_path="pusdplans.archive.tasks.file_submission",
        backend_name="default",
    )
    began = timezone.now() - datetime.timedelta(minutes=minutes)
    names = [*(f"killed-{number}" for number in range(killed_before)), worker]
    DBTaskResult.objects.filter(pk=task.pk).update(status=TaskResultStatus.RUNNING, started_at=began, worker_ids=names)
    return task


def seen(worker: str, *, seconds: float) -> None:
    """Note when a worker was last seen."""
    Worker.objects.create(name=worker, seen_at=timezone.now() - datetime.timedelta(seconds=seconds))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last_seen", "minutes", "killed_before", "expected"),
    (
        (None, 5, 0, TaskResultStatus.READY),
        (300, 5, 0, TaskResultStatus.READY),
        (5, 500, 0, TaskResultStatus.RUNNING),
        (None, 0.1, 0, TaskResultStatus.RUNNING),
        (None, 5, 3, TaskResultStatus.FAILED),
    ),
    ids=("never seen", "silent", "alive and slow", "just begun", "takes workers with it"),
)
def test_only_tasks_of_killed_workers_are_ready_again(
    last_seen: float | None, minutes: float, killed_before: int, expected: str
) -> None:
    task = running("one", minutes=minutes, killed_before=killed_before)
    if last_seen is not None:
        seen("one", seconds=last_seen)
    seen("another", seconds=1)
    call_command("retry_tasks")
    task.refresh_from_db()
    assert task.status == expected


@pytest.mark.django_db(transaction=True)
def test_worker_that_is_told_to_end_in_the_middle_of_a_statement_ends_and_signs_no_more() -> None:
    """The signal comes when a transaction has begun and Django does not know of it yet."""
    with pytest.raises(SystemExit), workers.signing("told to end"):
        connection.cursor().execute("BEGIN")
        raise SystemExit(0)
    assert not Worker.objects.filter(name="told to end").exists()


@pytest.mark.django_db(transaction=True)
def test_worker_that_is_told_to_end_while_the_database_is_away_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_what: Any) -> None:
        raise OperationalError("no answer")

    with pytest.raises(SystemExit), workers.signing("told to end"):
        monkeypatch.setattr(Worker.objects, "filter", away)
        raise SystemExit(0)


@pytest.mark.django_db
def test_worker_has_nothing_to_do_where_tasks_are_done_at_once() -> None:
    with pytest.raises(CommandError, match="done at once"):
        call_command("work", "--batch")


@pytest.fixture
def start_worker(archive_folder: Path, settings: Any) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start workers on the test's database and archive, each a process of its own; tasks wait for them."""
    settings.TASKS = QUEUED
    started = []

    def start(*options: str, **environment: str) -> subprocess.Popen[str]:
        values = connection.settings_dict
        address = f"sqlite:///{values['NAME']}"
        if connection.vendor == "postgresql":
            user, password = values["USER"], values["PASSWORD"]
            address = f"postgres://{user}:{password}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.archive.worker", *options],
            cwd=site.BASE_DIR,
            env={
                **os.environ,
                "ENVIRONMENT": "development",
                "DATABASE_URL": address,
                "ARCHIVE_ROOT": str(archive_folder),
                "EMAIL_URL": "dummymail://",
                **environment,
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        print(process.communicate()[1])


def until(true: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something is so: as long as it takes on a busy machine, no longer than it needs."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_worker_files_what_is_approved_and_ends_when_told(start_worker: Any, archive_folder: Path) -> None:
    cast = district.make()
    approve(cast)
    assert not archive_folder.exists()
    worker = start_worker()
    until(lambda: Filing.objects.get().is_filed)
    assert sorted(str(path.relative_to(archive_folder)) for path in archive_folder.rglob("*.*")) == sorted(FILES)
    until(lambda: not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists())
    assert Worker.objects.count() == 1
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    assert Worker.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_killed_worker_is_done_by_the_next(
    start_worker: Any, archive_folder: Path, monkeypatch: Any
) -> None:
    cast = district.make()
    approve(cast)
    worker = start_worker(STOP_AT_SAVE="2")
    until(lambda: len(list(archive_folder.rglob("*.*"))) == 1)
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=10)
    path = "pusdplans.archive.tasks.file_submission"
    task = DBTaskResult.objects.get(task_path=path)
    assert (task.status, Filing.objects.get().state) == (TaskResultStatus.RUNNING, FilingState.WAITING)
    # Negative control: nobody else ever takes it, however many workers come.
    start_worker("--batch").wait(timeout=60)
    task.refresh_from_db()
    assert (task.status, Filing.objects.get().state) == (TaskResultStatus.RUNNING, FilingState.WAITING)
    # A while later it counts as killed, and its hold on the filing is over.
    earlier = timezone.now() - datetime.timedelta(hours=1)
    Worker.objects.update(seen_at=earlier)
    DBTaskResult.objects.filter(pk=task.pk).update(started_at=earlier)
    Filing.objects.update(next_try=earlier)
    assert workers.retry_lost() == 1
    start_worker("--batch").wait(timeout=60)
    task.refresh_from_db()
    assert (task.status, len(task.worker_ids), Filing.objects.get().is_filed) == (TaskResultStatus.SUCCESSFUL, 2, True)
    assert sorted(str(path.relative_to(archive_folder)) for path in archive_folder.rglob("*.*")) == sorted(FILES)


@pytest.mark.django_db(transaction=True)
def test_a_working_worker_signs_that_it_lives(start_worker: Any, archive_folder: Path) -> None:
    """In the middle of a task that takes long."""
    cast = district.make()
    approve(cast)
    start_worker(STOP_AT_SAVE="1", SIGN_EVERY="0.2")
    until(lambda: DBTaskResult.objects.running().exists())
    first = Worker.objects.get().seen_at
    until(lambda: Worker.objects.get().seen_at > first)
