"""Files that mean harm, or are no Word form at all: refused in one sentence, quickly, in little memory."""

import io
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from pusdplans.imports.word import limits, refusals
from pusdplans.imports.word.reading import NotReadable, read_safely
from tests.imports.paper import MAIN, document, par, row, table, zipped

FILLED = Path(settings.BASE_DIR) / "fixtures" / "academics-2020-21.docx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENOUGH_MEMORY = 150_000  # kilobytes
ENOUGH_TIME = 2.0  # seconds of processor time


def lying_sizes() -> bytes:
    """A part that unpacks to more than its directory says."""
    content = bytearray(document(par("x" * 100_000)))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/document.xml"))
    content[place + 24 : place + 28] = (500).to_bytes(4, "little")
    return bytes(content)


@cache
def bomb() -> bytes:
    """442 KB that would unpack to some 400 MB."""
    return document(par("text"), more={"word/media/a.png": bytes(200_000_000), "word/media/b.png": bytes(200_000_000)})


def deep_tables() -> bytes:
    """Tables in tables, a thousand deep."""
    body = par("deepest")
    for _ in range(1000):
        body = f"<w:tbl><w:tr><w:tc>{body}<w:p/></w:tc></w:tr></w:tbl>"
    return document(body)


def slow_and_large() -> bytes:
    """A form as large as one part may be, of nothing but tiny cells: more work than any form needs."""
    return document(table(*[row(*["a. 1"] * 40) for _ in range(690)]))


def entities() -> bytes:
    """A reference to a file of the machine."""
    return declared('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def declared(doctype: str) -> bytes:
    """Return a form whose text part has a document type."""
    good = zipfile.ZipFile(io.BytesIO(document(par("text"))))
    parts: dict[str, bytes | str] = {name: good.read(name) for name in good.namelist()}
    text = good.read("word/document.xml").decode()
    parts["word/document.xml"] = text.replace("?>", f"?>{doctype}", 1)
    return zipped(parts)


def in_utf_16() -> bytes:
    """The same, hidden from whoever looks at bytes."""
    good = zipfile.ZipFile(io.BytesIO(document(par("text"))))
    parts: dict[str, bytes | str] = {name: good.read(name) for name in good.namelist()}
    text = good.read("word/document.xml").decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    parts["word/document.xml"] = text.replace("?>", '?><!DOCTYPE d [<!ENTITY x "y">]>', 1).encode("utf-16")
    return zipped(parts)


def encrypted_zip() -> bytes:
    """A zip whose directory says that a part is encrypted."""
    content = bytearray(document(par("text")))
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


MACROS = MAIN.replace(
    "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
)
WORKBOOK = MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet")
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (bomb, refusals.BOMB % {"megabytes": 400}),
    "large text": (lambda: document(par("x" * 5_000_000)), refusals.BOMB % {"megabytes": 5}),
    "lying sizes": (lying_sizes, refusals.BROKEN),
    "many parts": (
        lambda: document(par("text"), more={f"word/{n}.bin": b"" for n in range(4000)}),
        refusals.BOMB % {"megabytes": 0},
    ),
    "deep tables": (deep_tables, refusals.BROKEN),
    "external entity": (entities, refusals.ENTITIES),
    "billion laughs": (lambda: declared('<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'), refusals.ENTITIES),
    "document type in UTF-16": (in_utf_16, refusals.ENTITIES),
    "macros by part": (lambda: document(par("text"), more={"word/vbaProject.bin": b"1"}), refusals.MACROS),
    "macros by type": (lambda: document(par("text"), main_type=MACROS), refusals.MACROS),
    "workbook": (lambda: document(par("text"), main_type=WORKBOOK), refusals.OTHER_OFFICE),
    "old .doc": (lambda: OLE, refusals.OLD_WORD),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), refusals.ENCRYPTED),
    "encrypted zip": (encrypted_zip, refusals.ENCRYPTED),
    "PDF": (lambda: b"%PDF-1.7\n", refusals.PDF),
    "text": (lambda: b"Dear David,", refusals.NOT_WORD),
    "other zip": (lambda: zipped({"readme.txt": "hello"}), refusals.NOT_WORD),
    "OpenDocument": (lambda: zipped({"mimetype": "x", "content.xml": "<x/>"}), refusals.OPEN_DOCUMENT),
    "empty": (lambda: b"", refusals.EMPTY),
    "truncated": (lambda: FILLED.read_bytes()[:20_000], refusals.BROKEN),
    "not XML": (lambda: zipped({"[Content_Types].xml": "<Types"}), refusals.BROKEN),
    "too large": (lambda: b"PK\x03\x04" + bytes(31_000_000), refusals.TOO_LARGE % {"megabytes": 30}),
    "text in another file": (
        lambda: document('<w:altChunk xmlns:r="urn:x" r:id="rId9"/>'),
        refusals.EMBEDDED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_file_is_refused_with_one_sentence(make: Callable[[], bytes], sentence: str) -> None:
    content = make()
    started = time.process_time()
    with pytest.raises(NotReadable) as error:
        read_safely(content)
    assert error.value.sentence == sentence
    assert time.process_time() - started < ENOUGH_TIME


# Reads a file in a process of its own, and prints what that process and its children used.
MEASURED = textwrap.dedent(
    """
    import resource, sys
    import django
    django.setup()
    from pusdplans.imports.word.reading import NotReadable, read_safely
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        read_safely(sys.argv[1])
        print("read")
    except NotReadable as error:
        print("refused")
    me, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = me.ru_utime + me.ru_stime - before.ru_utime - before.ru_stime + child.ru_utime + child.ru_stime
    print(seconds, me.ru_maxrss - before.ru_maxrss, child.ru_maxrss)
    """
)


def measured(path: Path) -> tuple[str, float, int, int]:
    """Return (what happened, seconds, kilobytes this process grew by, kilobytes the child had at the most)."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        env={"DJANGO_SETTINGS_MODULE": "pusdplans.settings", "ENVIRONMENT": "test", "PATH": ""},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome, figures = done.stdout.splitlines()
    seconds, grown, child = figures.split()
    return outcome, float(seconds), int(grown), int(child)


@pytest.mark.parametrize("make", [bomb, lying_sizes, deep_tables], ids=lambda make: make.__name__)
def test_refusing_takes_little_time_and_memory(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(make())
    outcome, seconds, grown, child = measured(tmp_path / "form.docx")
    assert outcome == "refused"
    assert seconds < ENOUGH_TIME
    assert grown + child < ENOUGH_MEMORY


def test_much_work_ends_in_time_read_or_not(tmp_path: Path) -> None:
    """A fast machine reads it before its time is over; what no time is left for is refused (below)."""
    (tmp_path / "form.docx").write_bytes(slow_and_large())
    _outcome, seconds, grown, child = measured(tmp_path / "form.docx")
    assert seconds < ENOUGH_TIME
    assert grown + child < ENOUGH_MEMORY


def test_control_a_good_form_is_read_within_the_same_limits(tmp_path: Path) -> None:
    outcome, seconds, grown, child = measured(FILLED)
    assert outcome == "read"
    assert seconds < ENOUGH_TIME
    assert grown + child < ENOUGH_MEMORY


@pytest.mark.parametrize(
    ("limit", "value"), [("SECONDS", 0.02), ("MEMORY", 30 * 1024 * 1024)], ids=["no time", "no memory"]
)
def test_control_limits_hold_the_child(limit: str, value: float) -> None:
    """With a limit that even the real form cannot keep, the child ends and says so: the limits are what stops it."""
    wanted = f"from pusdplans.imports.word import limits; limits.{limit} = {value!r}; from pusdplans.imports.word import child"
    code = f"{wanted}; child.limit(); import sys; sys.argv = ['', '4']; sys.exit(child.main())"
    with FILLED.open("rb") as file:
        done = subprocess.run([sys.executable, "-c", code], stdin=file, cwd=settings.BASE_DIR, capture_output=True)
    assert done.returncode < 0 or done.returncode == limits.OUT_OF_MEMORY


def test_web_process_does_not_load_what_reads_word() -> None:
    code = "import django; django.setup(); import pusdplans.urls, sys; print([n for n in sys.modules if n.split('.')[0] == 'docx' or n.startswith('pusdplans.imports.word.form')])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"DJANGO_SETTINGS_MODULE": "pusdplans.settings", "ENVIRONMENT": "test", "PATH": ""},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
