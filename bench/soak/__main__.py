"""`make soak`: everything that takes long, on SQLite and on PostgreSQL; ends with one table of figures.

`python -m bench.soak [--only sqlite|postgresql|faults]`. The drills of restoring, upgrading and rolling out: each line
is one module's figures, whose "problems" must be empty, but for the controls, which do what nobody should and must have
some. Then the faults in their long form (`tests.faults.soak`).
"""

import argparse
import sys
import time
from typing import Any

from bench.soak.fresh import run
from tests.faults import soak as faults
from tests.run import postgresql

# What runs on each database: its name in the table, the module, its options, and whether it is a control.
BOTH = (
    ("restore drill, 1,000 plans", "bench.soak.restore_drill", (1_000,), False),
    ("every migration, 10,000 plans", "bench.soak.migrations", (10_000,), False),
    ("ten releases rolled out", "bench.soak.rolling", (10,), False),
)
SQLITE = (
    ("control: the live file copied", "bench.soak.restore_drill", (100, "cp"), True),
    ("control: ports not held open", "bench.soak.rolling", (1, "own-ports"), True),
)


def main() -> int:
    """Run everything. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgresql", "faults"])
    only = parser.parse_args().only
    began = time.monotonic()
    lines: list[tuple[str, ...]] = []
    well = True
    if only in (None, "sqlite"):
        well = measure("sqlite", "sqlite://", (*BOTH, *SQLITE), lines) and well
    if only in (None, "postgresql"):
        with postgresql() as (address, reason):
            if address:
                well = measure("postgresql", address, BOTH, lines) and well
            else:
                lines.append(("all", "postgresql", "not run", reason))
    if only in (None, "faults"):
        faults_well, found = faults.run_all()
        well, lines = well and faults_well, lines + found
    print(table([("figure", "database", "", "figures"), *lines]))
    print(f"\n{'All as it must be' if well else 'FAILED'}, in {time.monotonic() - began:.0f} s.")
    return 0 if well else 1


def measure(database: str, address: str, wanted: Any, lines: list[tuple[str, ...]]) -> bool:
    """Run some modules on one database, adding a line for each. Returns whether all is as it should be."""
    all_well = True
    for name, module, options, is_control in wanted:
        print(f"== {name}, {database}", flush=True)
        began = time.monotonic()
        found = run(module, address, *options)
        problems = found.pop("problems")
        for problem in problems[:5]:
            print(f"   {problem}")
        well = bool(problems) == is_control
        all_well = all_well and well
        figures = ", ".join(f"{key} {value}" for key, value in found.items())
        verdict = "ok" if well else "WRONG"
        lines.append((name, database, verdict, f"{figures}, in all {time.monotonic() - began:.0f} s"))
    return all_well


def table(lines: list[tuple[str, ...]]) -> str:
    """Return lines as columns."""
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        "  ".join([*(line[column].ljust(widths[column]) for column in range(3)), line[3]]) for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
