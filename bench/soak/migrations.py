"""Every migration while people save: each is run alone on a district of many plans, under 50 saves a second.

`python -m bench.soak.migrations PLANS [at-once]`: prints one JSON line. With `at-once` all are run in one go, which takes
seconds where each alone takes half a minute. Before a migration the old release runs, so the saves are
made as it makes them: with the tables as they are known then, by a conditional update that names the revision.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

FIRST = [("accounts", "0001_the_tables"), ("plans", "0001_the_tables"), ("goals", "0001_the_tables")]
FIRST += [("metrics", "0001_the_tables")]
EACH_SECOND, THREADS, AROUND = 50, 4, 5
GOALS, LINES = 3, 5


def main(plans: int, how: str = "each") -> None:
    """Make the first tables, fill them, run the rest."""
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(FIRST)
    known = MigrationExecutor(connection).loader.project_state(FIRST).apps
    fill(known, plans)
    targets = remaining()
    if how == "at-once":
        waits = {"all": run_some(targets)}
    else:
        waits = {".".join(target): run_some([target]) for target in targets}
    worst = max(waits, key=lambda name: waits[name]["longest_save_s"])
    print(
        json.dumps(
            {
                "plans": plans,
                "migrations": len(targets),
                "saves": sum(each["saves"] for each in waits.values()),
                "longest_migration_s": max(each["took_s"] for each in waits.values()),
                "longest_save_s": waits[worst]["longest_save_s"],
                "longest_save_at": worst,
                "problems": [problem for each in waits.values() for problem in each["problems"]],
            }
        )
    )


def remaining() -> list[tuple[str, str]]:
    """Return the migrations that are still to be run, in their order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(each.app_label, each.name) for each, _backwards in plan]


def run_some(targets: list[tuple[str, str]]) -> dict[str, Any]:
    """Run migrations while people save. Returns how long they and the longest save took, and what was lost."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    applied = [name for name in executor.loader.applied_migrations if name in executor.loader.graph.nodes]
    people = Savers(executor.loader.project_state(applied).apps)
    with people:
        people.until(AROUND)
        began = time.monotonic()
        executor.migrate(targets)
        took = time.monotonic() - began
        people.until(AROUND)
    return {"took_s": round(took, 2), "saves": people.count(), "longest_save_s": round(people.longest, 2)} | {
        "problems": people.lost(targets[-1])
    }


class Savers:
    """Threads that save rows of their own, each as one transaction, and remember what was acknowledged."""

    def __init__(self, known: Any) -> None:
        self.lines, self.plans = known.get_model("plans", "BudgetLine"), known.get_model("plans", "Plan")
        rows = list(self.lines.objects.order_by("id").values_list("id", "plan_id", "revision")[: THREADS * 5])
        self.places = {row: plan for row, plan, _revision in rows}
        self.saved = {row: revision for row, _plan, revision in rows}
        self.first = dict(self.saved)
        self.longest = 0.0
        self.refused: list[str] = []
        self._ended = threading.Event()
        keys = list(self.saved)
        self._threads = [
            threading.Thread(target=self._save, args=(keys[number::THREADS],), name=f"saves {number}")
            for number in range(THREADS)
        ]

    def __enter__(self) -> "Savers":
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._ended.set()
        for each in self._threads:
            each.join()

    def count(self) -> int:
        """Return how many saves were acknowledged."""
        return sum(self.saved[row] - self.first[row] for row in self.saved)

    def until(self, more: int, seconds: float = 120) -> None:
        """Wait until so many more saves were acknowledged."""
        goal, end = self.count() + more, time.monotonic() + seconds
        while self.count() < goal and time.monotonic() < end and not self.refused:
            time.sleep(0.005)

    def lost(self, target: tuple[str, str]) -> list[str]:
        """Return what was refused, and every row that is not as its last acknowledged save left it."""
        found = {key: (revision, text) for key, revision, text in self._stored()}
        wrong = [
            f"row {key}: {found.get(key)}, saved was {revision}"
            for key, revision in self.saved.items()
            if found.get(key, (0, ""))[0] != revision
            or (revision > self.first[key] and found[key][1] != f"wording {revision}")
        ]
        return [f"{'.'.join(target)}: {each}" for each in self.refused + wrong]

    def _stored(self) -> list[tuple[Any, int, str]]:
        rows = self.lines.objects.filter(id__in=list(self.saved))
        return list(rows.values_list("id", "revision", "description"))

    def _save(self, rows: list[Any]) -> None:
        from django.db import connection

        for row in _round_and_round(rows):
            if self._ended.wait(THREADS / EACH_SECOND):
                break
            began = time.monotonic()
            try:
                self._save_row(row)
            except Exception as error:
                self.refused.append(f"{type(error).__name__}: {error}")
                break
            self.longest = max(self.longest, time.monotonic() - began)
        connection.close()

    def _save_row(self, row: Any) -> None:
        from django.db import transaction
        from django.utils import timezone

        revision, now = self.saved[row], timezone.now()
        with transaction.atomic():
            self.plans.objects.filter(pk=self.places[row]).update(changed_at=now)
            same = self.lines.objects.filter(pk=row, revision=revision)
            written = same.update(description=f"wording {revision + 1}", revision=revision + 1, updated_at=now)
        if not written:
            raise AssertionError(f"row {row} was not at revision {revision}")
        self.saved[row] = revision + 1


def _round_and_round(rows: list[Any]) -> Iterator[Any]:
    while True:
        yield from rows


def fill(known: Any, plans: int) -> None:
    """Fill the first tables: each plan has goals with a metric, a target and an action, services, and a budget."""
    from django.utils import timezone

    def make(app: str, model: str, rows: Iterator[dict[str, Any]]) -> list[Any]:
        table = known.get_model(app, model)
        return table.objects.bulk_create([table(**each) for each in rows], batch_size=1_000)

    today = timezone.localdate()
    (division,) = make("plans", "Division", iter([{"name": "Academics"}]))
    (cycle,) = make("plans", "PlanningCycle", iter([{"label": "2020-21", "opens": today, "due_date": today}]))
    names = ({"division": division, "name": f"School {n}", "slug": f"school-{n}"} for n in range(plans))
    departments = make("plans", "Department", names)
    all_plans = make("plans", "Plan", ({"cycle": cycle, "department": each} for each in departments))
    several = [(plan, position) for plan in all_plans for position in range(LINES)]
    make("plans", "BudgetLine", ({"plan": p, "position": n, "description": f"Line {n}"} for p, n in several))
    make("plans", "Service", ({"plan": p, "position": n, "text": f"<p>Service {n}</p>"} for p, n in several))
    some = [(plan, position) for plan, position in several if position < GOALS]
    goals = make("goals", "Goal", ({"plan": p, "position": n, "statement": f"<p>Goal {n}</p>"} for p, n in some))
    make("goals", "Action", ({"goal": goal, "position": 0, "text": "<p>We act.</p>"} for goal in goals))
    make("metrics", "Metric", ({"goal": goal, "position": 0, "text": "<p>A measure</p>"} for goal in goals))
    make("metrics", "Target", ({"goal": goal, "position": 0, "text": "<p>A target</p>"} for goal in goals))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
