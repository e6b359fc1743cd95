"""Put a backup back, or only check one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pusdplans.operations.backups import CALLED, NotDone
from pusdplans.operations.backups.restoring import absent, damage, read, restore
from pusdplans.operations.backups.stores import stores


class Command(BaseCommand):
    """`restore FOLDER [--overwrite]`, or `restore FOLDER --verify`, which touches nothing."""

    help = "Put a backup in the place of the database and the files. Stop the web processes and workers first."

    def add_arguments(self, parser: CommandParser) -> None:
        """From where, and how."""
        parser.add_argument("folder", type=Path, help="What `backup` made.")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--overwrite", action="store_true", help="Also where there is something already.")
        how.add_argument("--verify", action="store_true", help="Only check that the backup is whole and unchanged.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        folder = options["folder"]
        try:
            manifest = read(folder)
            if options["verify"]:
                if lines := damage(folder, manifest):
                    raise NotDone("\n".join(lines))
                self.stdout.write(f"{folder}: whole and unchanged, made at {manifest['made_at']}.")
                self._say_what_is_elsewhere(manifest)
                return
            aside = restore(folder, overwrite=options["overwrite"])
        except (NotDone, OSError) as error:
            raise CommandError(str(error)) from error
        files = sum(map(len, manifest["stores"].values()))
        self.stdout.write(f"Restored and compared: {len(manifest['tables'])} tables, {files} files.")
        self._say_what_is_elsewhere(manifest)
        for name in sorted(manifest["stores"].keys() - stores()[0].keys()):
            self.stdout.write(
                f"Not restored: {CALLED[name]}, since they are in a store elsewhere here. Copy them into it."
            )
        for each in aside:
            self.stdout.write(f"The files that were there before are in {each}.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("The backup is of an older release: run manage.py migrate before starting.")
        if names := absent(manifest):
            gone = "\n".join(names)
            raise CommandError(
                f"Restored, but the store does not hold these, bring back their versions there:\n{gone}", returncode=2
            )

    def _say_what_is_elsewhere(self, manifest: dict[str, Any]) -> None:
        for name in manifest["left_out"]:
            self.stdout.write(f"Not in the backup: {CALLED[name]}, which are in a store elsewhere.")
