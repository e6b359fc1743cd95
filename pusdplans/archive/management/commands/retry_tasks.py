"""Give the tasks of killed workers to living ones."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pusdplans.archive.workers import SILENCE, retry_lost


class Command(BaseCommand):
    """`retry_tasks [--silence SECONDS]`; `work` does the same by itself every half minute."""

    help = "Make tasks ready again whose worker was killed."

    def add_arguments(self, parser: CommandParser) -> None:
        """After how long."""
        parser.add_argument(
            "--silence",
            type=int,
            default=int(SILENCE.total_seconds()),
            help="Seconds without a sign after which a worker counts as killed (%(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many."""
        count = retry_lost(datetime.timedelta(seconds=options["silence"]))
        self.stdout.write(f"{count} made ready again.")
