"""Run all tests: on SQLite, on a PostgreSQL of their own, and in Chromium; end with one line that says what ran.

`python -m tests.run [--require-all] [-- pytest arguments]`. Root cannot run PostgreSQL, so another account does then.
"""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# One more than a small machine has cores: some tests wait for servers.
WORKERS = "3"
# First the one without windows of its own: the same engine, at two thirds of the work.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CREATE = """import sys, psycopg2
server = psycopg2.connect(sys.argv[1])
server.autocommit = True
server.cursor().execute(f"CREATE DATABASE {sys.argv[2]}")"""


def main() -> int:
    """Run what can run. Returns the exit status."""
    arguments = sys.argv[1:]
    require_all = "--require-all" in arguments
    extra = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    ran, missing, failed = [], [], False

    def run(name: str, *options: str, **environment: str) -> None:
        nonlocal failed
        print(f"\n== Tests: {name}", flush=True)
        result, summary = pytest([*options, *extra], environment)
        failed = failed or result != 0
        ran.append(f"{name}: {summary}")

    with tempfile.TemporaryDirectory(prefix="pusdplans-migrated-") as folder, postgresql() as (address, reason):
        on_sqlite, on_postgresql = migrated(Path(folder), address)
        run("SQLite", "-n", WORKERS, "-m", "not browser", **on_sqlite)
        if address:
            run("PostgreSQL", "-n", WORKERS, "-m", "not browser", "--reaching-database", **on_postgresql)
        else:
            missing.append(f"PostgreSQL not run: {reason}")
        program = chromium()
        if program:
            run("Chromium", "-n", WORKERS, "-m", "browser", **on_sqlite, CHROMIUM=program)
        else:
            missing.append("Chromium not run: no chromium found (install it, or say where it is with CHROMIUM=)")
    programs = server_programs()
    if programs is None or not (programs / "pg_basebackup").exists():
        missing.append("Read replica not run: PostgreSQL's server programs were not found (install postgresql)")
    print("\n" + "; ".join([*ran, *missing]) + ".")
    return 1 if failed or (require_all and missing) else 0


def pytest(options: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run pytest, showing its output. Returns its exit status and its closing words."""
    # Neighbours stay with one worker, which sets up once what they share, until another has nothing left to do.
    command = [sys.executable, "-m", "pytest", "--dist", "worksteal", *options]
    process = subprocess.Popen(
        command,
        env={**os.environ, "ENVIRONMENT": "test", "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    last = ""
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        found = re.search(r"=+ (.*(?:passed|failed|error|no tests ran).*) in .*=+", line)
        last = found.group(1) if found else last
    return process.wait(), last or "no result"


def migrated(folder: Path, address: str) -> tuple[dict[str, str], dict[str, str]]:
    """Migrate a database of each kind, for the workers to copy (`tests/speed.py`) instead of migrating their own.

    Returns the environments of tests on SQLite and on PostgreSQL. A PostgreSQL that is not our own is left as it is.
    """
    file = folder / "migrated.sqlite3"
    environments = [{"DATABASE_URL": f"sqlite:///{file}", "MIGRATED": str(file)}]
    if address and not os.environ.get("TEST_DATABASE_URL"):
        name = "migrated"
        subprocess.run([sys.executable, "-c", CREATE, address, name], check=True)
        environments.append({"DATABASE_URL": f"{address.rpartition('/')[0]}/{name}", "MIGRATED": name})
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    both = [subprocess.Popen(command, env={**os.environ, "ENVIRONMENT": "test", **each}) for each in environments]
    assert [each.wait() for each in both] == [0] * len(both), "the migrations failed: see above"
    on_sqlite = environments[0] | {"DATABASE_URL": "sqlite:///test.sqlite3"}
    return on_sqlite, {**environments[-1], "DATABASE_URL": address} if len(both) > 1 else {"DATABASE_URL": address}


@contextlib.contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """Start a PostgreSQL of our own. Gives its address, or "" and the reason."""
    if os.environ.get("TEST_DATABASE_URL"):
        yield os.environ["TEST_DATABASE_URL"], ""
        return
    programs = server_programs()
    if programs is None:
        yield "", "its server programs were not found (install postgresql, or set TEST_DATABASE_URL)"
        return
    with tempfile.TemporaryDirectory(prefix="pusdplans-postgresql-") as name:
        folder = Path(name)
        user = server_account()
        if user:
            shutil.chown(folder, user)
            folder.chmod(0o755)
        port = free_port()
        data = folder / "data"
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": name, "user": user}
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        options += " -c synchronous_commit=off -c full_page_writes=off"
        control = [programs / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            yield f"postgres://tester@127.0.0.1:{port}/postgres", ""
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **{**quiet, "check": False})


def chromium() -> str | None:
    """Find a Chromium: the one that `CHROMIUM` names, or the first that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def server_programs() -> Path | None:
    """Find the folder that holds initdb and pg_ctl."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return folders[-1].parent if folders else None


def server_account() -> str | None:
    """Name the account the server runs as: ours, unless that is root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main())
