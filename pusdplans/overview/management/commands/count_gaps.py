"""Count again what is missing in plans whose count is old, and sum up large cycles anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, Q

from plans.models import Plan, PlanningCycle, Status
from pusdplans.document.submitting import refresh_progress
from pusdplans.overview.cabinet import LARGE, renew


class Command(BaseCommand):
    """`count_gaps [--cycle 2026-27]`: safe to run at any time, and again; a cron job may run it nightly."""

    help = "Count again what is missing in plans that changed since, or were counted before kinds of gaps were kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which year."""
        parser.add_argument("--cycle", help="A school year like 2026-27; all years without it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count."""
        cycles = PlanningCycle.objects.all()
        if options["cycle"]:
            cycles = cycles.filter(label=options["cycle"])
            if not cycles:
                raise CommandError(f"There is no cycle “{options['cycle']}”.")
        old = Q(progress_at=None) | Q(progress_at__lt=F("changed_at")) | ~Q(progress__has_key="kinds")
        begun = Plan.objects.with_place().filter(old, cycle__in=cycles).exclude(status=Status.NOT_STARTED)
        counted = 0
        for plan in begun.iterator(chunk_size=500):
            refresh_progress(plan)
            counted += 1
        for cycle in cycles:
            if cycle.plans.count() > LARGE:
                renew(cycle)
        if options["verbosity"]:
            self.stdout.write(f"{counted} plans counted.")
