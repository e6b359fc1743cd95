"""`python -m tests.faults.kills`: web processes are killed (SIGKILL) under 50 saves a second, and lists are pasted meanwhile.

No save that was acknowledged may be gone, no save or pasted list may be there by half or twice. Runs on the database of
the environment; KILLS says how many; FAULT takes a guard away (`tests/faults/wsgi.py`).
"""

import http.client
import json
import os
import random
import signal
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.lengths import figure
from tests.faults.processes import children, session_of, set_up, web

KILLS = int(os.environ.get("KILLS", "100"))
WRITERS, A_SECOND = 10, 50
# Between two kills there is half a second's work, however busy the machine is, but no longer than this.
SAVES_BETWEEN, LONGEST_BETWEEN = 25, 10.0
PASTED = ("one", "two", "three", "four")
TOKEN = "k" * 32


@dataclass
class Writer:
    """Somebody who saves a row over and over; each save is sent again until it is acknowledged, as the script does."""

    address: str
    session: str
    row: Any
    path: str
    ended: threading.Event
    revision: int = 1
    acknowledged: list[str] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    retries: int = 0

    def post(self, path: str, values: dict[str, str]) -> tuple[int, dict[str, Any]] | None:
        """Ask once. Returns status and answer, or nothing where the answer got lost."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        headers |= {"X-Requested-With": "fetch", "Content-Type": "application/x-www-form-urlencoded"}
        host = urllib.parse.urlsplit(self.address).netloc
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            connection.request("POST", path, urllib.parse.urlencode(values), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def until_acknowledged(self, path: str, values: dict[str, str]) -> dict[str, Any]:
        """Ask until there is an answer. One that says no is noted."""
        while True:
            answer = self.post(path, values)
            if answer and answer[0] < 500:
                if answer[0] != 200:
                    self.wrong[f"answered {answer[0]}"] += 1
                return answer[1]
            self.retries += 1
            time.sleep(0.1)

    def write(self) -> None:
        """Save, a few times a second."""
        due = time.monotonic()
        while not self.ended.is_set():
            text = f"{self.row.pk} {len(self.acknowledged)}"
            values = {"name": text, "phone": text[-40:], "revision": str(self.revision)}
            self.revision = self.until_acknowledged(self.path, values).get("revision", self.revision)
            self.acknowledged.append(text)
            due = max(due + WRITERS / A_SECOND, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))

    def paste(self, lists: str) -> None:
        """Paste a list, once a second."""
        while not self.ended.wait(0.5):
            once = f"{random.getrandbits(100):x}"
            text = "\n".join(f"{once} {word}" for word in PASTED)
            self.until_acknowledged(lists, {"text": text, "once": once})
            self.acknowledged.append(once)


def writers(address: str, cast: Any, ended: threading.Event) -> list[Writer]:
    """Return the writers: each has a plan of its own, and the lead's session."""
    from plans import lifecycle
    from plans.models import Contact, Department, Membership, Plan
    from tests.plans.rows.kinds import KINDS, at

    session, made = session_of(cast.lead), []
    for number in range(WRITERS + 1):
        name = f"Department {number}"
        department = Department.objects.create(division=cast.department.division, name=name, slug=f"d-{number}")
        Membership.objects.create(person=cast.lead, department=department, role="lead")
        lifecycle.start_plans(cast.cycle, [department])
        plan = Plan.objects.with_place().get(department=department)
        row = Contact.objects.create(plan=plan)
        made.append(Writer(address, session, row, at(plan, KINDS["contact"], row, "save"), ended))
    return made


def kill(master: int, times: int, saving: list[Writer]) -> int:
    """Kill one of the workers, again and again. Returns how many were."""
    killed = 0
    while killed < times:
        enough = sum(len(each.acknowledged) for each in saving) + SAVES_BETWEEN * random.uniform(0.5, 1.5)
        latest = time.monotonic() + LONGEST_BETWEEN
        while sum(len(each.acknowledged) for each in saving) < enough and time.monotonic() < latest:
            time.sleep(0.01)
        if workers := children(master):
            os.kill(random.choice(workers), signal.SIGKILL)
            killed += 1
    return killed


def what_is_wrong(saving: list[Writer], pasting: Writer) -> Counter[str]:
    """Compare what is stored with what was acknowledged."""
    from plans.models import Contact, Service

    wrong: Counter[str] = Counter()
    for each in saving:
        row = Contact.objects.get(pk=each.row.pk)
        wrong += each.wrong
        wrong["lost"] += row.name != each.acknowledged[-1]
        wrong["half a save"] += row.name[-40:] != row.phone
    lines = list(Service.objects.filter(plan=pasting.row.plan).order_by("position").values_list("position", "text"))
    lists = Counter(text.split()[0] for _position, text in lines)
    wrong += pasting.wrong
    wrong["pasted list lost"] += len([once for once in pasting.acknowledged if not lists[once]])
    wrong["half a list, or twice"] += len([once for once, count in lists.items() if count != len(PASTED)])
    wrong["half an order"] += len({position for position, _text in lines}) != len(lines)
    return +wrong


def main() -> None:
    """Kill, and compare."""
    set_up()
    from tests import district

    cast, ended = district.make(), threading.Event()
    with web() as (address, master):
        *saving, pasting = writers(address, cast, ended)
        threads = [threading.Thread(target=each.write) for each in saving]
        lists = pasting.path.rpartition("/contact/")[0] + "/service/paste/"
        threads.append(threading.Thread(target=pasting.paste, args=[lists]))
        began = time.monotonic()
        for thread in threads:
            thread.start()
        killed = kill(master, KILLS, saving)
        ended.set()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
    wrong = what_is_wrong(saving, pasting)
    saves = sum(len(each.acknowledged) for each in saving)
    more = {"saves": saves, "saves a second": round(saves / took), "lists": len(pasting.acknowledged)}
    more["sent again"] = sum(each.retries for each in (*saving, pasting))
    fault = os.environ.get("FAULT", "")
    what = f"control, {fault}: " if fault else ""
    figure(
        f"{what}web process killed (SIGKILL) under saves: one lost or half written",
        killed,
        wrong.total(),
        **({"control": True} if fault else {}),
        **more,
        **wrong,
    )


if __name__ == "__main__":
    main()
