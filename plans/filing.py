"""An approved plan is to be filed: approving writes that down here; the package that can write files announces itself.

Plans know nothing of files and folders, so the one who files them says so when the program starts.
"""

from collections.abc import Callable

from django.db import transaction

from plans.models import Filing, Submission

Start = Callable[[int], object]
_announced: list[Start] = []


def announce(start: Start) -> None:
    """Name who begins to file, given the key of a `Filing` row, once approving is committed."""
    _announced[:] = [start]


def to_be_filed(submission: Submission) -> Filing:
    """Write down, in the transaction of approving, that the submission is to be filed; it begins after the commit.

    Nothing that goes wrong there reaches the person who approves: the row waits, and the worker looks for such rows.
    """
    filing = Filing.objects.create(submission=submission)
    for start in _announced:
        transaction.on_commit(lambda start=start: start(filing.pk), robust=True)
    return filing
