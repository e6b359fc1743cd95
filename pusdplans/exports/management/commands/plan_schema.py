"""Print the JSON Schema of plan documents."""

from typing import Any

from django.core.management.base import BaseCommand

from pusdplans.exports.as_json import plan_schema, to_text


class Command(BaseCommand):
    """`plan_schema`."""

    help = "Print the JSON Schema of plan documents, which says what a program that reads or writes them can rely on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(to_text(plan_schema()), ending="")
