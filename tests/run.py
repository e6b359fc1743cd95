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

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


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

    run("SQLite", "-n", "2", "-m", "not browser", DATABASE_URL="sqlite:///test.sqlite3")
    with postgresql() as (address, reason):
        if address:
            run("PostgreSQL", "-n", "2", "-m", "not browser", "--reaching-database", DATABASE_URL=address)
        else:
            missing.append(f"PostgreSQL not run: {reason}")
    programs = server_programs()
    if programs is None or not (programs / "pg_basebackup").exists():
        missing.append("Read replica not run: PostgreSQL's server programs were not found (install postgresql)")
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium:
        run("Chromium", "-n", "2", "-m", "browser", DATABASE_URL="sqlite:///test.sqlite3", CHROMIUM=chromium)
    else:
        missing.append("Chromium not run: no chromium found (install it, or say where it is with CHROMIUM=)")
    print("\n" + "; ".join([*ran, *missing]) + ".")
    return 1 if failed or (require_all and missing) else 0


def pytest(options: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run pytest, showing its output. Returns its exit status and its closing words."""
    command = [sys.executable, "-m", "pytest", *options]
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
