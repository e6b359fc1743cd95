"""The files beside the database: what there is, copied with their sums, and put back."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.utils import validate_file_name

from pusdplans.operations.backups import NotDone


def stores() -> tuple[dict[str, FileSystemStorage], list[str]]:
    """Return the storages that are backed up by name, and the names of those that are not: a store elsewhere."""
    found = {"media": storages["default"], "archive": storages["archive"]}
    ours = {name: each for name, each in found.items() if isinstance(each, FileSystemStorage)}
    return ours, [name for name in found if name not in ours]


def names_in(store: Storage, folder: str = "") -> Iterator[str]:
    """Yield the name of every file."""
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    for each in sorted(files):
        yield f"{folder}{each}"
    for each in sorted(folders):
        yield from names_in(store, f"{folder}{each}/")


class Copies:
    """Copies of the files of one store in a folder; `files` has each one's size and SHA-256 by name."""

    def __init__(self, store: Storage, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.files: dict[str, dict[str, Any]] = {}
        self._seen: dict[str, Any] = {}

    def add_new(self) -> None:
        """Copy what is not copied yet, or was written again since. What goes away meanwhile is left out."""
        for name in names_in(self.store):
            try:
                now = (self.store.get_modified_time(name), self.store.size(name))
                if self._seen.get(name) == now:
                    continue
                target = inside(self.folder, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with self.store.open(name, "rb") as source, target.open("wb") as copy:
                    self.files[name] = copied(source, copy)
            except FileNotFoundError:
                continue
            self._seen[name] = now


def copied(source: Any, target: IO[bytes]) -> dict[str, Any]:
    """Copy a file to where it stays even if the power fails now. Returns its size and SHA-256."""
    found, size = hashlib.sha256(), 0
    while chunk := source.read(1 << 20):
        found.update(chunk)
        size += len(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return {"size": size, "sha256": found.hexdigest()}


def sum_of(path: Path) -> dict[str, Any] | None:
    """Return a file's size and SHA-256, None if there is none."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return {"size": path.stat().st_size, "sha256": found}


def inside(folder: Path, name: str) -> Path:
    """Return where a file of this name is in a folder. Raises NotDone for a name that leads out of it."""
    try:
        validate_file_name(name, allow_relative_path=True)
    except SuspiciousFileOperation as error:
        raise NotDone(
            f"The name {name!r} leads out of its folder: this backup was not made by this program."
        ) from error
    return folder / name


class Arrival:
    """Files on their way back into a store. `prepare` can fail and has changed nothing; `arrive` is quick."""

    def __init__(self, store: FileSystemStorage, folder: Path, files: dict[str, Any], stamp: str) -> None:
        self.store, self.folder, self.files = store, folder, files
        self.root = Path(store.location)
        self.staged = self.root.with_name(f"{self.root.name}.restoring-{stamp}")
        self.aside = self.root.with_name(f"{self.root.name}.before-restore-{stamp}")

    def prepare(self) -> None:
        """Copy the files beside the store's folder. Raises NotDone or OSError."""
        if self.root.is_mount():
            raise NotDone(f"{self.root} is a mount point, which cannot be exchanged: use a folder inside it.")
        self.staged.mkdir(parents=True)
        for name in self.files:
            target = inside(self.staged, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(inside(self.folder, name), target)

    def arrive(self) -> Path | None:
        """Put the files in place. Returns where those are that were there before."""
        was_there = self.root.exists()
        if was_there:
            self.root.rename(self.aside)
        self.staged.rename(self.root)
        return self.aside if was_there else None

    def give_up(self) -> None:
        """Take back what `prepare` did."""
        shutil.rmtree(self.staged, ignore_errors=True)

    def differences(self) -> list[str]:
        """Return a sentence for each file that is not in the store as it is in the backup."""
        lines = []
        for name, wanted in self.files.items():
            if not self.store.exists(name):
                lines.append(f"file {name}: missing")
                continue
            with self.store.open(name, "rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != wanted["sha256"]:
                lines.append(f"file {name}: its content is another one")
        return lines
