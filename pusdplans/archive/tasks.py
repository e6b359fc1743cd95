"""The background tasks of filing and of exports of a cycle. Each can run twice without harm."""

from django_tasks import task

from plans.models import Via
from plans.trail import through
from pusdplans.archive import cycle_export, filing


@task()
def file_submission(key: int) -> None:
    """File an approved submission, given the key of its `Filing`."""
    with through(Via.TASK):
        filing.file_submission(key)


@task()
def make_cycle_export(key: int) -> None:
    """Make a cycle's plans into one file, given the key of its `CycleExport`."""
    with through(Via.TASK):
        cycle_export.make(key)
