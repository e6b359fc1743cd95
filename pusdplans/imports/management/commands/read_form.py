"""Print the plan document that a Word form holds."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pusdplans.document.schema import to_json
from pusdplans.imports.word.reading import NotReadable, read_safely


class Command(BaseCommand):
    """`read_form FILE.docx`: nothing is written. The counts of words go to standard error with `--counts`."""

    help = "Print the plan document (JSON) that a Word form holds. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--cycle", help="The school year, like 2020-21, where the form names none.")
        parser.add_argument("--counts", action="store_true", help="Say where every word of the file went.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and print."""
        try:
            reading = read_safely(options["file"], options["cycle"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except NotReadable as error:
            raise CommandError(f"{options['file']}: {error.sentence}") from error
        self.stdout.write(json.dumps(to_json(reading.document), indent=1, ensure_ascii=False))
        if options["counts"]:
            self.stderr.write(
                f"{reading.words_in_file} words: {reading.words_placed} in fields, {reading.words_unplaced} unplaced, "
                f"{reading.words_of_form} of the form itself."
            )
