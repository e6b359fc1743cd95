"""Measures all figures on one database, interleaved, and prints one JSON line each.

Only ratios count, since machines change their speed within minutes: each round runs the floor and then every figure.
"""

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusdplans.settings")

import django

WARM_UP = 3


def main(database: str, rounds: int) -> None:
    """Make the tables and the district, measure, print."""
    _set_up()
    from django.core.management import call_command
    from django.db import connection

    from bench import district, wide
    from bench.figures import figures, figures_of_the_largest
    from bench.files import file_figures

    call_command("migrate", verbosity=0)
    made = district.make()
    with_few = {figure.name: _statements(connection, figure.run) for figure in figures(made) if figure.grows}
    district.widen()
    _measure(database, rounds, connection, lambda: figures(made) + file_figures(made), with_few)
    wide.fill()
    _measure(database, rounds, connection, lambda: figures_of_the_largest(made), {})


def _measure(
    database: str, rounds: int, connection: Any, made: Callable[[], list[Any]], with_few: dict[str, int]
) -> None:
    """Measure some figures and print a line for each. `with_few`: the statements of some in a small district."""
    # As autovacuum does within minutes of filling tables; SQLite has no dead rows to mark.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    wanted = made()
    statements = {figure.name: _statements(connection, figure.run) for figure in wanted}
    times, work = _times(wanted, rounds)
    medians = {name: statistics.median(each) for name, each in times.items()}
    for figure in wanted:
        ratio = medians[figure.name] / medians[figure.floor]
        most = with_few.get(figure.name, figure.statements)
        ok = (figure.limit is None or ratio <= figure.limit) and (most is None or statements[figure.name] <= most)
        line = {
            "figure": figure.name,
            "database": database,
            "median_ms": round(medians[figure.name] * 1000, 2),
            "p95_ms": round(statistics.quantiles(times[figure.name], n=20)[-1] * 1000, 2),
            "cpu_ms": round(statistics.median(work[figure.name]) * 1000, 2),
            "cpu_ratio": round(statistics.median(work[figure.name]) / statistics.median(work[figure.floor]), 2),
            "statements": statements[figure.name],
            "statements_limit": most,
            "ratio": round(ratio, 2),
            "limit": figure.limit,
            "ok": ok,
        }
        print(json.dumps(line), flush=True)


def _set_up() -> None:
    from django.conf import settings

    settings.ROOT_URLCONF = "bench.urls"
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.ALLOWED_HOSTS.append("testserver")
    settings.MEDIA_ROOT = Path(tempfile.gettempdir())
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    django.setup()


def _statements(connection: Any, run: Callable[[], Any]) -> int:
    """Count what reaches the database, the marks of transactions not counted."""
    from django.test.utils import CaptureQueriesContext

    run()
    with CaptureQueriesContext(connection) as captured:
        run()
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(marks) for query in captured.captured_queries)


def _times(wanted: list[Any], rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return by figure the seconds that each round took by the clock, and of a processor."""
    times: dict[str, list[float]] = {figure.name: [] for figure in wanted}
    work: dict[str, list[float]] = {figure.name: [] for figure in wanted}
    for number in range(WARM_UP + rounds):
        for figure in wanted:
            started, worked = time.perf_counter(), _worked()
            figure.run()
            took = time.perf_counter() - started
            if number >= WARM_UP:
                times[figure.name].append(took)
                work[figure.name].append(_worked() - worked)
    return times, work


def _worked() -> float:
    """Return the seconds of a processor that this process has used, and its children, those that live among them."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    alive = [
        int(task.read_text().split()[0]) for child in children for task in Path("/proc", child).glob("task/*/schedstat")
    ]
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(alive) / 1e9


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
