"""Approved plans are filed: PDF, Word and JSON, with a manifest of their SHA-256 sums, in the cycle's archive folder.

Done once: what stands in the folder already with the right sum is left alone, and only unfinished files of our own are
written over. The manifest comes last, so a folder without it holds an unfinished filing. What goes wrong is written
down and tried again, with growing waits, for ever.
"""

import datetime
import hashlib
import json
import logging
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import trail
from plans.models import DecisionKind, EventKind, Filing, FilingState, Submission, SubmissionState
from pusdplans.archive.edition import edition_of
from pusdplans.document.schema import frozen
from pusdplans.exports.edition import FORMATS, file_name

logger = logging.getLogger(__name__)

FILED_AS = ("pdf", "docx", "json")
MANIFEST = "manifest.json"
# For so long one attempt has the filing to itself; a killed one is followed by the next after that.
LEASE = datetime.timedelta(minutes=3)
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=1)


class NameTaken(Exception):
    """A file that this filing did not write has its name; the message says which and what to do."""


def archive() -> Storage:
    """Return the storage of the archive."""
    return storages["archive"]


def file_submission(key: int) -> bool:
    """File the approved submission of this `Filing`, if its time has come. Returns whether this attempt filed it.

    Raises nothing: a problem is written down in words, and the next attempt comes after a longer wait.
    """
    now = timezone.now()
    due = Filing.objects.filter(pk=key, next_try__lte=now).exclude(state=FilingState.FILED)
    if not due.update(next_try=now + LEASE, attempts=F("attempts") + 1):
        return False
    filing = Filing.objects.select_related("submission__plan__cycle", "submission__plan__department__division").get(
        pk=key
    )
    try:
        files = _write(filing)
    except Exception as error:
        logger.exception("Filing %s failed for the %s. time", filing.submission, filing.attempts)
        _put_off(filing, error)
        return False
    _done(filing, files)
    return True


@transaction.atomic
def _done(filing: Filing, files: list[dict[str, Any]]) -> None:
    """Write down that it is filed; of two attempts that got so far, once."""
    unfiled = Filing.objects.filter(pk=filing.pk).exclude(state=FilingState.FILED)
    if unfiled.update(state=FilingState.FILED, files=files, problem="", filed_at=timezone.now()):
        submission = filing.submission
        trail.note(submission.plan, EventKind.FILED, None, version=submission.number, files=files)


def file_what_waits(most: int = 20) -> int:
    """File up to `most` submissions whose next try is due; one failure ends the round. Returns how many were filed."""
    due = Filing.objects.filter(next_try__lte=timezone.now()).exclude(state=FilingState.FILED)
    filed = 0
    for key in list(due.order_by("next_try").values_list("pk", flat=True)[:most]):
        if not file_submission(key):
            break
        filed += 1
    return filed


def adopt() -> int:
    """Write down that approved submissions without a filing (approved before there was one) are to be filed."""
    approved = [SubmissionState.APPROVED, SubmissionState.REOPENED]
    keys = Submission.objects.filter(state__in=approved, filing=None).values_list("pk", flat=True)
    return len(
        Filing.objects.bulk_create([Filing(submission_id=key) for key in keys], batch_size=500, ignore_conflicts=True)
    )


def wait_after(attempts: int) -> datetime.timedelta:
    """Return how long to wait after that many failed attempts: a minute, then twice as long each time, up to an hour."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


def sum_of(storage: Storage, name: str) -> str | None:
    """Return the SHA-256 of a stored file, None if it is not there."""
    if not storage.exists(name):
        return None
    found = hashlib.sha256()
    with storage.open(name) as file:
        for chunk in file.chunks():
            found.update(chunk)
    return found.hexdigest()


def manifest_of(submission: Submission, files: list[dict[str, Any]]) -> bytes:
    """Return the manifest: the files' names, sizes and sums, and which submission they are, approved by whom and when."""
    approval = submission.decisions.filter(kind=DecisionKind.APPROVE).select_related("decided_by").last()
    content = {
        "format": "department-plan-filing/1",
        "department": submission.plan.department.name,
        "cycle": submission.plan.cycle.label,
        "version": submission.number,
        "submission_sha256": submission.sha256,
        "approved_by": str(approval.decided_by) if approval else None,
        "approved_at": approval.decided_at.astimezone(datetime.UTC).isoformat() if approval else None,
        "files": [each | {"name": each["name"].rpartition("/")[2]} for each in files],
    }
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def links_of(filing: Filing) -> list[dict[str, Any]]:
    """Return what was filed as links: `slug` in the address, `label`, and the file's `name` and `content_type`."""
    links = []
    for each in filing.files:
        extension = each["name"].rpartition(".")[2]
        kind = FORMATS[extension]
        is_manifest = each is filing.files[-1]
        slug, label = ("manifest", _("Manifest")) if is_manifest else (extension, kind.name)
        links.append(each | {"slug": slug, "label": label, "content_type": kind.content_type})
    return links


def _write(filing: Filing) -> list[dict[str, Any]]:
    """Write what is missing, and return what is filed, the manifest last."""
    storage, submission = archive(), filing.submission
    edition, document = edition_of(submission.plan, submission), frozen(submission.document)
    folder = filing.folder or edition.folder
    before = {each["name"]: each for each in filing.files}
    contents: dict[str, bytes] = {}
    files = []
    for extension in FILED_AS:
        name = f"{folder}/{file_name(document, edition, extension)}"
        if name in before and sum_of(storage, name) == before[name]["sha256"]:
            files.append(before[name])
            continue
        contents[name] = FORMATS[extension].write(document, edition)
        files.append(_entry(name, contents[name]))
    name = f"{folder}/{file_name(document, edition, MANIFEST)}"
    contents[name] = manifest_of(submission, files)
    files.append(_entry(name, contents[name]))
    for each in files:
        if each["name"] in contents and each["name"] not in before:
            _see_that_it_is_free(storage, each)
    # From here on these names are ours: what stands there unfinished may be written over by the next attempt.
    Filing.objects.filter(pk=filing.pk).update(folder=folder, files=files)
    for each in files:
        if each["name"] in contents and sum_of(storage, each["name"]) != each["sha256"]:
            _put(storage, each["name"], contents[each["name"]])
    return files


def _entry(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _see_that_it_is_free(storage: Storage, file: dict[str, Any]) -> None:
    if sum_of(storage, file["name"]) not in (None, file["sha256"]):
        raise NameTaken(
            _("In the archive there is another file called “%(name)s” already: move it or rename it.")
            % {"name": file["name"]}
        )


def _put(storage: Storage, name: str, content: bytes) -> None:
    """Write one of our files. A storage that finds the name in use would save under another: that is taken back."""
    storage.delete(name)
    saved = storage.save(name, ContentFile(content))
    if saved != name:
        storage.delete(saved)
        raise NameTaken(_("“%(name)s” is being written by somebody else at this moment.") % {"name": name})
    if storage.size(name) != len(content):
        raise OSError(f"{name} has {storage.size(name)} of {len(content)} bytes")


def _put_off(filing: Filing, error: Exception) -> None:
    problem = str(error)
    if not isinstance(error, NameTaken):
        problem = _("The files could not be written (%(error)s).") % {
            "error": f"{type(error).__name__}: {error}".rstrip(": ")
        }
    Filing.objects.filter(pk=filing.pk).exclude(state=FilingState.FILED).update(
        state=FilingState.RETRYING, problem=problem, next_try=timezone.now() + wait_after(filing.attempts)
    )
