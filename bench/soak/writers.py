"""People who save rows through the application, all the time, and remember what they were told is saved."""

import threading
import time
from collections.abc import Iterator
from typing import Any

FETCH = {"X-Requested-With": "fetch"}


class Writers:
    """Threads that each save their own rows of a plan in turn, and one that attaches files and lets go of some.

    `saved`: by row, the revision that was acknowledged last. `files`: by row, the sum of a file that stays.
    """

    def __init__(self, cast: Any, *, threads: int = 4, rows: int = 5, each_second: float = 50) -> None:
        from plans.models import BudgetLine

        self.cast, self.pause = cast, threads / each_second
        self.saved: dict[str, int] = {}
        self.files: dict[str, str] = {}
        self.refused: list[str] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._attach, name="attaches")]
        for number in range(threads):
            lead, plan = ((cast.lead, cast.plan), (cast.other_lead, cast.other_plan))[number % 2]
            lines = BudgetLine.objects.bulk_create(BudgetLine(plan=plan, position=each) for each in range(rows))
            self.saved |= {str(each.id): each.revision for each in lines}
            arguments = (lead, plan, [str(each.id) for each in lines])
            self._threads.append(threading.Thread(target=self._save, args=arguments, name=f"saves {number}"))

    def __enter__(self) -> "Writers":
        for each in self._threads:
            each.start()
        self.until(20)
        return self

    def __exit__(self, *error: Any) -> None:
        self._ended.set()
        for each in self._threads:
            each.join()
        assert self.refused == [], self.refused

    def count(self) -> int:
        """Return how many saves were acknowledged."""
        return sum(self.saved.values()) - len(self.saved)

    def until(self, more: int, seconds: float = 60) -> None:
        """Wait until so many more saves were acknowledged."""
        goal, end = self.count() + more, time.monotonic() + seconds
        while self.count() < goal:
            assert time.monotonic() < end and not self.refused, self.refused or "no saves any more"
            time.sleep(0.01)

    def _save(self, lead: Any, plan: Any, rows: list[str]) -> None:
        from django.db import connection
        from django.test import Client

        client = Client()
        client.force_login(lead)
        base = f"/plans/{plan.cycle.label}/{plan.department.slug}/rows/budget-line/"
        for row in _round_and_round(rows):
            if self._ended.wait(self.pause):
                break
            values = {"description": f"wording {self.saved[row] + 1}", "revision": self.saved[row]}
            answer = client.post(f"{base}{row}/save/", values, headers=FETCH)
            if answer.status_code != 200:
                self.refused.append(f"{answer.status_code}: {answer.text[:200]}")
                break
            self.saved[row] = answer.json()["revision"]
        connection.close()

    def _attach(self) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.db import connection, transaction

        from plans.attachments import attach, forget
        from plans.models import AttachedFile, FilePart
        from tests.sample_files import GOOD

        number = 0
        while not self._ended.wait(0.05) and len(self.files) < 40:
            number += 1
            content = GOOD["pdf"].replace(b"\n", b"\n%% %d\n" % number, 1)
            row = attach(
                self.cast.plan, FilePart.BUDGET, SimpleUploadedFile(f"{number}.pdf", content), by=self.cast.lead
            ).row
            if number % 2:
                with transaction.atomic():
                    forget(AttachedFile.objects.filter(id=row.id), keep=[])
            else:
                self.files[str(row.id)] = row.sha256
        connection.close()


def _round_and_round(rows: list[str]) -> Iterator[str]:
    while True:
        yield from rows
