"""The process that sets PDFs: replaced when it is killed, hangs or grows, and gone when its parent is."""

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from pusdplans.exports.pdf import child
from pusdplans.exports.pdf.contents import contents
from pusdplans.exports.pdf.typesetting import PLAN, Typesetter, TypesettingFailed
from tests.exports import printed

DAY = datetime.datetime(2020, 7, 1, 12, tzinfo=datetime.UTC)
CHILD = Path(child.__file__)
# MB that a process may grow by in 60 plans without being said to remember them.
BOUND = 25


def values(words: str = "") -> dict[str, Any]:
    """Return what the template draws of a plan with a purpose of these words."""
    return contents(printed.empty().model_copy(update={"purpose": f"<p>Purpose {words}</p>"}), printed.edition())


@pytest.fixture
def begin() -> Iterator[Callable[..., Typesetter]]:
    """Typesetters, ended with the test."""
    begun = []

    def one(**options: Any) -> Typesetter:
        begun.append(Typesetter(**options))
        return begun[-1]

    yield one
    for each in begun:
        each.end()


@pytest.fixture
def typesetter(begin: Callable[..., Typesetter]) -> Typesetter:
    """One with a child that has set a plan."""
    one = begin(patience=30)
    one.typeset(values(), DAY)
    return one


def pid(typesetter: Typesetter) -> int:
    """Return the child's process id."""
    assert typesetter.child
    return typesetter.child.pid


def is_gone(process: int, within: float = 10) -> bool:
    """Whether a process ends within so many seconds; a zombie has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def folder_of(process: int) -> Path:
    """Return the folder a child works in."""
    return Path(f"/proc/{process}/cwd").readlink()


def test_child_serves_plan_after_plan(typesetter: Typesetter) -> None:
    first = pid(typesetter)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: typesetter.typeset(values(f"n{n}"), DAY), range(8)))
    assert [f"Purposen{n}" in printed.text_of(each) for n, each in enumerate(made)] == [True] * 8
    assert pid(typesetter) == first
    assert [each.name for each in folder_of(first).iterdir()] == ["cabinet.typ", "plan.typ"]


def test_killed_child_is_replaced_and_the_plan_set_by_the_next(typesetter: Typesetter) -> None:
    first, before = pid(typesetter), typesetter.typeset(values("same"), DAY)
    folder = folder_of(first)
    os.kill(first, signal.SIGKILL)
    assert typesetter.typeset(values("same"), DAY) == before
    assert pid(typesetter) != first
    assert not folder.exists()


def test_child_killed_while_it_sets_a_plan_is_replaced(typesetter: Typesetter) -> None:
    first = pid(typesetter)
    os.kill(first, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(typesetter.typeset, values("waits"), DAY)
        time.sleep(0.3)
        assert not waiting.done()
        os.kill(first, signal.SIGKILL)
        assert "Purposewaits" in printed.text_of(waiting.result())
    assert pid(typesetter) != first


def test_hung_child_is_ended_and_the_next_plan_set(typesetter: Typesetter) -> None:
    first = pid(typesetter)
    typesetter.patience = 1.5
    os.kill(first, signal.SIGSTOP)
    # Long enough that it does not fit what a socket holds: writing must not wait for ever either.
    with pytest.raises(TypesettingFailed, match="longer than 1 seconds"):
        typesetter.typeset(values("long " * 500_000), DAY)
    assert is_gone(first)
    typesetter.patience = 30
    assert "Purposenext" in printed.text_of(typesetter.typeset(values("next"), DAY))


def test_problem_comes_back_as_an_error_and_the_child_stays(typesetter: Typesetter) -> None:
    first = pid(typesetter)
    with pytest.raises(TypesettingFailed, match="does not contain key"):
        typesetter.typeset({"title": "No plan"}, DAY)
    assert "Purposeafter" in printed.text_of(typesetter.typeset(values("after"), DAY))
    assert pid(typesetter) == first


def test_answer_that_nobody_took_is_not_the_next_plans(typesetter: Typesetter) -> None:
    first = pid(typesetter)
    os.kill(first, signal.SIGSTOP)

    def stop(*_args: object) -> None:
        raise InterruptedError("told to stop")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(InterruptedError):
            typesetter.typeset(values("interrupted"), DAY)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert is_gone(first)
    assert "Purposenext" in printed.text_of(typesetter.typeset(values("next"), DAY))


@pytest.mark.parametrize(("limit", "kept"), [({"plans": 2}, [True, False, True, False]), ({"memory": 1}, [False] * 4)])
def test_child_ends_before_it_grows(begin: Callable[..., Typesetter], limit: dict[str, int], kept: list[bool]) -> None:
    typesetter, seen = begin(**limit), []
    for number in range(4):
        assert f"Purposen{number}" in printed.text_of(typesetter.typeset(values(f"n{number}"), DAY))
        seen.append(typesetter.child is not None)
    assert seen == kept


def test_child_that_nobody_waits_for_any_more_ends_itself(tmp_path: Path) -> None:
    ours, theirs = Pipe()
    process = subprocess.Popen([sys.executable, "-P", CHILD, tmp_path], stdin=theirs.fileno())
    theirs.close()
    ours.send_bytes(json.dumps({"template": PLAN, "made_on": DAY.isoformat(), "note": "", "seconds": 0.001}).encode())
    ours.send_bytes(json.dumps(values()).encode())
    assert process.wait(30) == -signal.SIGALRM


PARENT = """
import os, signal, sys, time, django
django.setup()
# Tests that run in the background would hand down that it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.exports.test_typesetting import DAY, values
from pusdplans.exports.pdf.typesetting import _typesetter, typeset
typeset(values(), DAY)
print(_typesetter.child.pid, os.readlink(f"/proc/{_typesetter.child.pid}/cwd"), flush=True)
"""


def parent(then: str) -> tuple[subprocess.Popen[str], int, Path]:
    """Begin a process that exports a plan and then does something. Returns it, its child's id and the child's folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT + then], cwd=site.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    pid_of_child, folder = process.stdout.readline().split()
    return process, int(pid_of_child), Path(folder)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_child_ends_with_its_parent(how: signal.Signals) -> None:
    process, pid_of_child, folder = parent("time.sleep(60)")
    assert not is_gone(pid_of_child, within=0.5)
    process.send_signal(how)
    process.communicate()
    assert is_gone(pid_of_child)
    assert not folder.exists()


def test_child_ends_with_a_parent_that_comes_to_its_end() -> None:
    process, pid_of_child, folder = parent("")
    assert process.communicate() == ("", None)
    assert process.returncode == 0
    assert is_gone(pid_of_child)
    assert not folder.exists()


def test_fork_begins_a_child_of_its_own() -> None:
    then = """
child = _typesetter.child.pid
if os.fork() == 0:
    typeset(values("fork"), DAY)
    print(_typesetter.child.pid != child, flush=True)
    _typesetter.end()
    os._exit(0)
os.wait()
typeset(values("parent"), DAY)
print(_typesetter.child.pid == child, flush=True)
"""
    process, pid_of_child, _folder = parent(then)
    assert process.communicate()[0].split() == ["True", "True"]
    assert is_gone(pid_of_child)


GROWTH = """
import json, sys, datetime, tempfile, pathlib, shutil, django
django.setup()
from pusdplans.document.schema import parse
from pusdplans.exports.pdf import child, typesetting
from pusdplans.exports.pdf.contents import contents
from tests.exports import printed
from tests.exports.test_typesetting import DAY

plan = parse(json.load(open("fixtures/academics-2020-21.json")))
folder = pathlib.Path(tempfile.mkdtemp())
shutil.copy(pathlib.Path(child.__file__).with_name("plan.typ"), folder)
in_child = lambda values: typesetting.typeset(values, DAY)
in_process = lambda values: child.typeset(folder / typesetting.PLAN, json.dumps(values), "", DAY)
typeset = {"in a child": in_child, "in process": in_process}[sys.argv[1]]

def export(number):
    goals = tuple(
        goal.model_copy(update={"statement": f"<p>Goal {number}.</p>{goal.statement}"}) for goal in plan.goals
    )
    typeset(contents(plan.model_copy(update={"purpose": f"<p>{number}</p>", "goals": goals}), printed.edition()))

export(0)
before = child.memory()
for number in range(1, 61):
    export(number)
print(child.memory() - before)
shutil.rmtree(folder)
"""


@pytest.mark.parametrize(("where", "grows"), [("in a child", False), ("in process", True)])
def test_process_that_exports_does_not_grow(where: str, grows: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, where], cwd=site.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert (int(done.stdout) > BOUND) == grows, done.stdout
