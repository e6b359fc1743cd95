"""`python -m bench.load [--leads N] [--seconds S] [--only sqlite|postgresql]`: the deadline's evening on one machine.

500 leads on PostgreSQL and 100 on SQLite, gunicorn with two processes, everything on this machine, the load included.
Prints a table of figures; exits with 1 where one misses its limit.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load import BARE
from tests.run import free_port, postgresql

LEADS = {"postgresql": 500, "sqlite": 100}
P95_MS, P95_RATIO, EXPORT_P95_MS, RECOVERY_S, GROWTH = 150, 4, 500, 30, 1.1
WATCH_EVERY = 2.0  # seconds


@dataclass(frozen=True)
class Line:
    """One figure with its limit."""

    database: str
    figure: str
    value: float
    limit: str
    ok: bool


def main() -> int:
    """Run the evening on each database. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--leads", type=int)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    lines: list[Line] = []
    if options.only != "sqlite":
        with postgresql() as (address, reason):
            if address:
                lines += evening("postgresql", address, options)
            else:
                print(f"PostgreSQL not measured: {reason}.")
    if options.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="pusdplans-load-") as folder:
            lines += evening("sqlite", f"sqlite:///{folder}/load.sqlite3", options)
    for line in lines:
        mark = "" if line.ok else "   MISSED"
        print(f"{line.database:<11} {line.figure:<58} {line.value:>10g}   {line.limit}{mark}")
    return 0 if all(line.ok for line in lines) else 1


def evening(database: str, address: str, options: Any) -> list[Line]:
    """Prepare, serve, load, and hold what came of it against the limits."""
    leads = options.leads or LEADS[database]
    with tempfile.TemporaryDirectory(prefix="pusdplans-load-") as folder:
        environment = {**os.environ, "DATABASE_URL": address, "ENVIRONMENT": "development", "DEBUG": "0"}
        environment |= {
            "EMAIL_URL": "dummymail://",
            "MEDIA_ROOT": f"{folder}/media",
            "ARCHIVE_ROOT": f"{folder}/archive",
        }
        environment["LOG_LEVEL"] = "ERROR"
        people, results = f"{folder}/leads.json", f"{folder}/results.json"
        _run("bench.load.prepare", str(leads + BARE), people, env=environment)
        with served(environment) as (site, process):
            with _watched(process) as memory:
                _run("bench.load.leads", site, people, results, str(options.seconds), env=environment)
            found = json.loads(_run("bench.load.verify", results, env=environment))
        outcome = json.loads(Path(results).read_text())
        return list(_figures(database, outcome, found, _growth(memory, outcome["answers"]["steady: autosave"])))


def _run(module: str, *arguments: str, env: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-m", module, *arguments], env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{module} failed.")
    return done.stdout


@contextlib.contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Serve as `deploy/` does, with a worker beside. Gives the address and gunicorn's process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "bench.load.site"]
    command += ["--bind", f"127.0.0.1:{port}"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "env": environment}
    web = subprocess.Popen(command, **quiet, stderr=subprocess.DEVNULL)
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], **quiet, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(300):
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/").close()
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", web.pid
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            process.wait()


def _memory(process: int) -> float:
    """Return the MB that the processes of gunicorn hold."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    lines = [line for child in children for line in Path(f"/proc/{child}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


@contextlib.contextmanager
def _watched(process: int) -> Iterator[list[tuple[float, float]]]:
    """Give a list that gets the memory of gunicorn's processes every few seconds, as (time, MB)."""
    samples: list[tuple[float, float]] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH_EVERY):
            samples.append((time.time(), _memory(process)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _growth(samples: list[tuple[float, float]], steady: list[list[float]]) -> float:
    """Return what the processes hold in the last tenth of the steady time, over what they held in its second tenth."""
    began, ended = steady[0][0], steady[-1][0]
    at = [((when - began) / (ended - began), held) for when, held in samples]
    first = [held for place, held in at if 0.1 <= place <= 0.2]
    last = [held for place, held in at if 0.9 <= place <= 1.0]
    return statistics.median(last) / statistics.median(first) if first and last else float("nan")


def _figures(database: str, outcome: dict[str, Any], found: dict[str, int], growth: float) -> Iterator[Line]:
    took = {name: [seconds * 1000 for _at, seconds in each] for name, each in outcome["answers"].items()}
    p95 = {name: statistics.quantiles(each, n=20)[-1] for name, each in took.items() if len(each) > 20}
    save, bare = p95["steady: autosave"], p95["steady: bare save"]

    def line(figure: str, value: float, limit: str, ok: bool = True) -> Line:
        return Line(database, figure, round(value, 1), limit, ok)

    yield line("autosaves answered in the steady time", len(took["steady: autosave"]), "")
    yield line("p95 of autosave, ms", save, f"at most {P95_MS}", save <= P95_MS)
    yield line("p95 of a bare signed-in save, ms", bare, "")
    yield line(
        "p95 of autosave over that of a bare save", save / bare, f"at most {P95_RATIO}", save / bare <= P95_RATIO
    )
    yield line("p95 of pages, ms", p95["steady: page"], "")
    exports = p95["twenty exports: autosave"]
    yield line(
        "p95 of autosave while 20 people export, ms", exports, f"at most {EXPORT_P95_MS}", exports <= EXPORT_P95_MS
    )
    yield line("p95 of autosave in the rush of four times, ms", p95["rush: autosave"], "")
    calm = _calm_after(outcome["answers"]["after the rush: autosave"], max(2 * save, P95_MS))
    yield line("seconds from the rush to saves as before", calm, f"at most {RECOVERY_S}", calm <= RECOVERY_S)
    failed = len(outcome["failures"])
    yield line("answers that failed", failed, "none", not failed)
    yield line("acknowledged texts that are not stored", found["lost"], "none", not found["lost"])
    exact = found["submissions"] == found["plans_submitted"] == found["to_submit"]
    yield line("submissions in the last minute", found["submissions"], f"exactly {found['to_submit']}", exact)
    sent = found["mails"] == found["mails_sent"] == found["to_submit"]
    yield line("mails sent about them", found["mails_sent"], f"exactly {found['to_submit']}", sent)
    yield Line(
        database,
        "memory at the end of the steady time, over its start",
        round(growth, 3),
        f"at most {GROWTH}",
        growth <= GROWTH,
    )
    for failure, times in Counter(_kind(each) for each in outcome["failures"]).most_common(8):
        print(f"{database}: {times} times {failure}")


def _kind(failure: str) -> str:
    """Return a failure without its address: when, what, and the answer."""
    words = failure.split()
    return " ".join(word for word in words if "/" not in word)


def _calm_after(answers: list[list[float]], limit_ms: float) -> float:
    """Return how many seconds after the rush the last five-second window was whose p95 was over the limit."""
    began = min(at for at, _took in answers)
    last = 0.0
    for window in range(0, int(max(at for at, _took in answers) - began) + 1, 5):
        took = [seconds * 1000 for at, seconds in answers if window <= at - began < window + 5]
        if len(took) > 1 and statistics.quantiles(took, n=20)[-1] > limit_ms:
            last = window + 5.0
    return last


if __name__ == "__main__":
    sys.exit(main())
