"""Hostile files through every door that takes one: refused in one sentence, soon, in little memory; nothing is kept."""

import html
import io
import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as site
from django.core.cache import cache as counts
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from plans.models import AttachedFile, Division, Event, FormReading, Plan, Status
from tests.attacking.hostile_files import HOSTILE
from tests.conftest import signed_in
from tests.district import Cast
from tests.imports.test_hostile_files import HOSTILE as FORMS
from tests.plans.test_file_kinds import HOSTILE as KINDS
from tests.sample_files import GOOD
from tests.workspace.word_forms import REAL, START

ENOUGH_TIME = 2.0  # seconds of processor time
ENOUGH_MEMORY = 150_000  # kilobytes
ATTACH = "/plans/2020-21/instructional-services/files/budget/"
# One sentence that says what is wrong, then what to do.
SENTENCE = re.compile(r"[A-Z][^.!?]*(?:\.\w+\)?[^.!?]*)*(?::|, so) .*\.", re.S)

FILES: dict[str, Callable[[], bytes]] = {
    **{
        f"kind, {name}": content if callable(content) else (lambda content=content: content)
        for name, (content, _said) in KINDS.items()
    },
    **{f"form, {name}": make for name, (make, _said) in FORMS.items()},
    **HOSTILE,
}
# Some take long to make, and are the same at each door.
FILES = {name: cache(make) for name, make in FILES.items()}
# What only the reader of forms minds: as a file it is a sound Word document.
ONLY_AS_FORM = {"form, deep tables", "form, many parts"}
# The reader of forms leaves such a link out and keeps its words; a file that others will open is refused.
READ_WITHOUT_ITS_LINK = {"Word with a link that runs", "Word with a link to a tool"}
db = pytest.mark.django_db
pytestmark = pytest.mark.skipif(connection.vendor == "postgresql", reason="files are refused alike on both databases")


def workbook(lines: list[list[Any]]) -> bytes:
    """Return a workbook of one sheet."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(written)
    return written.getvalue()


def far_cell() -> bytes:
    """One cell, where a sheet ends: whoever reads the lines before it reads a million."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "name", "x"
    book.save(written)
    return written.getvalue()


SHEETS: dict[str, Callable[[], bytes]] = {
    "lines without number": lambda: workbook([["name"], *[["x"]] * 9_000]),
    "columns without number": lambda: workbook([[f"c{number}" for number in range(500)], ["x"] * 500]),
    "one cell, far away": far_cell,
    "nothing": lambda: workbook([]),
    "two columns of a name": lambda: workbook([["name", "name"], ["a", "b"]]),
    "a cell as long as a book": lambda: workbook([["name"], *[["x" * 32_000]] * 400]),
}
SHEETS = {name: cache(make) for name, make in SHEETS.items()}


def attach(client: Client, content: bytes, name: str = "Chart.png") -> Any:
    """Attach a file as the page's script does, with a kind that is a lie."""
    upload = SimpleUploadedFile(name, content, "image/png")
    return client.post(ATTACH, {"file": upload}, headers={"x-requested-with": "fetch"})


def as_form(client: Client, content: bytes) -> Any:
    """Start from a Word form."""
    return client.post(START, {"file": SimpleUploadedFile("Form.docx", content)})


def kept(folder: Path) -> list[str]:
    """Return what is stored of files."""
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 70
    assert len(FILES) >= 140


@db
def test_as_an_attached_file(cast: Cast, stored_files: Path) -> None:
    client, wrong = signed_in(cast.lead), {}
    for name in FILES.keys() - ONLY_AS_FORM:
        content, started = FILES[name](), time.process_time()
        answer = attach(client, content)
        said, seconds = answer.json().get("message", ""), time.process_time() - started
        if answer.status_code != 422 or not SENTENCE.fullmatch(said) or seconds > ENOUGH_TIME or kept(stored_files):
            wrong[name] = (answer.status_code, said, seconds)
    assert wrong == {}
    assert not AttachedFile.objects.exists()
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.NOT_STARTED


@db
def test_as_a_word_form(cast: Cast, stored_files: Path) -> None:
    """The child that reads has limits of its own; its processor time counts here, too."""
    client, wrong = signed_in(cast.lead), {}
    for name in FILES.keys() - READ_WITHOUT_ITS_LINK:
        content, started = FILES[name](), sum(os.times()[:4])
        answer = as_form(client, content)
        seconds = sum(os.times()[:4]) - started
        found = re.search(r'id="error_1_id_file"><strong>(.*?)</strong>', answer.text, re.S)
        said = html.unescape(found[1]) if found else ""
        if answer.status_code != 422 or not SENTENCE.fullmatch(said) or seconds > ENOUGH_TIME:
            wrong[name] = (answer.status_code, said, seconds)
    assert wrong == {}
    assert (FormReading.objects.count(), kept(stored_files)) == (0, [])


@db
@pytest.mark.parametrize("kind", ("0", "1"), ids=("csv", "xlsx"))
def test_as_a_sheet(cast: Cast, kind: str) -> None:
    """All of them one after the other: most are refused by their first bytes."""
    counts.clear()
    client, wrong = signed_in(cast.admin), []
    before = (list(Division.objects.values()), Event.objects.count())
    # Whatever its name, one of them is a sheet, of a formula that comes in as text.
    files = {name: make for name, make in (FILES | SHEETS).items() if (name, kind) != ("kind, text", "0")}
    for name, make in files.items():
        upload, started = SimpleUploadedFile("Divisions.csv", make()), time.process_time()
        answer = client.post("/admin/plans/division/import/", {"format": kind, "import_file": upload})
        said = answer.context["form"].errors.get("import_file", [])
        if len(said) != 1 or not SENTENCE.fullmatch(said[0]) or "confirm_form" in answer.context:
            wrong.append((name, said))
        if time.process_time() - started > ENOUGH_TIME:
            wrong.append((name, ["too slow"]))
    assert wrong == []
    assert (list(Division.objects.values()), Event.objects.count()) == before


MEASURED = textwrap.dedent(
    """
    import pathlib, resource, sys, time
    import django
    django.setup()
    from plans.file_kinds import Refused, kind_of
    from plans.sheet_files import read_workbook
    kind_of(pathlib.Path(sys.argv[2]).read_bytes())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        content, started = path.read_bytes(), time.process_time()
        try:
            (read_workbook if path.suffix == ".sheet" else kind_of)(content)
            print("taken", path.name)
        except Refused:
            pass
        print(time.process_time() - started)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
)


def test_refusing_takes_little_time_and_memory(tmp_path: Path) -> None:
    """What this application reads itself, in a process of its own; for the child that reads forms: tests/imports."""
    (tmp_path / "files").mkdir()
    for number, make in enumerate(FILES[name] for name in HOSTILE):
        content = make()
        if len(content) <= site.ATTACHMENT_MAX_BYTES:
            (tmp_path / "files" / f"{number}.file").write_bytes(content)
    for number, make in enumerate(SHEETS.values()):
        (tmp_path / "files" / f"{number}.sheet").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path / "files"), str(REAL)],
        env={"DJANGO_SETTINGS_MODULE": "pusdplans.settings", "ENVIRONMENT": "test", "PATH": ""},
        cwd=site.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *lines, grown = done.stdout.splitlines()
    assert [each for each in lines if each.startswith("taken")] == []
    assert max(map(float, lines)) < ENOUGH_TIME
    assert int(grown) < ENOUGH_MEMORY


@db
def test_control_good_files_pass_every_door(cast: Cast, stored_files: Path) -> None:
    real = {path.name: path.read_bytes() for path in (site.BASE_DIR / "fixtures").glob("*.docx")}
    for number, (name, content) in enumerate({**GOOD, **real}.items(), 1):
        assert attach(signed_in(cast.lead), content, name).status_code == 200, name
        assert len(kept(stored_files)) == number
    for content in real.values():
        assert as_form(signed_in(cast.lead), content).status_code == 302
    for kind, content in (("0", b"name\nFinance\n"), ("1", workbook([["name"], ["Finance"]]))):
        upload = SimpleUploadedFile("sheet", content)
        answer = signed_in(cast.admin).post("/admin/plans/division/import/", {"format": kind, "import_file": upload})
        confirm = answer.context["confirm_form"].initial
        answer = signed_in(cast.admin).post("/admin/plans/division/process_import/", confirm)
        assert answer.status_code == 302
        assert Division.objects.filter(name="Finance").count() == 1


# Names: the content is good, so it is taken, under a name that hides nothing and leads nowhere.

NAMES = {
    "../../../etc/passwd": "passwd", "..\\..\\windows\\win.ini": "win.ini", "/etc/cron.d/evil": "evil",
    "C:\\Users\\evil.pdf": "evil.pdf", "plan\x00.pdf.exe": "plan.pdf.exe", "plan\u202efdp.exe": "planfdp.exe",
    "a\r\nSet-Cookie: x=1\r\n.pdf": "aSet-Cookie: x=1.pdf", "CON.pdf": "_CON.pdf", "nul": "_nul", "Lpt1.docx": "_Lpt1.docx",
    "....": "PDF.pdf", " ": "PDF.pdf", "x" * 1_000 + ".pdf": "x" * 251 + ".pdf", "\u200b\u2066plan\u2069.pdf": "plan.pdf",
    "<img src=x onerror=alert(1)>.pdf": "<img src=x onerror=alert(1)>.pdf", "console.pdf": "console.pdf",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_lead_nowhere(name: str) -> None:
    from plans.attachments import clean_name
    from plans.file_kinds import KINDS as KNOWN

    assert clean_name(name, KNOWN["application/pdf"]) == NAMES[name]
