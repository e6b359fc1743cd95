"""Read the whole trail through and say whether anything in it was edited, deleted or put into another order."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.models import Event
from plans.verifying import problems


class Command(BaseCommand):
    """`verify_trail`: exits with 1 and names what is wrong."""

    help = "Check that no event of the trail was edited, deleted or put into another order."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each problem."""
        count = 0
        for count, sentence in enumerate(problems(), start=1):  # noqa: B007
            self.stdout.write(sentence)
        if count:
            raise CommandError(f"{count} problem{'' if count == 1 else 's'} in the trail.")
        self.stdout.write(f"The trail is whole: {Event.objects.count()} events, each as it was written.")
