"""Fill a plan from a plan document in a JSON file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans import lifecycle
from plans.models import Department, Plan, PlanningCycle
from plans.rows.saving import NotEditable
from pusdplans.document.apply import apply
from pusdplans.document.schema import DocumentError, parse
from pusdplans.document.submitting import refresh_progress


class Command(BaseCommand):
    """`load_plan FILE.json`: all of it or nothing; every problem is named with its path in the file."""

    help = "Fill a plan from a plan document (JSON). All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """File, and where it goes if not where it says."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--cycle", help="The planning cycle, like 2020-21; else the one the file names.")
        parser.add_argument("--department", help="The department's slug or name; else the one the file names.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file."""
        try:
            data = json.loads(options["file"].read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise CommandError(f"{options['file']} is not JSON: {error}") from error
        try:
            document = parse(data)
            plan = self.plan(options["cycle"] or document.cycle, options["department"] or document.department)
            apply(plan, document)
        except DocumentError as error:
            raise CommandError(f"Nothing was loaded from {options['file']}:\n{error}") from error
        except NotEditable as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        refresh_progress(plan)
        self.stdout.write(
            f"{plan} is loaded: {len(document.goals)} goals, {len(document.services)} groups of services."
        )

    def plan(self, label: str, name: str) -> Plan:
        """Find the plan, or make it where cycle and department are there."""
        cycle = PlanningCycle.objects.filter(label=label).first()
        if cycle is None:
            raise DocumentError(
                [("cycle", f"there is no planning cycle “{label}”: make it in the admin, or give --cycle")]
            )
        departments = Department.objects.all()
        department = departments.filter(slug=name).first() or departments.filter(name=name).first()
        if department is None:
            raise DocumentError(
                [("department", f"there is no department “{name}”: make it in the admin, or give --department")]
            )
        lifecycle.start_plans(cycle, [department])
        return Plan.objects.with_place().get(cycle=cycle, department=department)
