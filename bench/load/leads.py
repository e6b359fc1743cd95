"""`python -m bench.load.leads ADDRESS LEADS.json RESULTS.json SECONDS`: the evening before the deadline, with locust.

Each lead saves a row every ten seconds and opens a page every half minute, each at their own moments. Beside them run
bare signed-in saves, which say what this machine gives under the same load. After the steady time: twenty exports at once, then four times the
saves for a while, then two hundred people submit within a minute. What was acknowledged is written down.
"""

import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, task
from locust.env import Environment

from bench.load import BARE

SAVE_EVERY, PAGE_EVERY, BARE_EVERY = 10.0, 30.0, 2.0
OVERLOAD, OVERLOAD_S, AFTER_S, SUBMITS, SUBMIT_S = 4, 30, 45, 200, 60
PAGES = ("", "goals/", "actions/", "services/", "preview/")
TOKEN = "c" * 32

people: list[dict[str, Any]] = []
taken = iter(())
phase = "steady"
pace = 1.0
acknowledged: dict[str, str] = {}
answers: dict[str, list[tuple[float, float]]] = defaultdict(list)
failures: list[str] = []


class Person(FastHttpUser):
    """Somebody signed in."""

    abstract = True
    connection_timeout = network_timeout = 60.0

    def on_start(self) -> None:
        """Be the next of the leads, and begin at any moment: people do not press their keys in step."""
        self.me = next(taken)  # type: ignore[call-overload]
        self.cookies = f"sessionid={self.me['session']}; csrftoken={TOKEN}"
        self.typed = 0
        gevent.sleep(self.any_moment())

    def between(self) -> float:
        """Return how many seconds lie between the beginnings of two turns."""
        return BARE_EVERY

    def any_moment(self) -> float:
        """Return after how many seconds the next turn is due, when nothing says when."""
        self.pace, wait = pace, random.uniform(0, self.between())
        self.due = time.perf_counter() + wait
        return wait

    def wait_time(self) -> float:
        """Wait until the next turn is due; after a late one none is made up for. A new pace begins at any moment."""
        if self.pace != pace:
            return self.any_moment()
        now = time.perf_counter()
        self.due = max(now, self.due + self.between())
        return self.due - now

    def ask(self, what: str, method: str, path: str, values: dict[str, Any] | None = None) -> Any:
        """Ask, and note how long it took, or what went wrong."""
        headers = {"Cookie": self.cookies, "X-CSRFToken": TOKEN}
        if what != "page":
            headers["X-Requested-With"] = "fetch"
        started = time.perf_counter()
        with self.client.request(
            method, path, data=values, headers=headers, name=what, allow_redirects=False, catch_response=True
        ) as answer:
            took = time.perf_counter() - started
            if answer.status_code in (200, 302):
                answer.success()
            else:
                failures.append(f"{phase}: {what} {path}: {answer.status_code} {answer.error or ''}")
        answers[f"{phase}: {what}"].append((time.time(), took))
        return answer


class Lead(Person):
    """Types into one row, and looks around."""

    def between(self) -> float:
        """Save every ten seconds, or faster in the rush."""
        return SAVE_EVERY / pace

    @task
    def save(self) -> None:
        """Save the row as the page's script does, and now and then open a page."""
        self.typed += 1
        text = f"Typed {self.typed} by {self.me['plan_id']}"
        values = {"name": text, "phone": "X88216", "email": "", "revision": self.me["revision"]}
        answer = self.ask("autosave", "POST", f"{self.me['plan']}rows/contact/{self.me['row']}/save/", values)
        if answer.status_code == 200:
            self.me["revision"] = answer.json()["revision"]
            acknowledged[self.me["row"]] = text
        if self.typed % (PAGE_EVERY // SAVE_EVERY) == self.me["plan_id"] % (PAGE_EVERY // SAVE_EVERY):
            self.ask("page", "GET", self.me["plan"] + PAGES[self.typed % len(PAGES)])


class Bare(Person):
    """Saves one row with nothing around it but sign-in."""

    @task
    def save(self) -> None:
        """Save."""
        self.ask("bare save", "POST", "/floor/bare/", {"row": self.me["bare"], "description": "bare"})


def main(address: str, file: str, results: str, seconds: float) -> None:
    """Run the evening."""
    global taken, pace
    people.extend(json.loads(Path(file).read_text()))
    leads, bare = people[BARE:], people[:BARE]
    taken = iter([*leads])
    environment = Environment(user_classes=[Lead], host=address)
    runner = environment.create_local_runner()
    runner.start(len(leads), spawn_rate=len(leads) / SAVE_EVERY)
    while runner.user_count < len(leads):
        gevent.sleep(0.2)
    taken = iter(bare)
    beside = Environment(user_classes=[Bare], host=address).create_local_runner()
    beside.start(len(bare), spawn_rate=len(bare))
    gevent.sleep(SAVE_EVERY)
    answers.clear()
    _for("steady", seconds)
    _beside("twenty exports", [gevent.spawn(_export, beside, lead) for lead in leads[:20]], SAVE_EVERY)
    pace = OVERLOAD
    _for("rush", OVERLOAD_S)
    pace = 1.0
    _for("after the rush", AFTER_S)
    submitting = leads[: min(SUBMITS, len(leads))]
    _beside(
        "last minute",
        [gevent.spawn(_submit, beside, lead, n / len(submitting)) for n, lead in enumerate(submitting)],
        SUBMIT_S,
    )
    runner.quit()
    beside.quit()
    _write(results, [lead["plan_id"] for lead in submitting])


def _for(name: str, seconds: float) -> None:
    global phase
    phase = name
    gevent.sleep(seconds)


def _beside(name: str, acts: list[Any], seconds: float) -> None:
    """Go on for a time while something else happens too, and until it has."""
    _for(name, seconds)
    gevent.joinall(acts, timeout=120)


def _somebody(runner: Any, lead: dict[str, Any]) -> Lead:
    """Return a second window of a lead."""
    window = Lead(runner.environment)
    window.me, window.cookies, window.typed = lead, f"sessionid={lead['session']}; csrftoken={TOKEN}", 0
    return window


def _export(runner: Any, lead: dict[str, Any]) -> None:
    """Export the plan in each format."""
    window = _somebody(runner, lead)
    for extension in ("docx", "pdf", "xlsx", "json"):
        window.ask("export", "GET", f"{lead['plan']}export/{extension}/")


def _submit(runner: Any, lead: dict[str, Any], when: float) -> None:
    """Submit at some moment of the last minute. The lead's other window goes on typing, and hears that it is too late."""
    gevent.sleep(when * SUBMIT_S * 0.9)
    lead["submitted"] = True
    _somebody(runner, lead).ask("submit", "POST", f"{lead['plan']}check/")


def _write(file: str, submitted: list[int]) -> None:
    """Write down what was measured. A save that met a submitted plan (403, 409) is an answer in words, not a failure."""
    late = ("last minute: autosave", (": 403", ": 409"))
    outcome = {
        "acknowledged": acknowledged,
        "answers": answers,
        "failures": [line for line in failures if not (line.startswith(late[0]) and any(at in line for at in late[1]))],
        "submitted": submitted,
    }
    Path(file).write_text(json.dumps(outcome))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
