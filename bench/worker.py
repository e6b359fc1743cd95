"""Measures what exports do to pages: answers while the worker makes a cycle into a ZIP, memory of a web process.

A web server and a worker run beside each other on a district of 40 plans, as in use. Quiet and busy times take turns,
since machines change their speed within minutes.
"""

import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import _set_up
from tests.run import free_port

TURNS, QUIET = 3, 200
P95_LIMIT, MEMORY_LIMIT = 1.5, 1.1
FIRST_EXPORTS, EXPORTS = 20, 40


def main(database: str) -> None:
    """Make the district, measure, print one JSON line a figure."""
    with tempfile.TemporaryDirectory(prefix="pusdplans-bench-worker-") as folder:
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "ARCHIVE_ROOT": f"{folder}/archive"}
        os.environ |= {"EMAIL_URL": "dummymail://", "ENVIRONMENT": "development", "DEBUG": "0"}
        _set_up()
        from django.core.management import call_command

        from bench import district

        call_command("migrate", verbosity=0)
        made = district.make()
        with running() as (address, web, worker):
            visit = Visitor(address, made)
            _memory(database, visit, web)
            _pages(database, visit, worker, made)


class Visitor:
    """The reviewer, signed in: opens the pages of a plan in turn."""

    def __init__(self, address: str, made: Any) -> None:
        from django.test import Client
        from django.urls import reverse

        from pusdplans.workspace.views import place

        client = Client()
        client.force_login(made.reviewer)
        self.address, self.cookie = address, client.cookies["sessionid"].value
        self.plan = reverse("plan", args=place(made.submitted))
        self.pages = [f"{self.plan}document/", "/queue/"]

    def get(self, path: str) -> float:
        """Open a page. Returns the seconds it took; an answer that is not 200 is a mistake of the bench."""
        request = urllib.request.Request(self.address + path, headers={"Cookie": f"sessionid={self.cookie}"})
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        return time.perf_counter() - started

    def next(self) -> float:
        """Open the next page."""
        self.pages.append(self.pages.pop(0))
        return self.get(self.pages[-1])


@contextlib.contextmanager
def running() -> Iterator[tuple[str, int, int]]:
    """Run the server and the worker. Gives the address, and the process ids of the web process and the worker."""
    port = free_port()
    server = [sys.executable, "-m", "gunicorn", "pusdplans.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [
        subprocess.Popen([*server, "--no-control-socket"], **quiet),
        subprocess.Popen([sys.executable, "manage.py", "work", "--interval", "0.1"], **quiet),
    ]
    address = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(300):
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(address + "/accounts/login/").close()
                break
            time.sleep(0.1)
        yield address, _children(processes[0].pid)[0], processes[1].pid
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def _pages(database: str, visit: Visitor, worker: int, made: Any) -> None:
    quiet: list[float] = []
    busy: list[float] = []
    took = []
    until_filed()
    for _turn in range(TURNS):
        quiet += [visit.next() for _request in range(QUIET)]
        started = time.perf_counter()
        export = ask(made)
        while not finished(export):
            busy += [visit.next() for _request in range(10)]
        took.append(time.perf_counter() - started)
    before, meanwhile = (statistics.quantiles(each, n=20)[-1] for each in (quiet, busy))
    report(
        database,
        "p95 of pages while a cycle of 40 plans is made into a ZIP",
        meanwhile / before,
        P95_LIMIT,
        median_ms=round(statistics.median(busy) * 1000, 2),
        p95_ms=round(meanwhile * 1000, 2),
        quiet_p95_ms=round(before * 1000, 2),
        requests=len(busy),
        zip_s=round(statistics.median(took), 1),
        worker_peak_mb=_status(worker, "VmHWM"),
        typesetter_peak_mb=_of_typesetter(worker),
    )


def until_filed() -> None:
    """Wait until the worker has filed what was approved, which is not what is measured."""
    from plans.models import Filing

    while Filing.objects.exclude(state="filed").exists():
        time.sleep(0.2)


def ask(made: Any) -> int:
    """Ask for the ZIP, as the queue's button does."""
    from plans.models import CycleExportKind
    from pusdplans.archive import cycle_export, tasks

    begin = tasks.make_cycle_export.enqueue
    return cycle_export.ask_for(made.submitted.cycle, CycleExportKind.ZIP, by=made.reviewer, begin=begin).pk


def finished(key: int) -> bool:
    """Whether the ZIP is there. Raises RuntimeError if it could not be made."""
    from plans.models import CycleExport

    export = CycleExport.objects.get(pk=key)
    if export.state == "failed":
        raise RuntimeError(export.problem)
    return not export.is_unfinished


def _memory(database: str, visit: Visitor, web: int) -> None:
    """Export plan after plan. The process that sets the PDFs grows on its own account, up to a limit."""
    from django.urls import reverse

    from plans.models import Plan
    from pusdplans.workspace.views import place

    plans = Plan.objects.with_place().exclude(submitted_at=None).order_by("pk")
    addresses = itertools.cycle([reverse("plan", args=place(plan)) for plan in plans])

    def export(times: int) -> float:
        for _time in range(times):
            plan = next(addresses)
            for extension in ("docx", "pdf", "xlsx", "json"):
                visit.get(f"{plan}export/{extension}/")
        return _status(web, "VmRSS")

    first, last = export(FIRST_EXPORTS), export(EXPORTS)
    figure = f"memory of a web process after {EXPORTS} more exports of each format"
    peaks = {"peak_mb": _status(web, "VmHWM"), "typesetter_peak_mb": _of_typesetter(web)}
    report(database, figure, last / first, MEMORY_LIMIT, first_mb=first, last_mb=last, **peaks)


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _of_typesetter(process: int) -> float:
    """Return the most MB that the process which sets PDFs for this one has held."""
    return sum(_status(each, "VmHWM") for each in _children(process))


def _status(process: int, name: str) -> float:
    """Return a figure of /proc/…/status in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith(name + ":")) / 1024, 1)


def report(database: str, figure: str, ratio: float, limit: float, **values: Any) -> None:
    """Print one figure."""
    line = {"figure": figure, "database": database, "statements": None, "statements_limit": None, **values}
    print(json.dumps(line | {"ratio": round(ratio, 2), "limit": limit, "ok": ratio <= limit}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
