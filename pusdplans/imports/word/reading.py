"""The door to reading a Word form: `read` reads in this process, `read_safely` in a child with limits on time and memory."""

import contextlib
import datetime
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.file_kinds import Refused as FileRefused
from plans.file_kinds import office
from plans.file_kinds.refusal import Active, Elsewhere
from plans.models import DEEPEST_LEVEL
from pusdplans.document.schema import DocumentError, PlanDocument, parse
from pusdplans.imports.word import limits, reasons, refusals
from pusdplans.imports.word.reasons import Sureness
from pusdplans.imports.word.refusals import Refused

Source = Path | str | bytes
LARGEST_PICTURE = 10_000_000


class NotReadable(Exception):
    """A file that is refused; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class Picture:
    """A picture of an organizational chart: its file name, content type and bytes."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class UnassignedAnswer:
    """An answer about additional resources that no action could be given; `goal` counts from 0, None where unknown."""

    goal: int | None
    text: str


@dataclass(frozen=True)
class Reading:
    """What was found in a file.

    certainty: by document path ("goals[0].targets[1]"), how sure. The counts say that nothing was lost: each word of the
    file's visible text is placed in a field, kept under `unplaced`, or one of the form's own labels, help texts, list
    marks and repeated wordings; words_in_file = words_placed + words_unplaced + words_of_form.
    """

    document: PlanDocument
    certainty: dict[str, Sureness]
    pictures: tuple[Picture, ...]
    answers: tuple[UnassignedAnswer, ...]
    words_in_file: int
    words_placed: int
    words_unplaced: int
    words_of_form: int


def read(source: Source, cycle: str | None = None) -> Reading:
    """Read a Word form that is known to be harmless. See `read_safely`."""
    from pusdplans.imports.word.form import found_in

    with _opened(source) as file:
        try:
            return _reading(found_in(file, DEEPEST_LEVEL), file, cycle)
        except Refused as refused:
            raise NotReadable(_(refused.sentence) % refused.values) from refused
        except (MemoryError, RecursionError) as error:
            raise NotReadable(_(refusals.TOO_MUCH)) from error


def read_safely(source: Source, cycle: str | None = None) -> Reading:
    """Read a Word form that somebody sent, whatever it is.

    source: a path, or the file's bytes. cycle: the school year ("2020-21") taken where the file names none; else today's.
    What the file is and how large it would become is judged first; then it is parsed in a child process that may use
    `limits.SECONDS` of processor time and `limits.MEMORY` bytes. Raises NotReadable.
    """
    from pusdplans.imports.word.package import check_kind

    with _opened(source) as file:
        try:
            check_kind(file)
            found = _found_by_child(file)
            _check_inert(file)
            return _reading(found, file, cycle)
        except Refused as refused:
            raise NotReadable(_(refused.sentence) % refused.values) from refused


def _check_inert(file: IO[bytes]) -> None:
    """Refuse a form that would start or fetch something if Word opened it. Raises Refused."""
    file.seek(0)
    try:
        office.check_inert(file.read())
    except Active as error:
        raise Refused(refusals.PROGRAMS) from error
    except Elsewhere as error:
        raise Refused(refusals.ELSEWHERE) from error
    except FileRefused as error:
        raise Refused(refusals.BROKEN) from error


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[IO[bytes]]:
    """Open a path, or put bytes into a file that a child process can read."""
    if isinstance(source, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(source)
            file.flush()
            yield file
    else:
        with Path(source).open("rb") as file:
            yield file


def _found_by_child(file: IO[bytes]) -> dict[str, Any]:
    """Return what the child process found. Raises Refused, also where it died of its limits."""
    file.seek(0)
    child = [sys.executable, "-m", "pusdplans.imports.word.child", str(DEEPEST_LEVEL)]
    try:
        done = subprocess.run(
            child, stdin=file, capture_output=True, cwd=Path(__file__).parents[3], timeout=limits.PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(refusals.TOO_MUCH) from error
    if done.returncode < 0 or done.returncode == limits.OUT_OF_MEMORY:
        raise Refused(refusals.TOO_MUCH)
    if done.returncode == limits.REFUSED:
        refused = json.loads(done.stdout)
        raise Refused(refused["sentence"], **refused["values"])
    if done.returncode:
        raise RuntimeError(f"Reading a Word form failed:\n{done.stderr.decode(errors='replace')[-4000:]}")
    return json.loads(done.stdout)


def _reading(found: dict[str, Any], file: IO[bytes], cycle: str | None) -> Reading:
    document = found["document"]
    certainty = {path: Sureness(level, _(why) % values) for path, (level, why, values) in found["certainty"].items()}
    if document["cycle"] is None:
        document["cycle"] = cycle or _this_year(timezone.localdate())
        certainty["cycle"] = Sureness(reasons.NO_YEAR[0], _(reasons.NO_YEAR[1]))
    try:
        parsed = parse(document)
    except DocumentError as error:
        raise NotReadable(_("This form holds what a plan cannot hold: %(problems)s") % {"problems": error}) from error
    return Reading(
        document=parsed,
        certainty=certainty,
        pictures=tuple(_pictures(found["pictures"], file)),
        answers=tuple(UnassignedAnswer(each["goal"], each["text"]) for each in found["answers"]),
        **{key: found[key] for key in ("words_in_file", "words_placed", "words_unplaced", "words_of_form")},
    )


def _this_year(today: datetime.date) -> str:
    from pusdplans.imports.word.dates import label_of, year_of

    return label_of(year_of(today))


def _pictures(names: list[list[str]], file: IO[bytes]) -> Iterator[Picture]:
    """Yield the pictures that are not larger than an attached file may be; their sizes were read before."""
    import zipfile

    file.seek(0)
    with zipfile.ZipFile(file) as unpacked:
        for name, content_type in names:
            if unpacked.getinfo(name).file_size <= LARGEST_PICTURE:
                try:
                    yield Picture(name.rpartition("/")[2], content_type, unpacked.read(name))
                except (zipfile.BadZipFile, OSError, EOFError) as error:
                    raise Refused(refusals.BROKEN) from error
