"""Make up a district of any size, for trying and measuring."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from pusdplans.document.management.commands.load_demo import PASSWORD
from pusdplans.document.planting import AlreadyPlanted, plant


class Command(BaseCommand):
    """`seed_demo --departments N --years Y --seed S`: the same numbers make the same documents."""

    help = "Make up a district of any size, beside what is there. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, and which."""
        parser.add_argument("--departments", type=int, default=40)
        parser.add_argument("--years", type=int, default=3, help="School years, ending with the current one.")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--goals", type=int, help="Goals of each plan; else 2 to 6.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        if settings.PRODUCTION:
            raise CommandError("Demonstration data is not loaded with production settings.")
        departments, years, goals = options["departments"], options["years"], options["goals"]
        if not (0 < departments <= 20_000 and 0 < years <= 30 and (goals is None or 0 <= goals <= 200)):
            raise CommandError("Departments are 1 to 20000, years 1 to 30, goals 0 to 200.")
        try:
            with tqdm(total=departments * years, unit="plan", disable=options["verbosity"] == 0) as bar:
                plans = plant(
                    departments=departments,
                    years=years,
                    seed=options["seed"],
                    goals=goals,
                    password=PASSWORD,
                    told=bar.update,
                )
        except AlreadyPlanted as error:
            raise CommandError(
                f"A made-up district is here already (it has the department “{error}”), so nothing was added. "
                "Use another database to make another."
            ) from error
        if options["verbosity"]:
            self.stdout.write(
                f"{plans} plans of {departments} departments. Sign in as lead.1@seeded.example.org or "
                f"reviewer.1@seeded.example.org, password {PASSWORD}."
            )
