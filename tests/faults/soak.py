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
# Where plans are made up, each compared with itself after it was written, read, merged, stored or carried.
MADE_UP = tuple(
    f"tests/{each}.py"
    for each in (
        "document/test_carry_forward",
        "document/test_compare_generated",
        "document/test_generated",
        "document/test_org_chart",
        "document/test_past",
        "exports/test_excel",
        "exports/test_json",
        "exports/test_pdf_text",
        "exports/test_word_round_trip",
        "imports/test_merging",
        "imports/test_no_word_is_lost",
        "imports/test_placing",
    )
)
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
        reaching = ["--reaching-database"] if address.startswith("postgres") else []
        self.run(f"Plans made up, {database}", *PYTEST, *MADE_UP, *reaching, DATABASE_URL=address)
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

    def lines(self) -> list[tuple[str, str, str, str]]:
        """Return what was tried: its name, the database, whether all is as it must be, and how often it went wrong.

        A control has its guard taken away, and must go wrong.
        """
        figures = [json.loads(line) for line in self.figures.read_text().splitlines()] if self.figures.exists() else []
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for figure in figures:
            key = figure.pop("what"), figure.pop("database")
            row = rows.setdefault(key, {"tried": 0, "wrong": 0, "control": False})
            row["tried"] += figure.pop("tried")
            row["wrong"] += figure.pop("wrong")
            row |= figure
        return [(*key, *self._verdict(row)) for key, row in rows.items()]

    def _verdict(self, row: dict[str, Any]) -> tuple[str, str]:
        is_control, tried, wrong = row.pop("control"), row.pop("tried"), row.pop("wrong")
        well = bool(wrong) == is_control
        self.failed = self.failed or not well
        more = [f"{name} {value}" for name, value in row.items()]
        return "ok" if well else "WRONG", ", ".join([f"tried {tried}", f"wrong {wrong}", *more])


def run_all() -> tuple[bool, list[tuple[str, str, str, str]]]:
    """Run all. Returns whether all is as it must be, and the lines of the table."""
    missing: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory(prefix="pusdplans-soak-") as name:
        soak = Soak(Path(name))
        soak.on("SQLite", "sqlite:///soak.sqlite3")
        with postgresql() as (address, reason):
            if address:
                soak.on("PostgreSQL", address)
            else:
                missing.append(("faults", "PostgreSQL", "not run", reason))
        soak.run("In the browser", *PYTEST, *IN_BROWSER, DATABASE_URL="sqlite:///soak.sqlite3")
        if server_programs():
            soak.run("Database away under a browser", "tests.faults.outages")
            soak.run("Disk full, PostgreSQL", "tests.faults.full_disk", DISK="postgresql")
        else:
            missing.append(("database away, disk full", "PostgreSQL", "not run", "its server programs are not here"))
        soak.run("Disk full, SQLite", "tests.faults.full_disk", DISK="sqlite")
        lines = soak.lines()
        return not soak.failed, lines + missing


def main() -> int:
    """Run all and print the table. Returns the exit status."""
    began = time.monotonic()
    well, lines = run_all()
    for what, database, verdict, figures in lines:
        print(f"{what:<86}  {database:<11} {verdict:<8} {figures}")
    print(f"\n{'All as it must be' if well else 'FAILED'}, in {time.monotonic() - began:.0f} s.")
    return int(not well)


if __name__ == "__main__":
    sys.exit(main())
