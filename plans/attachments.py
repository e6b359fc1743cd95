"""Files attached to a plan: taking one in, and letting go of it when nothing names it any more."""

import contextlib
import hashlib
import logging
import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import row_changes, trail
from plans.file_kinds import FileKind, Refused, kind_of, size_words
from plans.models import AttachedFile, EventKind, FilePart, Plan, RowQuerySet
from plans.rich_text import clean_plain
from plans.rows.kind import parts_of
from plans.rows.saving import TooMany, hold_open

logger = logging.getLogger(__name__)

MOST_FILES = 50
LONGEST_NAME = 255
# What Windows takes for a device, whatever the ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_TOO_LARGE = "a file was too large"


class StopAtLimit(FileUploadHandler):
    """Drops what a request sends as files beyond the limit, while it comes in: nothing of it is kept, in any view.

    First of the upload handlers, so that no later one writes what is too much. `was_too_large` says that it happened.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass data on up to the limit; the rest of the file is read and forgotten."""
        self.received += len(raw_data)
        if self.received > settings.ATTACHMENT_MAX_BYTES:
            if self.request is not None:
                self.request.META[_TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the finished file to the next handler."""


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped because it was larger than the limit."""
    return _TOO_LARGE in request.META


def too_large() -> Refused:
    """Return the refusal of a file above the limit."""
    sentence = _(
        "This file is larger than %(limit)s: make its pictures smaller or save it as a smaller PDF, then attach that."
    )
    return Refused(sentence % {"limit": size_words(settings.ATTACHMENT_MAX_BYTES)})


class NotStored(Refused):
    """The storage is full or does not answer: the file may be fine, and is to be sent again later."""


@dataclass(frozen=True)
class Attached:
    """A file of the plan. `is_new`: False where the same content was attached to this part before."""

    row: AttachedFile
    is_new: bool


def attach(plan: Plan, part: FilePart, upload: UploadedFile, *, by: Any) -> Attached:
    """Take a file in: read what it is, store it under a name of ours, and add its row at the end of the part's files.

    The same content twice in a part is one file. Raises Refused, NotStored, NotEditable, TooMany; then nothing is kept.
    """
    if (upload.size or 0) > settings.ATTACHMENT_MAX_BYTES:
        raise too_large()
    content = upload.read()
    kind = kind_of(content)
    row = AttachedFile(
        plan=plan,
        part=part,
        name=clean_name(upload.name or "", kind),
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        updated_by=by,
    )
    store(row, content)
    try:
        attached = _add(row, by)
    except BaseException:
        default_storage.delete(str(row.file.name))
        raise
    if not attached.is_new:
        default_storage.delete(str(row.file.name))
    return attached


def store(row: Any, content: bytes) -> None:
    """Store the file of a row, which is not saved. Raises NotStored where that fails, and leaves no half of it."""
    field = row._meta.get_field("file")
    name = field.generate_filename(row, row.name)
    try:
        row.file = field.storage.save(name, ContentFile(content), max_length=field.max_length)
    except Exception as error:
        # Whatever a storage raises while it is full or down.
        logger.exception("%s could not be stored", name)
        with contextlib.suppress(Exception):
            field.storage.delete(name)
        raise NotStored(
            _("The place where files are kept is full or does not answer. Everything else works: try again later.")
        ) from error


def read_stored(row: Any) -> bytes:
    """Return the content of a row's file. Raises NotStored where it cannot be read now."""
    try:
        with row.file.open("rb") as content:
            return content.read()
    except Exception as error:
        logger.exception("%s could not be read", row.file.name)
        raise NotStored(_("The place where files are kept does not answer. Try again later.")) from error


def opened(storage: Storage, name: str | None) -> Any:
    """Open a stored file to be sent. FileNotFoundError, or whatever its storage raises, comes now, before the answer."""
    content = storage.open(name or "", "rb")
    # A store elsewhere hands over the content when it is first wanted.
    content.seek(0)
    return content


@transaction.atomic
def _add(row: AttachedFile, by: Any) -> Attached:
    """Add the row, unless its part holds the same content."""
    hold_open(row.plan, by=by)
    files = AttachedFile.objects.live().filter(plan=row.plan, part=row.part)
    twin = files.filter(sha256=row.sha256).first()
    if twin is not None:
        return Attached(twin, is_new=False)
    if files.count() >= MOST_FILES:
        raise TooMany(_("A part holds %(most)s files at the most: delete one first.") % {"most": MOST_FILES})
    last = AttachedFile.objects.filter(plan=row.plan, part=row.part).aggregate(last=Max("position"))["last"]
    row.position = 0 if last is None else last + 1
    row.save(force_insert=True)
    about = {"of": row_changes.label_of(row), "title": row.name, "sha256": row.sha256}
    change = row_changes.added(row)
    trail.note(row.plan, EventKind.ATTACHED, by, rows=[change], parts=parts_of([change], {}), **about)
    return Attached(row, is_new=True)


def clean_name(name: str, kind: FileKind | None = None) -> str:
    """Return what a file is called, without a folder and without characters that hide or turn round what stands there.

    Where nothing is left, the kind names it. At most 255 characters, the ending kept.
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in name if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = " ".join(clean_plain(seen).split())
    if not name.strip(". ") and kind:
        name = f"{kind.name}.{kind.extension}"
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 8 else ""
        name = name[: LONGEST_NAME - len(ending)].rstrip() + ending
    return name


def forget(files: RowQuerySet, *, keep: Iterable[uuid.UUID]) -> None:
    """Delete rows of files, in the caller's transaction; each stored file goes when that commits, if no row names it.

    `keep`: the files that a submission names. Their rows stay, deleted, so that the submission's reader can open them.
    """
    keep = set(keep)
    gone = [(each.id, each.file.name) for each in files if each.id not in keep]
    AttachedFile.objects.filter(id__in=keep, deleted_at=None).filter(id__in=files.values("id")).update(
        deleted_at=timezone.now()
    )
    AttachedFile.objects.filter(id__in=[row_id for row_id, _name in gone]).delete()
    transaction.on_commit(partial(_drop_stored, [name for _id, name in gone]), robust=True)


def _drop_stored(names: list[str | None]) -> None:
    """Delete stored files that no row names."""
    named = set(AttachedFile.objects.filter(file__in=[name for name in names if name]).values_list("file", flat=True))
    for name in names:
        if name and name not in named:
            default_storage.delete(name)
