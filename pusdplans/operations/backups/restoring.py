"""Checking a backup, and putting it back."""

import datetime
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from pusdplans.operations.backups import FORMAT, MANIFEST, NotDone, tables
from pusdplans.operations.backups.databases import Database, database
from pusdplans.operations.backups.stores import Arrival, inside, names_in, stores, sum_of


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup. Raises NotDone."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise NotDone(f"{folder} is not a backup: its {MANIFEST} cannot be read ({error}).") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotDone(f"{folder} is not a backup that this release knows ({FORMAT}).")
    return manifest


def damage(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Return a sentence for each file of the backup that is missing or not as it was written."""
    copy = manifest["database"]
    wanted = {folder / copy["file"]: copy}
    for store, files in manifest["stores"].items():
        wanted |= {inside(folder / "files" / store, name): each for name, each in files.items()}
    lines = []
    for path, each in wanted.items():
        found = sum_of(path)
        if found is None:
            lines.append(f"{path.relative_to(folder)}: missing")
        elif found["sha256"] != each["sha256"]:
            lines.append(f"{path.relative_to(folder)}: changed since the backup was made")
    return lines


def restore(folder: Path, *, overwrite: bool) -> list[Path]:
    """Put a backup back, and check the result. Returns the folders of files that were there before.

    Nothing is touched before the whole backup is found right. Raises NotDone.
    """
    manifest, here = read(folder), database()
    if lines := damage(folder, manifest):
        raise NotDone("The backup is damaged, nothing was touched:\n" + "\n".join(lines))
    if manifest["database"]["engine"] != here.engine:
        raise NotDone(f"The backup is of {manifest['database']['engine']}, this installation runs on {here.engine}.")
    ours, _left_out = stores()
    if not overwrite:
        _see_that_nothing_is_here(here, ours)
    stamp = f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S}"
    arrivals = [
        Arrival(ours[name], folder / "files" / name, files, stamp)
        for name, files in manifest["stores"].items()
        if name in ours
    ]
    try:
        for each in arrivals:
            each.prepare()
        _load(here, folder / manifest["database"]["file"])
    except BaseException:
        for each in arrivals:
            each.give_up()
        raise
    aside = [each.arrive() for each in arrivals]
    lines = tables.differences(manifest["tables"], here.figures())
    lines += [line for each in arrivals for line in each.differences()]
    if lines:
        raise NotDone("What was restored is not what was backed up:\n" + "\n".join(lines))
    return [each for each in aside if each]


def absent(manifest: dict[str, Any]) -> list[str]:
    """Return which files the store elsewhere does not hold, of those that were left to it and the database names."""
    names = manifest.get("named_elsewhere", [])
    return sorted({*names} - {*names_in(default_storage)}) if names else []


def _see_that_nothing_is_here(here: Database, ours: dict[str, Any]) -> None:
    if not here.is_empty():
        raise NotDone("The database is not empty. To lose what is in it, and put the backup in its place: --overwrite.")
    for name, store in ours.items():
        if next(names_in(store), None) is not None:
            raise NotDone(f"There are files in {name}. To move them aside: --overwrite.")


def _load(here: Database, source: Path) -> None:
    work = Path(tempfile.mkdtemp(prefix="pusdplans-restore-"))
    try:
        here.load(source, work)
    finally:
        shutil.rmtree(work)
