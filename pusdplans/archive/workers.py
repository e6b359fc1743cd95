"""What keeps background work going: signs of life of the workers, and tasks of killed workers done by others.

A worker that is killed leaves its task marked as running for ever. So each worker signs every few seconds, and a task
whose worker has been silent for a while is made ready again. That is safe, since every task can run twice without harm.
"""

import contextlib
import datetime
import logging
import threading
from collections.abc import Iterator

from django.db import Error, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pusdplans.archive import cycle_export, filing
from pusdplans.archive.models import Worker
from pusdplans.mail.schedule import run_schedule

logger = logging.getLogger(__name__)

SIGN_EVERY = datetime.timedelta(seconds=10)
SILENCE = datetime.timedelta(seconds=60)
# A task that has taken so many workers with it is not handed to another one.
MOST_WORKERS = 4
RESULTS_KEPT = datetime.timedelta(days=14)


def sign(name: str) -> None:
    """Say that the worker of this name lives."""
    Worker.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def retry_lost(silence: datetime.timedelta = SILENCE) -> int:
    """Make tasks ready again whose worker has given no sign for `silence`. Returns how many; the rest stay as they are."""
    before = timezone.now() - silence
    alive = set(Worker.objects.filter(seen_at__gt=before).values_list("name", flat=True))
    count = 0
    for each in DBTaskResult.objects.running().filter(started_at__lt=before):
        if alive & set(each.worker_ids[-1:]):
            continue
        same = DBTaskResult.objects.filter(pk=each.pk, status=TaskResultStatus.RUNNING, started_at=each.started_at)
        if len(each.worker_ids) >= MOST_WORKERS:
            same.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
            logger.error("Task %s was given up: its worker was killed %s times", each.task_path, len(each.worker_ids))
        elif same.update(status=TaskResultStatus.READY):
            logger.warning("Task %s is done again: its worker was killed", each.task_path)
            count += 1
    Worker.objects.filter(seen_at__lt=before - datetime.timedelta(days=1)).delete()
    return count


def keep_house(silence: datetime.timedelta = SILENCE) -> None:
    """Do what falls due by itself: lost tasks, mails, filings to try again, exports nobody began, results nobody reads."""
    retry_lost(silence)
    run_schedule()
    filing.file_what_waits()
    cycle_export.make_what_waits()
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RESULTS_KEPT).delete()


@contextlib.contextmanager
def signing(name: str) -> Iterator[None]:
    """Sign for the worker of this name, from a thread of its own, for as long as the block runs."""
    ended = threading.Event()

    def on_and_on() -> None:
        while not ended.wait(SIGN_EVERY.total_seconds()):
            try:
                sign(name)
            except Exception:  # a thread that ended here would make a living worker look dead
                logger.exception("The worker could not sign; it tries again")
            finally:
                connection.close()

    sign(name)
    thread = threading.Thread(target=on_and_on, daemon=True, name="signs of life")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        # A signal ends the work in the middle of anything: what a broken-off statement leaves behind goes with its connection.
        if not connection.in_atomic_block:
            connection.close()
        # Whoever was told to end does so without a database, too: a worker that does not sign is taken for a dead one.
        with contextlib.suppress(Error):
            Worker.objects.filter(name=name).delete()
