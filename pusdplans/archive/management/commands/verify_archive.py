"""Compare the archive folder with what was approved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.models import PlanningCycle
from pusdplans.archive.verifying import differences


class Command(BaseCommand):
    """`verify_archive [--cycle 2020-21]`: exits with 1 and names what is missing, changed, or not filed."""

    help = "Compare filed plans with their SHA-256 sums and with the submissions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which cycle."""
        parser.add_argument("--cycle", help="One school year, like 2020-21; all of them without it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each difference."""
        cycle = None
        if options["cycle"]:
            cycle = PlanningCycle.objects.filter(label=options["cycle"]).first()
            if cycle is None:
                raise CommandError(f"There is no planning cycle “{options['cycle']}”.")
        count = 0
        for count, sentence in enumerate(differences(cycle), start=1):  # noqa: B007
            self.stdout.write(sentence)
        if count:
            raise CommandError(f"{count} differ{'s' if count == 1 else ''}.")
        self.stdout.write("The archive holds every approved plan, unchanged.")
