"""The restore drill: back up while people save, wipe everything, restore, compare.

`python -m bench.soak.restore_drill PLANS [cp]`: prints one JSON line; "problems" is what differs. With `cp` the live
SQLite file is copied as a file instead, as nobody should: the negative control.
"""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.soak.writers import Writers


def main(plans: int, how: str = "backup") -> None:
    """Do the drill."""
    import django

    django.setup()
    from django.core.management import call_command

    from pusdplans.document.planting import plant
    from tests import district

    call_command("migrate", verbosity=0)
    cast = district.make()
    plant(departments=plans, years=1, seed=1, goals=3)
    folder = Path(tempfile.mkdtemp(prefix="pusdplans-drill-"))
    try:
        print(json.dumps(drill(cast, folder / "copy", how)))
    finally:
        shutil.rmtree(folder)


def drill(cast: Any, copy: Path, how: str) -> dict[str, Any]:
    """Back up under load, wipe, restore. Returns figures, and "problems"."""
    with a_long_reader() if how == "cp" else contextlib.nullcontext(), Writers(cast) as people:
        people.until(20)
        before, files = dict(people.saved), dict(people.files)
        began, saves = time.monotonic(), people.count()
        tables = copy_as_file(copy) if how == "cp" else manage("backup", copy)
        took, meanwhile = time.monotonic() - began, people.count() - saves
        people.until(20)
    wipe()
    began = time.monotonic()
    if how == "cp":
        shutil.copyfile(copy, live_file())
    else:
        manage("restore", copy)
    back = time.monotonic() - began
    problems = [
        *tried(lambda: differences(tables)),
        *tried(lambda: lost(before, people.saved)),
        *tried(lambda: lost_files(files)),
    ]
    if how != "cp":
        problems += wrong_files(json.loads((copy / "manifest.json").read_text()))
    return {
        "backup_s": round(took, 2),
        "saves_meanwhile": meanwhile,
        "restore_s": round(back, 2),
        "rows": sum(each["rows"] for each in tables.values()),
        "files": len(files),
        "problems": problems,
    }


def manage(command: str, folder: Path) -> dict[str, Any]:
    """Run the command as a person would. Returns the tables that the backup says it has."""
    subprocess.run([sys.executable, "manage.py", command, str(folder)], check=True, stdout=sys.stderr)
    return json.loads((folder / "manifest.json").read_text())["tables"]


def live_file() -> Path:
    """Return the SQLite file."""
    from django.conf import settings

    return Path(settings.DATABASES["default"]["NAME"])


def copy_as_file(copy: Path) -> dict[str, Any]:
    """Copy the file, and nothing else. Returns the tables that there were at that moment."""
    from pusdplans.operations.backups.databases import database

    found = database().figures()
    shutil.copyfile(live_file(), copy)
    return found


@contextlib.contextmanager
def a_long_reader() -> Iterator[None]:
    """Hold a page that takes long: so long nothing moves from SQLite's log into its file, as on a busy evening."""
    reader = sqlite3.connect(live_file(), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM plans_plan").fetchone()
    yield
    reader.close()


def wipe() -> None:
    """Lose everything: the database and the files."""
    from django.conf import settings
    from django.db import connection, connections

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connections.close_all()
    if connection.vendor == "sqlite":
        for each in live_file().parent.glob(f"{live_file().name}*"):
            each.unlink()
    for folder in (settings.MEDIA_ROOT, settings.ARCHIVE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def tried(compare: Callable[[], list[str]]) -> list[str]:
    """Return what differs; a database that cannot even be read differs."""
    from django.db import DatabaseError

    try:
        return compare()
    except (DatabaseError, sqlite3.DatabaseError) as error:
        return [f"the database cannot be read: {error}"]


def differences(wanted: dict[str, Any]) -> list[str]:
    """Compare every table's count and sum."""
    from pusdplans.operations.backups import tables
    from pusdplans.operations.backups.databases import database

    return tables.differences(wanted, database().figures())


def lost(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Compare with what people were told: saved before the copy began is there, and nothing is half-written."""
    from plans.models import BudgetLine

    found = {
        str(key): (revision, text)
        for key, revision, text in BudgetLine.objects.values_list("id", "revision", "description")
    }
    problems = []
    for row, last in after.items():
        revision, text = found.get(row, (0, ""))
        if not before[row] <= revision <= last:
            problems.append(f"row {row}: revision {revision}, saved were {before[row]} before and {last} at the end")
        elif revision > 1 and text != f"wording {revision}":
            problems.append(f"row {row}: {text!r} at revision {revision}")
    return problems


def lost_files(before: dict[str, str]) -> list[str]:
    """Compare with the files people had attached before the copy began, and with what each row says of its file."""
    from plans.models import AttachedFile

    problems = [
        f"file {each}: its row is lost" for each in before.keys() - {str(row.id) for row in AttachedFile.objects.all()}
    ]
    for row in AttachedFile.objects.all():
        try:
            with row.file.open("rb") as content:
                found = hashlib.sha256(content.read()).hexdigest()
        except OSError:
            found = "missing"
        if found != row.sha256:
            problems.append(f"file {row.file.name}: {found}")
    return problems


def wrong_files(manifest: dict[str, Any]) -> list[str]:
    """Compare every file's sum."""
    from django.conf import settings

    roots = {"media": settings.MEDIA_ROOT, "archive": settings.ARCHIVE_ROOT}
    problems = []
    for store, files in manifest["stores"].items():
        there = {str(path.relative_to(roots[store])): path for path in roots[store].rglob("*") if path.is_file()}
        problems += [f"{store}: {name} is not as it was" for name in files.keys() ^ there.keys()]
        for name in files.keys() & there.keys():
            if hashlib.sha256(there[name].read_bytes()).hexdigest() != files[name]["sha256"]:
                problems.append(f"{store}: {name} has another content")
    return problems


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
