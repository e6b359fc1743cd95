"""`python -m tests.faults.full_disk`: a disk is filled to the last byte under the program, and freed again.

The disk is a small one in memory, mounted for this, which only root may do. On it are the files and the database: on
SQLite its file, on PostgreSQL (DISK=postgresql) the tables, in a tablespace. Pages must be read all the time, a save
and a file must be refused in words, and both must work once there is room.
"""

import contextlib
import errno
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.faults.kills import Writer
from tests.faults.lengths import figure
from tests.faults.processes import PostgreSQL, session_of, set_up, web

SIZE = {"sqlite": "8m", "postgresql": "64m"}
PLAN = "/plans/2020-21/instructional-services/"
ROUNDS = 3


@contextlib.contextmanager
def disk(kind: str, folder: Path) -> Iterator[Path]:
    """Mount a small disk. Raises PermissionError where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE[kind]},mode=777", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        raise PermissionError("a disk to fill can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(folder: Path) -> Path:
    """Write until nothing more fits. Returns the file that does it."""
    empty_the_log(folder)
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 1_024, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
    try:
        (folder / "probe").write_bytes(b"x" * 8_192)
    except OSError as error:
        assert error.errno == errno.ENOSPC
    (folder / "probe").unlink()
    return filler


def empty_the_log(folder: Path) -> None:
    """Have SQLite give back its log of writes, in which a save would fit however full the disk is."""
    for file in folder.glob("*.sqlite3"):
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def make_room_for_tables(database: PostgreSQL, folder: Path) -> None:
    """Let all tables be on the small disk."""
    import psycopg2

    place = folder / "tables"
    place.mkdir()
    place.chmod(0o777)
    if database.user:
        shutil.chown(place, database.user)
    connection = psycopg2.connect(database.address())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        cursor.execute("CREATE DATABASE plans TABLESPACE small")
    connection.close()
    os.environ["DATABASE_URL"] = database.address("plans")


class Visitor(Writer):
    """Somebody who reads pages, saves a long text, and attaches a file."""

    def get(self, path: str) -> int:
        """Open a page. Returns the status."""
        request = urllib.request.Request(self.address + path, headers={"Cookie": f"sessionid={self.session}"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def pages(self) -> list[int]:
        """Return the statuses of pages somebody reads."""
        return [self.get(PLAN + page) for page in ("contacts/", "purpose/", "check/", "preview/")]

    def save(self, text: str) -> int:
        """Save the text. Returns the status; 500 where the answer is none of ours, to which the script says "Not saved"."""
        answer = self.post(self.path, {"text": f"<p>{text}</p>", "revision": str(self.revision)})
        if answer and answer[0] == 200:
            self.revision = answer[1]["revision"]
        return answer[0] if answer else 500

    def attach(self, content: bytes) -> tuple[int, str]:
        """Attach a file. Returns status and sentence."""
        import requests

        answer = requests.post(
            f"{self.address}{PLAN}files/budget/",
            files={"file": ("Chart.png", content)},
            headers={"X-Requested-With": "fetch", "X-CSRFToken": "k" * 32},
            cookies={"sessionid": self.session, "csrftoken": "k" * 32},
            timeout=60,
        )
        return answer.status_code, answer.json()["message"] if "json" in answer.headers["content-type"] else ""


def one_round(visitor: Visitor, folder: Path, number: int) -> list[str]:
    """Fill the disk, see what works, free it, see all work again. Returns what was wrong."""
    from tests.sample_files import chunk, png

    content = png(1, 1, chunk(b"tEXt", os.urandom(200_000)))
    filler = fill_up(folder)
    # Random, so that no database makes it small; longer each time, so that what gave way to it is no room for it.
    text = os.urandom(30_000 * (number + 1)).hex()
    full = {"save": visitor.save(text), "file": visitor.attach(content), "pages": visitor.pages()}
    filler.unlink()
    free = {"save": visitor.save(text), "file": visitor.attach(content), "pages": visitor.pages()}
    wrong = [] if full["save"] == 500 else [f"full: save answered {full['save']}"]
    if full["file"][0] != 503 or "full or does not answer" not in full["file"][1]:
        wrong.append(f"full: file answered {full['file']}")
    if free["save"] != 200 or free["file"][0] != 200:
        wrong.append(f"free again: {free}")
    if [*full["pages"], *free["pages"]] != [200] * 8:
        wrong.append(f"pages: {full['pages']}, {free['pages']}")
    return wrong


def main() -> None:
    """Fill the disk a few times."""
    kind = os.environ.get("DISK", "sqlite")
    with tempfile.TemporaryDirectory(prefix="pusdplans-disk-") as name, contextlib.ExitStack() as stack:
        base = Path(name)
        base.chmod(0o755)
        try:
            folder = stack.enter_context(disk(kind, base / "small"))
        except PermissionError as error:
            figure(f"disk full, {kind}: not run, {error}", 0, 0)
            return
        os.environ |= {"MEDIA_ROOT": str(folder / "media"), "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        if kind == "postgresql":
            (base / "server").mkdir()
            database = PostgreSQL(base / "server")
            stack.callback(database.stop, "immediate")
            make_room_for_tables(database, folder)
        set_up()
        from tests import district

        cast = district.make()
        purpose = cast.plan.texts.get(part="purpose")
        with web() as (address, _master):
            path = f"{PLAN}rows/text/{purpose.pk}/save/"
            visitor = Visitor(address, session_of(cast.lead), purpose, path, threading.Event())
            wrong = [each for number in range(ROUNDS) for each in one_round(visitor, folder, number)]
        figure(f"disk full, {kind}: a page not read, a save or a file not refused in words", ROUNDS, len(wrong))
        if wrong:
            print(wrong)


if __name__ == "__main__":
    main()
