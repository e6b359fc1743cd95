"""The background tasks of filing and of exports of a cycle. Each can run twice without harm."""

from django_tasks import task

from pusdplans.archive import cycle_export, filing


@task()
def file_submission(key: int) -> None:
    """File an approved submission, given the key of its `Filing`."""
    filing.file_submission(key)


@task()
def make_cycle_export(key: int) -> None:
    """Make a cycle's plans into one file, given the key of its `CycleExport`."""
    cycle_export.make(key)
