"""A database of its own for each figure: a file, or one on a PostgreSQL that is there; and programs that run on it."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def fresh(address: str) -> Iterator[str]:
    """Give the address of a new database: in a file beside nothing else for sqlite://, else on the server of `address`.

    sqlite:///file is a copy of that file, postgres://…#name of that database, which is migrated already.
    """
    if address.startswith("sqlite"):
        with tempfile.TemporaryDirectory(prefix="pusdplans-soak-") as folder:
            if file := address.removeprefix("sqlite://").removeprefix("/"):
                shutil.copyfile(file, Path(folder) / "plans.sqlite3")
            yield f"sqlite:///{folder}/plans.sqlite3"
        return
    import psycopg2

    name = f"soak_{uuid.uuid4().hex[:12]}"
    address, _mark, template = address.partition("#")

    def tell(statement: str) -> None:
        server = psycopg2.connect(address)
        server.autocommit = True
        server.cursor().execute(statement)
        server.close()

    tell(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    try:
        yield f"{address.rpartition('/')[0]}/{name}"
    finally:
        tell(f"DROP DATABASE {name} WITH (FORCE)")


def run(module: str, address: str, *options: Any, **environment: str) -> dict[str, Any]:
    """Run a module on a new database, with folders of its own for files. Returns what its last line says."""
    with fresh(address) as database, tempfile.TemporaryDirectory(prefix="pusdplans-soak-") as folder:
        result = subprocess.run(
            [sys.executable, "-m", module, *map(str, options)],
            env=surroundings(database, Path(folder)) | environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if result.returncode:
        raise RuntimeError(f"{module} failed: see above.")
    return json.loads(result.stdout.splitlines()[-1])


def surroundings(database: str, folder: Path) -> dict[str, str]:
    """Return the environment of a program on this database, with its files in this folder."""
    return {
        **os.environ,
        "ENVIRONMENT": "test",
        "DJANGO_SETTINGS_MODULE": "pusdplans.settings",
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(folder / "media"),
        "ARCHIVE_ROOT": str(folder / "archive"),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "EMAIL_URL": "dummymail://",
    }
