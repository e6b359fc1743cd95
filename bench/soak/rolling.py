"""A new release rolls over two web processes: each is ended and started anew in turn, while people read and save.

`python -m bench.soak.rolling ROUNDS [own-ports]`: prints one JSON line. As under systemd, the ports are held open by
somebody else; with `own-ports` each process opens its own: the negative control.
"""

import contextlib
import http.client
import itertools
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from tests.run import free_port

PEOPLE = 6
# What systemd does: the port as file number 3, and who it is for.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
SERVE = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--workers", "1", "pusdplans.wsgi"]


class Process:
    """A web process on a port, which outlives it unless it is the process's own."""

    def __init__(self, *, own_port: bool) -> None:
        self.port = free_port()
        self.socket: socket.socket | None = None
        if not own_port:
            self.socket = socket.create_server(("127.0.0.1", self.port), backlog=512)
            self.socket.set_inheritable(True)
        self.start()

    def start(self) -> None:
        """Start."""
        if self.socket is None:
            command, kept = [*SERVE, "--bind", f"127.0.0.1:{self.port}"], ()
        else:
            command, kept = ["-c", HAND_OVER, str(self.socket.fileno()), *SERVE], (self.socket.fileno(),)
        self.running = subprocess.Popen([sys.executable, *command], pass_fds=kept, stderr=subprocess.DEVNULL)

    def until_ready(self) -> None:
        """Wait until it can serve."""
        for _attempt in range(300):
            with contextlib.suppress(OSError):
                if ask(self.port, "GET", "/readyz", {})[0] == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError("The web process does not come up.")

    def end(self) -> None:
        """End it as systemd does: what is in hand is answered."""
        self.running.send_signal(signal.SIGTERM)
        self.running.wait(timeout=60)


def ask(port: int, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, str]:
    """Ask one process. Returns the status and the text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class Front:
    """Sends each request to the process that has the fewest in hand, as the Caddyfile says; nothing is tried twice."""

    def __init__(self, ports: list[int]) -> None:
        self.in_hand = dict.fromkeys(ports, 0)
        self._lock = threading.Lock()
        self._turns = itertools.count()

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, str]:
        """Ask, and return the status and the text."""
        with self._lock:
            turn = next(self._turns)
            ports = list(self.in_hand)
            ports = ports[turn % len(ports) :] + ports[: turn % len(ports)]
            port = min(ports, key=lambda each: self.in_hand[each])
            self.in_hand[port] += 1
        try:
            return ask(port, method, path, headers, body)
        finally:
            with self._lock:
                self.in_hand[port] -= 1


class Visitor(threading.Thread):
    """A lead who saves a row and opens a page in turn."""

    def __init__(self, cast: Any, front: Front) -> None:
        from django.test import Client

        from plans.models import BudgetLine

        super().__init__()
        client = Client()
        client.force_login(cast.lead)
        token = "a" * 32
        cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": token, "X-Requested-With": "fetch"}
        self.headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.plan = f"/plans/{cast.cycle.label}/{cast.department.slug}/"
        self.row = BudgetLine.objects.create(plan=cast.plan)
        self.front, self.ended = front, threading.Event()
        self.saved, self.count, self.longest = self.row.revision, 0, 0.0
        self.failed: list[str] = []

    def run(self) -> None:
        """Go on until told to end."""
        while not self.ended.wait(0.02):
            began = time.monotonic()
            for act in (self.save, self.read):
                try:
                    act()
                except (OSError, http.client.HTTPException) as error:
                    self.failed.append(f"{act.__name__}: {type(error).__name__}")
                self.count += 1
            self.longest = max(self.longest, time.monotonic() - began)

    def save(self) -> None:
        """Save the row."""
        body = f"description=wording+{self.saved + 1}&revision={self.saved}"
        path = f"{self.plan}rows/budget-line/{self.row.id}/save/"
        status, text = self.front.ask("POST", path, self.headers, body)
        if status == 200:
            self.saved = json.loads(text)["revision"]
        else:
            self.failed.append(f"save: {status}")

    def read(self) -> None:
        """Open a page."""
        status, _text = self.front.ask("GET", f"{self.plan}document/", self.headers)
        if status != 200:
            self.failed.append(f"read: {status}")


def main(rounds: int, how: str = "held-ports") -> None:
    """Roll so many releases over the two processes."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests import district

    if "plans_plan" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    cast = district.make()
    processes = [Process(own_port=how == "own-ports") for _number in range(2)]
    for process in processes:
        process.until_ready()
    # One is enough to see that requests fail.
    exchanged = processes[:1] if how == "own-ports" else processes * rounds
    front = Front([each.port for each in processes])
    people = [Visitor(cast, front) for _number in range(PEOPLE)]
    for each in people:
        each.start()
    try:
        for process in exchanged:
            process.end()
            process.start()
            process.until_ready()
    finally:
        for each in people:
            each.ended.set()
        for each in people:
            each.join()
        for process in processes:
            process.end()
    for each in people:
        each.row.refresh_from_db()
    lost = [each.row.id for each in people if each.row.revision < each.saved]
    problems = [line for each in people for line in each.failed] + [f"lost: {each}" for each in lost]
    figures = {"exchanges": len(exchanged), "requests": sum(each.count for each in people)}
    print(json.dumps(figures | {"longest_s": round(max(each.longest for each in people), 2), "problems": problems}))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
