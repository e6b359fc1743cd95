"""Back up the database and the files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pusdplans.operations.backups import CALLED, NotDone
from pusdplans.operations.backups.making import make


class Command(BaseCommand):
    """`backup FOLDER`: exits with 1 if no backup was made, and with 2 if one was, but files were missing before."""

    help = "Back up the database and the files into a new folder, while everything is in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="A folder that is not there yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        folder = options["folder"]
        try:
            manifest = make(folder)
        except (NotDone, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(each["rows"] for each in manifest["tables"].values())
        files = sum(map(len, manifest["stores"].values()))
        self.stdout.write(f"{folder}: {len(manifest['tables'])} tables, {rows} rows, {files} files.")
        if manifest["left_out"]:
            words = " and ".join(CALLED[name] for name in manifest["left_out"])
            self.stdout.write(f"Not in it, since they are in a store elsewhere: {words}. See that it keeps versions.")
        if manifest["missing"]:
            names = "\n".join(manifest["missing"])
            raise CommandError(f"Backed up, but the database names files that are gone:\n{names}", returncode=2)
