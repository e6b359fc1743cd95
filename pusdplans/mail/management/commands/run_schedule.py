"""Do what falls due by itself, once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from pusdplans.mail.schedule import run_schedule


class Command(BaseCommand):
    """`run_schedule`, every few minutes by cron or a systemd timer; `work` does the same by itself every half minute."""

    help = "Write the reminders and daily mails that are due, send what waits in the outbox, and tidy up."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say so in a line."""
        self.stdout.write(" ".join(run_schedule()) or _("Nothing was due."))
