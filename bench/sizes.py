"""`python -m bench.sizes`: what one plan, one save and one process take, for the sums in `docs/operations.md`.

Runs on a PostgreSQL of its own with a made-up district. Prints one figure a line; times are computing time, of the web
process and of its database process.
"""

import json
import os
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.soak.fresh import run
from bench.soak.rolling import Process
from tests import object_store
from tests.run import postgresql
from tests.sample_files import GOOD

DEPARTMENTS, YEARS, SAVES, PAGES, FILED = 200, 2, 200, 30, 20
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure. Returns the exit status."""
    with postgresql() as (address, reason):
        if not address:
            print(f"Not measured: {reason}.")
            return 1
        for name, value in run("bench.sizes", address, "measure").items():
            print(f"{name:<72} {value:>10,}")
    return 0


def measure() -> None:
    """Make the district, and print all figures as one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusdplans.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    before = asked("SELECT pg_database_size(current_database())")
    call_command("seed_demo", departments=DEPARTMENTS, years=YEARS, seed=1, verbosity=0)
    found = {"database, KB for a plan of a past or running year": whole(before, DEPARTMENTS * YEARS)}
    found |= of_filing() | of_saving() | of_pages() | of_store() | of_processes()
    print(json.dumps(found))


def asked(statement: str) -> Any:
    """Ask the database. Returns the first value."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def whole(before: int, things: int) -> float:
    """Return by how many KB the database has grown for each thing."""
    return round((asked("SELECT pg_database_size(current_database())") - before) / things / 1000, 1)


def computed() -> float:
    """Return the milliseconds of a processor that this process and its database process have used."""
    backend = Path(f"/proc/{asked('SELECT pg_backend_pid()')}/stat").read_text().rpartition(")")[2].split()
    return (time.process_time() + (int(backend[11]) + int(backend[12])) / TICKS) * 1000


def of_filing() -> dict[str, float]:
    """File approved plans; measure what they come to."""
    from plans.models import Filing
    from pusdplans.archive import filing

    filing.adopt()
    keys = list(Filing.objects.order_by("pk").values_list("pk", flat=True)[: FILED + 1])
    filing.file_submission(keys[0])
    before = computed()
    done = sum(map(filing.file_submission, keys[1:]))
    files = [sum(each["size"] for each in one.files) for one in Filing.objects.filter(pk__in=keys[1:])]
    return {
        "filed plan, KB in four files": round(sum(files) / done / 1000, 1),
        "filing a plan, ms of a processor, its PDF apart": round((computed() - before) / done, 1),
    }


def lead_and_plan() -> tuple[Any, Any]:
    """Return the client of somebody who leads a plan that is being written, and that plan."""
    from django.test import Client

    from plans.models import EDITABLE, Membership, Plan, Role

    plan = Plan.objects.with_place().filter(status__in=EDITABLE, goals__isnull=False).order_by("pk")[0]
    client = Client()
    client.force_login(Membership.objects.filter(department=plan.department, role=Role.LEAD)[0].person)
    return client, plan


def of_saving() -> dict[str, float]:
    """Save a goal over and over, as its page does; measure what one save takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from pusdplans.document.collect import collect
    from pusdplans.document.schema import to_json

    client, plan = lead_and_plan()
    goal = plan.goals.filter(deleted_at=None).order_by("position")[0]
    path = f"/plans/{plan.cycle.label}/{plan.department.slug}/rows/goal/{goal.pk}/save/"
    revision = goal.revision
    choose, known = random.Random(1), re.findall(r"[A-Za-z]{3,}", json.dumps(to_json(collect(plan))))

    def save(words: int = 10) -> None:
        nonlocal revision
        values = {"statement": f"<p>{' '.join(choose.choices(known, k=words))}</p>", "revision": revision}
        answer = client.post(path, values, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 200
        revision = answer.json()["revision"]

    for _warm in range(10):
        save()
    with CaptureQueriesContext(connection) as captured:
        save()
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [each["sql"] for each in captured.captured_queries if not each["sql"].startswith(marks)]
    found: dict[str, float] = {
        "a save, statements": len(statements),
        "a save, statements that write": sum(each.startswith(("INSERT", "UPDATE", "DELETE")) for each in statements),
    }
    for words in (10, 150):
        log, size, work = asked("SELECT pg_current_wal_insert_lsn()::text"), grown(), computed()
        for _save in range(SAVES):
            save(words)
        written = float(asked(f"SELECT pg_current_wal_insert_lsn() - '{log}'::pg_lsn"))
        found |= {
            f"a save of {words} words, ms of a processor": round((computed() - work) / SAVES, 1),
            f"a save of {words} words, KB of its event in the database": round((grown() - size) / SAVES / 1000, 2),
            f"a save of {words} words, KB of PostgreSQL's log": round(written / SAVES / 1000, 1),
        }
    return found


def grown() -> int:
    """Return the bytes of the trail."""
    return asked("SELECT pg_total_relation_size('plans_event')")


def of_pages() -> dict[str, float]:
    """Open pages; measure what one takes."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client, plan = lead_and_plan()
    office = Client()
    office.force_login(get_user_model().objects.create_superuser("office@example.org", None, name="Office"))
    place = f"/plans/{plan.cycle.label}/{plan.department.slug}/"
    pages = {
        "goals to edit": (client, f"{place}goals/"),
        "plan as a document": (client, f"{place}preview/"),
        f"district's page, {DEPARTMENTS} plans": (office, f"/district/{plan.cycle.label}/"),
    }
    found = {}
    for name, (who, path) in pages.items():
        for _warm in range(3):
            assert who.get(path).status_code == 200
        before = computed()
        for _page in range(PAGES):
            who.get(path)
        found[f"page ({name}), ms of a processor"] = round((computed() - before) / PAGES, 1)
    return found


def of_store() -> dict[str, float]:
    """Keep files in an S3-compatible store; count what it is asked."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import override_settings

    from plans.models import AttachedFile, Filing
    from pusdplans.archive import filing

    client, plan = lead_and_plan()
    waiting = Filing.objects.exclude(state="filed").order_by("pk")[0].pk
    path = f"/plans/{plan.cycle.label}/{plan.department.slug}/files/"

    def attach() -> None:
        client.post(f"{path}budget/", {"file": SimpleUploadedFile("Chart.png", GOOD["png"])})

    def fetch() -> None:
        assert client.get(f"{path}{AttachedFile.objects.get().pk}/").getvalue() == GOOD["png"]

    with object_store.object_store() as address:
        object_store.make_bucket(address, "files")
        store = object_store.storage(address, "files", "")
        with override_settings(STORAGES={**settings.STORAGES, "default": store, "archive": store}):
            acts = {
                "a file attached": attach,
                "a file fetched": fetch,
                "a plan filed": lambda: filing.file_submission(waiting),
            }
            return {f"{name}, requests to the store": requests(act) for name, act in acts.items()}


def requests(act: Callable[[], Any]) -> int:
    """Count what an act asks of a store over HTTP."""
    from django.core.files.storage import storages

    count = 0

    def add(**about: Any) -> None:
        nonlocal count
        count += 1

    stores = [storages[name].connection.meta.client.meta.events for name in ("default", "archive")]
    for each in stores:
        each.register("before-send.s3", add)
    act()
    for each in stores:
        each.unregister("before-send.s3", add)
    return count


def of_processes() -> dict[str, float]:
    """Start a web process and a worker as in use; measure their memory, shared pages by halves."""
    environment = {**os.environ, "ENVIRONMENT": "development", "LOG_LEVEL": "ERROR"}
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], env=environment, stderr=subprocess.DEVNULL)
    web = Process(own_port=False)
    try:
        web.until_ready()
        for _page in range(20):
            urllib.request.urlopen(f"http://127.0.0.1:{web.port}/accounts/login/").close()
        time.sleep(3)
        master, *answering = family(web.running.pid)
        return {
            "memory, MB of a web process's first process": memory(master),
            "memory, MB of each that answers": max(map(memory, answering)),
            "memory, MB of a worker": memory(worker.pid),
        }
    finally:
        web.end()
        worker.terminate()
        worker.wait(timeout=60)


def family(process: int) -> list[int]:
    """Return a process and its children."""
    return [process, *map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())]


def memory(process: int) -> int:
    """Return the megabytes of a process, with its share of what it has in common with others."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000)


if __name__ == "__main__":
    sys.exit(measure() if sys.argv[1:] == ["measure"] else main())
