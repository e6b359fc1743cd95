"""Write a plan to a file: Word, PDF, Excel or JSON; or a whole cycle to one Excel file."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.conversation import conversation_of
from plans.models import Plan, PlanningCycle, Submission
from pusdplans.archive.edition import document_of, edition_of, remarks_of, submitted_in
from pusdplans.exports.edition import FORMATS, file_name


class Command(BaseCommand):
    """`export_plan CYCLE [DEPARTMENT-SLUG] --to docx|pdf|xlsx|json [--draft] [--comments] [-o FILE]`."""

    help = (
        "Write a plan's newest submission to a file, or the plan as it stands where it was never submitted. "
        "Without a department: the newest submissions of the whole cycle, in one Excel file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan, in which format, where to."""
        parser.add_argument("cycle", help="The planning cycle, like 2020-21.")
        parser.add_argument("department", nargs="?", help="The department's slug; without it, the whole cycle (xlsx).")
        parser.add_argument("--to", required=True, choices=list(FORMATS), help="The format.")
        parser.add_argument("--draft", action="store_true", help="The plan as it stands now, not what was submitted.")
        parser.add_argument("--comments", action="store_true", help="With the comments, as Word shows them (docx).")
        parser.add_argument("-o", "--output", help="The file, or - for the standard output; else named after the plan.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and print its path."""
        label, slug = options["cycle"], options["department"]
        if options["comments"] and (slug is None or options["to"] != "docx"):
            raise CommandError("Comments go along with one plan as docx only: name a department, and --to docx.")
        cycle = PlanningCycle.objects.filter(label=label).first()
        if cycle is None:
            raise CommandError(f"There is no planning cycle “{label}”: {_known('cycles', _labels())}.")
        if slug is None:
            name, content = self.whole_cycle(cycle, options["to"], options["draft"])
        else:
            name, content = self.one_plan(cycle, slug, options["to"], options["draft"], options["comments"])
        self.put(content, options["output"] or name)

    def one_plan(self, cycle: PlanningCycle, slug: str, to: str, draft: bool, comments: bool) -> tuple[str, bytes]:
        """Return the file's name and content."""
        plans = Plan.objects.with_place().with_comments().in_cycle(cycle)
        plan = plans.filter(department__slug=slug).first()
        if plan is None:
            slugs = plans.order_by("department__slug").values_list("department__slug", flat=True)
            raise CommandError(f"There is no plan of “{slug}” for {cycle}: {_known('departments', slugs)}.")
        document, submission = document_of(plan, draft=draft)
        edition = edition_of(plan, submission)
        if comments:
            edition = replace(edition, remarks=remarks_of(conversation_of(plan)))
        return file_name(document, edition, to), FORMATS[to].write(document, edition)

    def whole_cycle(self, cycle: PlanningCycle, to: str, draft: bool) -> tuple[str, bytes]:
        """Return the name and content of the workbook of a cycle."""
        if to != "xlsx" or draft:
            raise CommandError("Name a department: only submitted plans, as xlsx, are written for a whole cycle.")
        # Imported here, as the formats are: only who writes one pays for it.
        from pusdplans.exports.excel import write_cycle

        if not Submission.objects.filter(plan__cycle=cycle).exists():
            raise CommandError(f"No plan of {cycle} has been submitted yet: name a department to write its draft.")
        return f"Department plans {cycle}.xlsx", write_cycle(submitted_in(cycle))

    def put(self, content: bytes, output: str) -> None:
        """Write the content where it goes."""
        if output == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Give another file with -o.") from error
        self.stdout.write(output)


def _labels() -> Any:
    return PlanningCycle.objects.values_list("label", flat=True)


def _known(what: str, names: Any, most: int = 10) -> str:
    shown = list(names[: most + 1])
    return (
        f"the {what} are {', '.join(shown[:most])}{', …' if len(shown) > most else ''}" if shown else f"no {what} yet"
    )
