"""A cycle as one file: what goes in, for whom, how far it is, and what becomes of it."""

import datetime
import hashlib
import tracemalloc
import zipfile
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from plans import lifecycle
from plans.models import (
    Contact,
    CycleExport,
    CycleExportKind,
    CycleExportState,
    Department,
    Division,
    Plan,
    ReviewerAssignment,
    Status,
)
from pusdplans.archive import cycle_export
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/queue/2020-21/export/"


@pytest.fixture
def several(cast: district.Cast, real_document: dict[str, Any]) -> district.Cast:
    """The real plan submitted twice; a draft that is being written; a plan nobody began."""
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Which sites?")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="And when?")
    Contact.objects.create(plan=cast.other_plan, name="Morgan Ellis")
    Plan.objects.filter(pk=cast.other_plan.pk).update(status=Status.IN_PROGRESS)
    Department.objects.create(division=Division.objects.get(), name="Warehouse", slug="warehouse")
    lifecycle.start_plans(cast.cycle)
    return cast


def made(cast: district.Cast, person: Any, kind: str) -> CycleExport:
    """Ask for a file as a person does, and let it be made."""
    waiting: list[int] = []
    export = cycle_export.ask_for(cast.cycle, CycleExportKind(kind), by=person, begin=waiting.append)
    cycle_export.make(export.pk)
    return CycleExport.objects.get(pk=export.pk)


def test_zip_holds_each_plan_in_word_and_pdf(several: district.Cast) -> None:
    export = made(several, several.reviewer, "zip")
    assert (export.state, export.done, export.total, export.problem) == (CycleExportState.DONE, 3, 3, "")
    content = export.file.read()
    assert (export.size, export.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with zipfile.ZipFile(BytesIO(content)) as found:
        assert found.testzip() is None
        assert found.namelist() == [
            "Instructional Services 2020-21, version 2.pdf",
            "Instructional Services 2020-21, version 2.docx",
            "Special Education 2020-21, draft.pdf",
            "Special Education 2020-21, draft.docx",
            "Contents.txt",
        ]
        assert found.read("Contents.txt").decode().splitlines() == [
            "Department Plans 2020 - 2021",
            "",
            "Instructional Services: Returned, Instructional Services 2020-21, version 2",
            "Special Education: In progress, Special Education 2020-21, draft",
            "Warehouse: not started, no file",
        ]


def test_workbook_holds_the_same_plans(several: district.Cast) -> None:
    export = made(several, several.reviewer, "xlsx")
    assert (export.state, export.done, export.total, export.problem) == (CycleExportState.DONE, 3, 3, "")
    book = load_workbook(BytesIO(export.file.read()))
    departments = {
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell in ("Instructional Services", "Special Education", "Warehouse")
    }
    assert "Instructional Services" in departments
    assert "Warehouse" not in departments


@pytest.mark.parametrize("kind", CycleExportKind.values)
def test_only_plans_the_person_sees_go_in(several: district.Cast, kind: str) -> None:
    ReviewerAssignment.objects.update(department=several.other_department)
    export = made(several, several.reviewer, kind)
    assert (export.done, export.total) == (1, 1)
    if kind == "zip":
        with zipfile.ZipFile(export.file) as found:
            assert found.namelist() == [
                "Special Education 2020-21, draft.pdf",
                "Special Education 2020-21, draft.docx",
                "Contents.txt",
            ]
            assert b"Instructional" not in found.read("Contents.txt")
    assert made(several, several.admin, kind).total == 3


@pytest.mark.parametrize("kind", CycleExportKind.values)
def test_asked_for_on_the_queue_and_fetched(
    several: district.Cast, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(several.reviewer)
    assert f'action="{QUEUE}"' in client.get("/queue/").text
    with django_capture_on_commit_callbacks() as tasks:
        page = client.post(QUEUE, {"kind": kind}).url
    assert "Waiting for its turn." in client.get(page).text
    assert client.get(page + "file/").url == page
    for each in tasks:
        each()
    shown = client.get(page).text
    assert "Ready: 3 plans." in shown
    assert f'href="{page}file/"' in shown
    answer = client.get(page + "file/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="Department Plans 2020 - 2021.{kind}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue()[:4] == b"PK\x03\x04"


def test_progress_is_there_for_a_script(several: district.Cast) -> None:
    export = CycleExport.objects.create(cycle=several.cycle, person=several.reviewer, kind="zip")
    page = f"/exports/{export.pk}/"
    client = signed_in(several.reviewer)
    seen = []

    def write(*args: Any) -> bytes:
        seen.append(client.get(page, headers={"x-requested-with": "fetch"}).json())
        return b""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pusdplans.exports.word.write", write)
        cycle_export.make(export.pk)
    assert seen == [
        {"done": 0, "total": 3, "words": "0 of 3 plans", "state": "running"},
        {"done": 1, "total": 3, "words": "1 of 3 plans", "state": "running"},
    ]


def test_page_refreshes_itself_without_scripts_until_it_is_finished(several: district.Cast) -> None:
    export = CycleExport.objects.create(cycle=several.cycle, person=several.reviewer, kind="zip")
    client = signed_in(several.reviewer)
    refresh = '<noscript><meta http-equiv="refresh" content="5"></noscript>'
    assert refresh in client.get(f"/exports/{export.pk}/").text
    cycle_export.make(export.pk)
    assert refresh not in client.get(f"/exports/{export.pk}/").text


def test_only_who_asked_and_admins_get_it(several: district.Cast) -> None:
    export = made(several, several.reviewer, "zip")
    second = type(several.reviewer).objects.create_user("second@example.org", "demo-plan", name="Second Reviewer")
    ReviewerAssignment.objects.create(cycle=several.cycle, person=second)
    people = {**several.people(), "second": second}
    for path in (f"/exports/{export.pk}/", f"/exports/{export.pk}/file/"):
        assert {name: signed_in(person).get(path).status_code for name, person in people.items()} == {
            "lead": 404,
            "contributor": 404,
            "viewer": 404,
            "other_lead": 404,
            "reviewer": 200,
            "admin": 200,
            "second": 404,
        }
    assert signed_in(several.admin).get("/exports/99999999999999999999999/").status_code == 404


def test_asking_twice_makes_one(several: district.Cast) -> None:
    client = signed_in(several.reviewer)
    first, second = (client.post(QUEUE, {"kind": "zip"}).url for _time in range(2))
    assert first == second
    assert client.post(QUEUE, {"kind": "xlsx"}).url != first
    cycle_export.make(int(first.split("/")[2]))
    assert client.post(QUEUE, {"kind": "zip"}).url != first


def test_a_kind_there_is_not_is_refused_in_words(several: district.Cast) -> None:
    answer = signed_in(several.reviewer).post(QUEUE, {"kind": "exe"}, follow=True)
    assert "Choose what to make" in answer.text
    assert CycleExport.objects.count() == 0


def test_a_cycle_there_is_not_is_404(several: district.Cast) -> None:
    assert signed_in(several.reviewer).post("/queue/1999-00/export/", {"kind": "zip"}).status_code == 404


def test_what_fails_is_said_and_can_be_made_again(several: district.Cast, monkeypatch: Any) -> None:
    def fail(*args: Any) -> bytes:
        raise ValueError("no such glyph")

    client = signed_in(several.reviewer)
    with monkeypatch.context() as patch:
        patch.setattr("pusdplans.exports.word.write", fail)
        export = made(several, several.reviewer, "zip")
    assert export.state == CycleExportState.FAILED
    shown = client.get(f"/exports/{export.pk}/").text
    assert "This did not work." in shown
    assert "no such glyph" in shown
    assert made(several, several.reviewer, "zip").state == CycleExportState.DONE


def test_one_cut_short_begins_again_and_is_given_up_in_the_end(several: district.Cast) -> None:
    export = CycleExport.objects.create(
        cycle=several.cycle, person=several.reviewer, kind="zip", state="running", attempts=1, done=2, total=3
    )
    cycle_export.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts, export.done) == (CycleExportState.DONE, 2, 3)
    CycleExport.objects.update(state="running", attempts=cycle_export.MOST_ATTEMPTS)
    cycle_export.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.problem) == (CycleExportState.FAILED, "Making it was interrupted several times.")


def test_one_stopped_with_its_worker_waits_for_the_next(several: district.Cast, monkeypatch: Any) -> None:
    def stop(*args: Any) -> bytes:
        raise SystemExit(1)

    export = CycleExport.objects.create(cycle=several.cycle, person=several.reviewer, kind="zip")
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("pusdplans.exports.word.write", stop)
        cycle_export.make(export.pk)
    export.refresh_from_db()
    assert export.state == CycleExportState.WAITING
    cycle_export.make(export.pk)
    export.refresh_from_db()
    assert export.state == CycleExportState.DONE


def test_one_whose_task_was_lost_is_made_by_the_worker(several: district.Cast) -> None:
    export = CycleExport.objects.create(cycle=several.cycle, person=several.reviewer, kind="zip")
    cycle_export.make_what_waits()
    export.refresh_from_db()
    assert export.state == CycleExportState.WAITING
    CycleExport.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=5))
    cycle_export.make_what_waits()
    export.refresh_from_db()
    assert export.state == CycleExportState.DONE


def test_files_are_removed_after_some_days(several: district.Cast, settings: Any) -> None:
    export = made(several, several.reviewer, "zip")
    path = export.file.path
    later = timezone.now() + datetime.timedelta(days=settings.CYCLE_EXPORTS_KEPT_DAYS, hours=1)
    with time_machine.travel(later):
        assert made(several, several.reviewer, "xlsx").state == CycleExportState.DONE
        client = signed_in(several.reviewer)
        assert "This file was removed after some days." in client.get(f"/exports/{export.pk}/").text
        assert client.get(f"/exports/{export.pk}/file/").url == f"/exports/{export.pk}/"
    export.refresh_from_db()
    assert (export.state, export.file.name, export.file.storage.exists(path)) == (CycleExportState.REMOVED, "", False)
    assert CycleExport.objects.filter(state=CycleExportState.DONE).count() == 1


def test_queue_of_a_lead_has_no_such_button(several: district.Cast) -> None:
    client: Client = signed_in(several.lead)
    assert client.post(QUEUE, {"kind": "zip"}).status_code == 404


def test_memory_stays_flat_however_many_plans(several: district.Cast, monkeypatch: Any) -> None:
    """Each plan's files are let go before the next: the peak does not grow with the number of plans."""
    monkeypatch.setattr("pusdplans.exports.word.write", lambda document, edition: bytes(1_000_000))
    monkeypatch.setattr("pusdplans.exports.pdf.write", lambda document, edition: bytes(1_000_000))

    def peak() -> int:
        tracemalloc.start()
        assert made(several, several.admin, "zip").state == CycleExportState.DONE
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak()
    few = peak()
    for number in range(30):
        Department.objects.create(division=Division.objects.get(), name=f"School {number}", slug=f"school-{number}")
    lifecycle.start_plans(several.cycle)
    Plan.objects.update(status=Status.IN_PROGRESS)
    many = peak()
    assert CycleExport.objects.order_by("pk").last().size > 60_000_000  # type: ignore[union-attr]
    assert many < few + 4_000_000
