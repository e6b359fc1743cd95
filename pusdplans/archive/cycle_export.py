"""A cycle's plans as one file, made in the background: a ZIP of Word and PDF files, or one Excel workbook.

Only plans that the person who asked may see go in: of each its newest submission, or the draft, marked as one, of a
plan that is being written for the first time. Plans go in one by one, into a file on disk, so memory stays flat.
"""

import datetime
import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import trail
from plans.models import (
    UNFINISHED,
    CycleExport,
    CycleExportKind,
    CycleExportState,
    EventKind,
    Plan,
    PlanningCycle,
    Status,
)
from pusdplans.archive.edition import document_of, edition_of
from pusdplans.document.schema import PlanDocument
from pusdplans.exports.edition import FORMATS, Edition, file_name

logger = logging.getLogger(__name__)

IN_THE_ZIP = ("pdf", "docx")
CONTENTS = "Contents.txt"
MOST_ATTEMPTS = 3
# An export that nobody began after so long is begun by the worker's housekeeping: its task was lost.
LOST_AFTER = datetime.timedelta(minutes=2)

Begin = Callable[[int], object]


def ask_for(cycle: PlanningCycle, kind: CycleExportKind, *, by: object, begin: Begin) -> CycleExport:
    """Return the export that is being made for this person, or write down a new one and `begin` it after the commit."""
    same = CycleExport.objects.filter(cycle=cycle, person=by, kind=kind, state__in=UNFINISHED)
    try:
        with transaction.atomic():
            export = same.first()
            if export is None:
                export = CycleExport.objects.create(cycle=cycle, person=by, kind=kind)
                trail.note(None, EventKind.EXPORTED, by, title=str(export))
                transaction.on_commit(lambda: begin(export.pk))
    except IntegrityError:
        export = same.get()
    return export


def make(key: int) -> None:
    """Make the file of this `CycleExport`; one that is finished stays as it is. A problem is written down in words."""
    remove_old()
    unfinished = CycleExport.objects.filter(pk=key, state__in=UNFINISHED)
    if not unfinished.update(state=CycleExportState.RUNNING, done=0, attempts=F("attempts") + 1):
        return
    export = CycleExport.objects.select_related("cycle", "person").get(pk=key)
    if export.attempts > MOST_ATTEMPTS:
        _end(export, CycleExportState.FAILED, problem=_("Making it was interrupted several times."))
        return
    try:
        with tempfile.TemporaryFile() as target:
            _WRITERS[CycleExportKind(export.kind)](export, target)
            _keep(export, target)
    except Exception as error:
        logger.exception("Making %s failed", export)
        _end(export, CycleExportState.FAILED, problem=f"{type(error).__name__}: {error}".rstrip(": "))
    except BaseException:
        # The worker was told to stop at once: the next one begins anew.
        CycleExport.objects.filter(pk=key).update(state=CycleExportState.WAITING)
        raise


def make_what_waits() -> None:
    """Make the exports whose task was lost before it began."""
    lost = CycleExport.objects.filter(state=CycleExportState.WAITING, created_at__lt=timezone.now() - LOST_AFTER)
    for key in list(lost.values_list("pk", flat=True)):
        make(key)


def remove_old() -> int:
    """Remove the files made more than `CYCLE_EXPORTS_KEPT_DAYS` days ago. Returns how many."""
    before = timezone.now() - datetime.timedelta(days=settings.CYCLE_EXPORTS_KEPT_DAYS)
    old = list(CycleExport.objects.filter(state=CycleExportState.DONE, finished_at__lt=before))
    for export in old:
        export.file.delete(save=False)
        CycleExport.objects.filter(pk=export.pk).update(state=CycleExportState.REMOVED, file="")
    return len(old)


def _editions(export: CycleExport) -> Iterator[tuple[Plan, PlanDocument, Edition] | tuple[Plan, None, None]]:
    """Go through the plans by department, counting them; a plan that nobody began has no document."""
    seen = Plan.objects.visible_to(export.person).in_cycle(export.cycle).order_by("department__name")
    keys = list(seen.values_list("pk", flat=True))
    CycleExport.objects.filter(pk=export.pk).update(total=len(keys))
    for number, key in enumerate(keys, start=1):
        plan = Plan.objects.with_place().get(pk=key)
        document, submission = document_of(plan)
        if submission is None and plan.status == Status.NOT_STARTED:
            yield plan, None, None
        else:
            yield plan, document, edition_of(plan, submission)
        CycleExport.objects.filter(pk=export.pk).update(done=number)


def _write_zip(export: CycleExport, target: IO[bytes]) -> None:
    lines = [export.cycle.folder, ""]
    # Word and PDF files are compressed in themselves.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for plan, document, edition in _editions(export):
            if document is None or edition is None:
                lines.append(_("%(department)s: not started, no file") % {"department": plan.department})
                continue
            for extension in IN_THE_ZIP:
                name = file_name(document, edition, extension)
                archive.writestr(name, FORMATS[extension].write(document, edition))
            lines.append(f"{plan.department}: {edition.status}, {file_name(document, edition, '')[:-1]}")
        archive.writestr(CONTENTS, "\r\n".join([*lines, ""]))


def _write_workbook(export: CycleExport, target: IO[bytes]) -> None:
    from pusdplans.exports import excel

    plans = ((document, edition) for _plan, document, edition in _editions(export) if document and edition)
    target.write(excel.write_cycle(plans))


_WRITERS: dict[CycleExportKind, Callable[[CycleExport, IO[bytes]], None]] = {
    CycleExportKind.ZIP: _write_zip,
    CycleExportKind.XLSX: _write_workbook,
}


def _keep(export: CycleExport, target: IO[bytes]) -> None:
    """Store the file, in the place of an earlier attempt's."""
    target.seek(0)
    found = hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]
    field = export._meta.get_field("file")
    field.storage.delete(field.generate_filename(export, ""))
    export.file.save("", File(target), save=False)
    _end(export, CycleExportState.DONE, file=export.file.name, size=export.file.size, sha256=found, problem="")


def _end(export: CycleExport, state: CycleExportState, **values: object) -> None:
    CycleExport.objects.filter(pk=export.pk).update(state=state, finished_at=timezone.now(), **values)
