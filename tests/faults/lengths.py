"""How often a fault is tried: a few times in `make test`, as often as the soak says in there; and what the soak notes."""

import json
import os
from pathlib import Path
from typing import Any

SOAK = bool(os.environ.get("SOAK"))


def times(short: int, long: int) -> int:
    """Return how often to try."""
    return long if SOAK else short


def figure(what: str, tried: int, wrong: int, **more: Any) -> None:
    """Note a figure for the table at the soak's end: how often something was tried, and how often it went wrong."""
    path = os.environ.get("SOAK_FIGURES")
    if path:
        database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
        line = {"what": what, "database": database, "tried": tried, "wrong": wrong, **more}
        with Path(path).open("a") as file:
            file.write(json.dumps(line) + "\n")
