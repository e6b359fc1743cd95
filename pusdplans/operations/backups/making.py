"""Making a backup while everything is in use.

Files are copied before the database, and again after it. Whatever the database names at its moment was stored before
that moment; if it is deleted right after, the first round has it. Only a file that came and went while the backup was
being made can be missing: then the database is copied once more.
"""

import datetime
import json
import os
import shutil
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from pusdplans.operations.backups import FORMAT, MANIFEST, NotDone
from pusdplans.operations.backups.databases import Database, database
from pusdplans.operations.backups.stores import Copies, names_in, stores, sum_of

ATTEMPTS = 3


def make(folder: Path) -> dict[str, Any]:
    """Make a backup, and return its manifest. Its "missing" are files that the database names and nobody has.

    Raises NotDone, or what the disk raises; then nothing is left behind.
    """
    if folder.exists():
        raise NotDone(f"{folder} is there already: a backup is never written over. Give another name.")
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    if unfinished.exists():
        raise NotDone(f"{unfinished} is there: another backup is being made, or one was cut off. Then delete it.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Sign-in secrets and people's words are in it.
    unfinished.mkdir(mode=0o700)
    try:
        manifest = _fill(unfinished)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def _fill(folder: Path) -> dict[str, Any]:
    began = datetime.datetime.now(datetime.UTC)
    ours, left_out = stores()
    copies = {name: Copies(store, folder / "files" / name) for name, store in ours.items()}
    here = database()
    target = folder / here.file
    for _attempt in range(ATTEMPTS):
        target.unlink(missing_ok=True)
        tables, named, there = _round(here, target, copies)
        missing = named - there
        if not missing:
            break
    manifest = {
        "format": FORMAT,
        "began_at": began.isoformat(timespec="seconds"),
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "database": {"engine": here.engine, "file": here.file, **(sum_of(target) or {})},
        "tables": tables,
        "stores": {name: each.files for name, each in copies.items()},
        "left_out": left_out,
        "named_elsewhere": sorted(named) if "media" in left_out else [],
        "missing": sorted(missing),
    }
    with (folder / MANIFEST).open("w") as file:
        json.dump(manifest, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _round(here: Database, target: Path, copies: dict[str, Copies]) -> tuple[dict[str, Any], set[str], set[str]]:
    """Copy new files, the database, and files that are new since.

    Returns the tables, the files that the database names, and those that are there: in the copy, or where they are left.
    """
    for each in copies.values():
        each.add_new()
    tables, named = here.dump(target)
    for each in copies.values():
        each.add_new()
    return tables, named, set(copies["media"].files if "media" in copies else names_in(default_storage))
