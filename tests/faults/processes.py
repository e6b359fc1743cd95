"""The processes of the soak: a web server with its workers, and a PostgreSQL that is stopped, started and frozen."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.run import free_port, server_account, server_programs

QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextlib.contextmanager
def web(*, workers: int = 2, **environment: str) -> Iterator[tuple[str, int]]:
    """Run the web server. Gives its address, and the process id of the master, whose children are the workers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.faults.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"]
    command += ["--workers", str(workers), "--no-control-socket", "--log-level", "critical"]
    master = subprocess.Popen(command, env={**os.environ, "LOG_LEVEL": "CRITICAL", **environment}, **QUIET)
    address = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(300):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(address + "/accounts/login/", timeout=10).close()
                break
            time.sleep(0.1)
        yield address, master.pid
    finally:
        master.terminate()
        master.wait(timeout=60)


def children(process: int) -> list[int]:
    """Return the children of a process."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


class PostgreSQL:
    """A server of our own that can be taken away."""

    def __init__(self, folder: Path) -> None:
        """Make it in the folder, and start it. Raises RuntimeError where its programs are missing."""
        programs = server_programs()
        if programs is None:
            raise RuntimeError("PostgreSQL's server programs were not found")
        self.user, self.folder, self.port = server_account(), folder, free_port()
        if self.user:
            shutil.chown(folder, self.user)
            folder.chmod(0o755)
        self.data, self.control = folder / "data", programs / "pg_ctl"
        self._make(programs)
        self.start()

    def _make(self, programs: Path) -> None:
        self._run(programs / "initdb", "-D", self.data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")

    def address(self, name: str = "postgres") -> str:
        """Return where one of its databases is."""
        return f"postgres://tester@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run(self.control, "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: "fast" ends all connections, "immediate" is a kill."""
        self._run(self.control, "-D", self.data, "-w", "-m", how, "stop")

    def freeze(self) -> None:
        """Let it answer nothing, with all connections left open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        for process in (first, *children(first)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, which)

    def _run(self, *command: Any) -> None:
        subprocess.run(command, check=True, cwd=self.folder, user=self.user, **QUIET)


class Replica(PostgreSQL):
    """A streaming replica of a server of our own."""

    def __init__(self, folder: Path, primary: PostgreSQL) -> None:
        """Copy the primary into the folder, and follow it from there on."""
        self.primary = primary
        super().__init__(folder)

    def _make(self, programs: Path) -> None:
        source = f"host=127.0.0.1 port={self.primary.port} user=tester"
        options = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
        self._run(programs / "pg_basebackup", "-d", source, "-D", self.data, *options)
        self.data.chmod(0o700)


def set_up() -> None:
    """Make this process one that knows the program and the database of the environment, with its tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusdplans.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def session_of(person: Any) -> str:
    """Return the session cookie of a person who has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
