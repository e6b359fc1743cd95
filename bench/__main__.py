"""`python -m bench [--rounds N] [--check] [--only sqlite|postgresql]`: measure on SQLite and on PostgreSQL.

Prints one JSON line for each figure, and at the end which miss their limit; with --check that is an error.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

from tests.run import postgresql


def main() -> int:
    """Measure on every database that is there. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--check", action="store_true", help="Fail where a figure misses its limit.")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    lines = []
    if options.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="pusdplans-bench-") as folder:
            lines += measure("bench.measure", "sqlite", f"sqlite:///{folder}/bench.sqlite3", options.rounds)
            lines += measure("bench.worker", "sqlite", f"sqlite:///{folder}/worker.sqlite3")
    if options.only != "sqlite":
        with postgresql() as (address, reason):
            if address:
                lines += measure("bench.measure", "postgresql", address, options.rounds)
            else:
                print(f"PostgreSQL not measured: {reason}.")
    missed = [line for line in lines if not line["ok"]]
    for line in missed:
        print(
            f"Misses its limit: {line['figure']} on {line['database']}: {line['ratio']} times the floor (limit "
            f"{line['limit']}), {line['statements']} statements (limit {line['statements_limit']})."
        )
    if lines and not missed:
        print("All figures keep their limits.")
    return 1 if options.check and missed else 0


def measure(module: str, database: str, address: str, *options: int) -> list[dict]:
    """Run a module that measures on one database, in a process of its own, showing each line. Returns them as values."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, database, *map(str, options)],
        env={**os.environ, "ENVIRONMENT": "test", "DATABASE_URL": address, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(json.loads(line))
    if process.wait():
        raise SystemExit(f"Measuring on {database} failed.")
    return lines


if __name__ == "__main__":
    sys.exit(main())
