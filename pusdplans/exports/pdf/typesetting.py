"""Typst, kept warm in a process of its own: values in, the bytes of a PDF/UA-1 file out.

Typst remembers what it has set, which makes the next plan quick and its process large. So neither a web process nor a
worker runs it: a child process does (`child`), which ends with its parent, and which is replaced before it grows large.
"""

import atexit
import contextlib
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pusdplans.document.schema import PlanDocument
from pusdplans.exports.edition import Edition

PLAN, CABINET = "plan.typ", "cabinet.typ"
# After so many plans, or with so many megabytes, a child is replaced; on plans of usual size it stays below 160.
_PLANS, _MEMORY = 1000, 320
# Seconds for one plan, for which a child takes less than a tenth of a second; it ends itself a little later.
_PATIENCE, _GRACE = 60.0, 5.0


class TypesettingFailed(Exception):
    """A plan could not be set in type; the sentence says why."""


class Typesetter:
    """A child process that sets plans, one at a time: begun when first needed, and again whenever it is gone.

    plans, memory: after so many plans, or with so many megabytes, it is replaced. patience: seconds for one plan.
    """

    def __init__(self, *, plans: int = _PLANS, memory: int = _MEMORY, patience: float = _PATIENCE) -> None:
        self._plans, self._memory, self.patience = plans, memory, patience
        self._alone = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self._wire: Any = None
        self._folder, self._count = "", 0

    def typeset(self, values: dict[str, Any], made_on: datetime.datetime, template: str = PLAN) -> bytes:
        """Return the file that a template makes of `values`. Raises TypesettingFailed."""
        note = _("No font at hand has some characters of this plan. Each is written as its Unicode number in brackets.")
        seconds = self.patience + _GRACE
        request = {"template": template, "made_on": made_on.isoformat(), "note": note, "seconds": seconds}
        frames = json.dumps(request).encode(), json.dumps(values, ensure_ascii=False).encode()
        with self._alone:
            # A child that was killed, or has ended since nobody needed it, is replaced: the next one sets the plan.
            for _attempt in range(2):
                with contextlib.suppress(EOFError, ConnectionError):
                    return self._asked(frames)
        raise TypesettingFailed(_("The process that sets the PDF ended twice. Please try again, and look at the log."))

    def end(self) -> None:
        """End the child, if there is one."""
        if self.child:
            self.child.kill()
            self.child.wait()
            self._wire.close()
            shutil.rmtree(self._folder, ignore_errors=True)
        self.child = None

    def forget(self) -> None:
        """Leave a child to the process that began it: what comes out of a fork begins its own."""
        self._alone, self.child, self._wire = threading.Lock(), None, None

    def _asked(self, frames: tuple[bytes, bytes]) -> bytes:
        """Return the child's answer. Raises EOFError or ConnectionError if the child is gone."""
        child = self.child or self._begin()
        overdue = threading.Timer(self.patience, child.kill)
        overdue.start()
        try:
            for frame in frames:
                self._wire.send_bytes(frame)
            answer, content = json.loads(self._wire.recv_bytes()), self._wire.recv_bytes()
        except BaseException as error:
            # Also if we were told to stop: an answer that nobody took would be taken for the next plan's.
            self.end()
            if overdue.finished.is_set() and isinstance(error, (EOFError, ConnectionError)):
                raise TypesettingFailed(
                    _("Setting the PDF took longer than %(seconds)d seconds and was stopped. Is the plan very long?")
                    % {"seconds": self.patience}
                ) from error
            raise
        finally:
            overdue.cancel()
        self._count += 1
        if self._count >= self._plans or answer["memory"] >= self._memory:
            self.end()
        if answer["problem"]:
            raise TypesettingFailed(_("The PDF could not be set: %(problem)s") % {"problem": answer["problem"]})
        return content

    def _begin(self) -> subprocess.Popen[bytes]:
        """Begin a child, out of reach of the signals that a terminal sends to us."""
        self._wire, theirs = Pipe()
        self._folder, self._count = tempfile.mkdtemp(prefix="pusdplans-pdf-"), 0
        with theirs:
            self.child = subprocess.Popen(
                # Without this folder among those from which it imports: it has modules with the names of others.
                [sys.executable, "-P", Path(__file__).with_name("child.py"), self._folder],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=self._folder,
                # One thread: two are hardly faster, and pages come first.
                env={**os.environ, "RAYON_NUM_THREADS": "1"},
                process_group=0,
            )
        return self.child


_typesetter = Typesetter()
os.register_at_fork(after_in_child=_typesetter.forget)
atexit.register(_typesetter.end)


def made_on(document: PlanDocument, edition: Edition) -> datetime.datetime:
    """Return the moment a file bears: the day of approval, else the first day of the cycle's school year, never now."""
    day = edition.approved_on or datetime.date(int(document.cycle[:4]), 7, 1)
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


def typeset(values: dict[str, Any], made_on: datetime.datetime, template: str = PLAN) -> bytes:
    """Return the file that a template, PLAN or CABINET, makes of `values`. Raises TypesettingFailed."""
    return _typesetter.typeset(values, made_on, template)
