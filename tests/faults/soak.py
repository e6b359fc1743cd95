"""`python -m tests.faults.soak`: the long forms of all faults, on SQLite and PostgreSQL; ends with one table of figures.

Everything is in processes of its own with databases of their own. What is missing (PostgreSQL, Chromium, root for a
disk to fill) is said in the table. Ends with 1 where something went wrong, or where a control did not.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg2

from tests.run import postgresql, server_programs

PYTEST = ("pytest", "-q", "-p", "no:cacheprovider", "-n", "2", "--no-header")
TESTS = ("tests/faults", "tests/test_fuzz.py", "-m", "not browser")
IN_BROWSER = ("tests/faults/test_in_the_browser.py", "-m", "browser")


class Soak:
    """A run of all, with what came of it."""

    def __init__(self, folder: Path) -> None:
        """Begin; everything that is written goes to the folder."""
        self.folder, self.figures, self.failed = folder, folder / "figures", False

    def run(self, name: str, *module: str, **environment: str) -> None:
        """Run a module with its arguments, and say how that ended."""
        began = time.monotonic()
        own = {"SOAK": "1", "SOAK_FIGURES": str(self.figures), "ENVIRONMENT": "test"}
        own |= {"MEDIA_ROOT": str(self.folder / "media"), "ARCHIVE_ROOT": str(self.folder / "archive")}
        print(f"== {name}", flush=True)
        result = subprocess.run(
            [sys.executable, "-m", *module],
            env={**os.environ, **own, **environment},
            capture_output=True,
            text=True,
        )
        print(f"   {'done' if result.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
        if result.returncode:
            self.failed = True
            print(result.stdout[-6_000:], result.stderr[-3_000:], flush=True)

    def on(self, database: str, address: str) -> None:
        """Run what is tried on both databases."""
        self.run(f"Faults and bad inputs, {database}", *PYTEST, *TESTS, DATABASE_URL=address)
        for fault, kills in (("", "100"), ("answer first", "10")):
            own = self.fresh(address, f"kills_{kills}")
            self.run(
                f"Web processes killed, {database}", "tests.faults.kills", DATABASE_URL=own, KILLS=kills, FAULT=fault
            )

    def fresh(self, address: str, name: str) -> str:
        """Return the address of a new database, beside the one of this address."""
        if not address.startswith("postgres"):
            return f"sqlite:///{self.folder}/{name}.sqlite3"
        connection = psycopg2.connect(address)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        connection.close()
        return f"{address.rpartition('/')[0]}/{name}"

    def table(self) -> str:
        """Return the figures: what was tried, where, how often, and how often it went wrong."""
        lines = [json.loads(line) for line in self.figures.read_text().splitlines()] if self.figures.exists() else []
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for line in lines:
            row = rows.setdefault((line.pop("what"), line.pop("database")), {"tried": 0, "wrong": 0, "control": False})
            row["tried"] += line.pop("tried")
            row["wrong"] += line.pop("wrong")
            row |= line
        text = [f"\n{'what':<86} {'database':<11} {'tried':>6} {'wrong':>6}"]
        for (what, database), row in rows.items():
            is_control, tried, wrong = row.pop("control"), row.pop("tried"), row.pop("wrong")
            self.failed = self.failed or bool(wrong) != is_control
            more = ", ".join(f"{name} {value}" for name, value in row.items())
            text.append(f"{what:<86} {database:<11} {tried:>6} {wrong:>6}  {more}".rstrip())
        return "\n".join(text)


def main() -> int:
    """Run all. Returns the exit status."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pusdplans-soak-") as name:
        soak = Soak(Path(name))
        soak.on("SQLite", "sqlite:///soak.sqlite3")
        with postgresql() as (address, reason):
            if address:
                soak.on("PostgreSQL", address)
            else:
                print(f"PostgreSQL not run: {reason}")
        soak.run("In the browser", *PYTEST, *IN_BROWSER, DATABASE_URL="sqlite:///soak.sqlite3")
        if server_programs():
            soak.run("Database away under a browser", "tests.faults.outages")
            soak.run("Disk full, PostgreSQL", "tests.faults.full_disk", DISK="postgresql")
        soak.run("Disk full, SQLite", "tests.faults.full_disk", DISK="sqlite")
        print(soak.table())
        print(f"\n{'FAILED' if soak.failed else 'All as it must be'}, in {time.monotonic() - began:.0f} s.")
    return int(soak.failed)


if __name__ == "__main__":
    sys.exit(main())
