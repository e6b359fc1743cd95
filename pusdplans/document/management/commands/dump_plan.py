"""Print a plan as its document."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.models import Plan
from pusdplans.document.collect import collect
from pusdplans.document.schema import to_json


class Command(BaseCommand):
    """`dump_plan CYCLE DEPARTMENT-SLUG`."""

    help = "Print a plan as a plan document (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan."""
        parser.add_argument("cycle")
        parser.add_argument("department", help="The department's slug.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        plans = Plan.objects.with_place()
        plan = plans.filter(cycle__label=options["cycle"], department__slug=options["department"]).first()
        if plan is None:
            raise CommandError(f"There is no plan of “{options['department']}” for {options['cycle']}.")
        self.stdout.write(json.dumps(to_json(collect(plan)), indent=1, ensure_ascii=False))
