"""Approved plans for the tests of the archive, and a storage that is down for a while."""

from typing import Any, ClassVar

from django.core.files.storage import FileSystemStorage

from plans import lifecycle
from plans.models import Filing, Plan
from pusdplans.document.submitting import submit_plan
from tests.district import Cast

FOLDER = "Department Plans 2020 - 2021"
NAME = f"{FOLDER}/Instructional Services 2020-21, version 1"
FILES = [f"{NAME}.pdf", f"{NAME}.docx", f"{NAME}.json", f"{NAME}.manifest.json"]


def approve(cast: Cast, plan: Plan | None = None) -> Filing:
    """Submit and approve the lead's plan, or another. Returns its filing, which nobody has begun."""
    plan = plan or cast.plan
    submit_plan(plan, by=cast.lead, in_spite_of_gaps=True)
    submission = lifecycle.approve(plan, by=cast.reviewer)
    return Filing.objects.get(submission=submission)


class DownForAWhile(FileSystemStorage):
    """A storage that raises as often as it is told to, by the name of the act; `None` is never."""

    failures: ClassVar[dict[str, int]] = {}

    @classmethod
    def goes_down(cls, **failures: int) -> None:
        """Let the next so many calls of each act fail: `goes_down(save=2, exists=1)`."""
        cls.failures = dict(failures)

    def _maybe(self, act: str) -> None:
        if self.failures.get(act, 0) > 0:
            self.failures[act] -= 1
            raise ConnectionError("the archive is down")

    def exists(self, name: str) -> bool:
        """Say whether a file is there, unless down."""
        self._maybe("exists")
        return super().exists(name)

    def _save(self, name: str, content: Any) -> str:
        """Save a file, unless down."""
        self._maybe("save")
        return super()._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Open a file, unless down."""
        self._maybe("open")
        return super()._open(name, mode)
