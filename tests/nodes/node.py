"""One machine of several, for tests: a web process and a worker, with a folder of their own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings as site

from tests.run import free_port


class Node:
    """Starts with its making. `environment` is what all nodes share; `folder` is the disk of this machine."""

    def __init__(self, folder: Path, environment: dict[str, str], *, works: bool = True, **worker: str) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        own = {"MEDIA_ROOT": str(folder / "media"), "ARCHIVE_ROOT": str(folder / "archive")}
        self.environment = {**os.environ, "ENVIRONMENT": "development", "DEBUG": "false", **own, **environment}
        # Unlike in the test's process, background work waits for a worker.
        self.environment |= {"EMAIL_URL": "dummymail://", "LOG_LEVEL": "WARNING", "LOG_FORMAT": "plain"}
        self.started: list[subprocess.Popen[bytes]] = []
        self.serve()
        self.worker: Any = self.work(**worker) if works else None

    @property
    def address(self) -> str:
        """Where it is reached without the front."""
        return f"http://127.0.0.1:{self.port}"

    def serve(self) -> None:
        """Start the web process."""
        bind = f"127.0.0.1:{self.port}"
        options = ["--bind", bind, "--workers", "1", "--no-control-socket", "--log-level", "critical"]
        self._start("-m", "gunicorn", "tests.faults.wsgi", *options)

    def work(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker, which soon notices that another has died. `environment`: see `tests.archive.worker`."""
        own = {"PATIENCE": "1", "SIGN_EVERY": "0.2", "PGAPPNAME": self.called, **environment}
        return self._start("-m", "tests.archive.worker", **own)

    @property
    def called(self) -> str:
        """What PostgreSQL calls the worker."""
        return f"worker of {self.folder.name}"

    def _start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=site.BASE_DIR,
                env=self.environment | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def until_ready(self) -> None:
        """Wait until the web process can serve."""
        for _attempt in range(1200):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"{self.address}/readyz", timeout=30).close()
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def kill(self) -> None:
        """Kill everything on it (SIGKILL), as when the power fails."""
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=30)
        self.started.clear()

    def stored(self) -> list[str]:
        """Return the files that are on its disk."""
        return sorted(str(each.relative_to(self.folder)) for each in self.folder.rglob("*") if each.is_file())


@contextlib.contextmanager
def nodes(*made: Node) -> Iterator[tuple[Node, ...]]:
    """Wait until nodes serve; kill them in the end."""
    try:
        for each in made:
            each.until_ready()
        yield made
    finally:
        for each in made:
            each.kill()
