"""Do background work: the tasks of the queue, and what falls due by itself."""

import contextlib
import logging
import os
import socket
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from plans.models import Via
from plans.trail import through
from pusdplans.archive import filing
from pusdplans.archive.workers import keep_house, signing

logger = logging.getLogger(__name__)

KEEP_HOUSE_EVERY = 30.0
ASK_AGAIN_AFTER = 2.0


class Command(BaseCommand):
    """`work [--batch]`: django-tasks-db's worker (`db_worker`), with signs of life and housekeeping between tasks."""

    help = "Do background work until stopped (Ctrl-C or SIGTERM: the task in hand is finished first)."

    def add_arguments(self, parser: CommandParser) -> None:
        """For how long, and how eagerly."""
        parser.add_argument("--batch", action="store_true", help="Do what is there, then end.")
        parser.add_argument("--interval", type=float, default=1.0, help="Seconds between looks into an empty queue.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if not isinstance(task_backends["default"], DatabaseBackend):
            raise CommandError("Tasks are done at once here (see TASKS in the settings): there is nothing to work on.")
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        # Pages come first.
        with contextlib.suppress(OSError):
            os.nice(10)
        while True:
            try:
                return self._live(batch=options["batch"], interval=options["interval"])
            except (OperationalError, InterfaceError):
                if options["batch"]:
                    raise
                logger.exception("The database does not answer; it is asked again")
                connection.close()
                time.sleep(ASK_AGAIN_AFTER)

    def _live(self, *, batch: bool, interval: float) -> None:
        """Work under a new name: what was in hand when the database went away counts as a killed worker's."""
        name = f"{socket.gethostname()[:40]}-{get_random_string(16)}"
        # Its `run` does all that is ready and returns; `running` ends with a signal.
        worker = Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        with signing(name), through(Via.TASK):
            self._work(worker, batch=batch, interval=interval)

    def _work(self, worker: Worker, *, batch: bool, interval: float) -> None:
        filing.adopt()
        kept_house: float | None = None
        while worker.running:
            close_old_connections()
            worker.run()
            if kept_house is None or time.monotonic() - kept_house >= KEEP_HOUSE_EVERY:
                _in_peace(worker)
                kept_house = time.monotonic()
                # What is ready again since then is done at once.
                continue
            if batch:
                break
            if worker.running:
                time.sleep(interval)


def _in_peace(worker: Worker) -> None:
    """Keep house; a signal meanwhile waits until that is done, and what goes wrong is tried again next time."""
    worker.running_task = True
    try:
        keep_house()
    except Exception:  # whatever it is, the worker lives on
        logger.exception("Housekeeping failed; it is tried again")
    finally:
        worker.running_task = False
